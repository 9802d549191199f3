"""Who may see what: a case and a reader go in; the smaller case that this reader may see comes out."""
