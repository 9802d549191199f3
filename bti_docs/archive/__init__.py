"""A finished document goes in; what an archivist or a program files without typing it twice comes out."""
