"""Many at once: a list over a shared case, or a folder of cases, goes in; a document for each comes out."""
