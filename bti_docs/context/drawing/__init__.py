"""Drawings for documents, as SVG: black on white, readable without colour; lengths in pt."""
