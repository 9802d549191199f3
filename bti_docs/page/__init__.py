"""A folder of case files goes in; a page on this machine where they are written, checked and printed comes out."""
