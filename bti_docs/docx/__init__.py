"""Word: a template and words become a .docx, and a .docx becomes the Document tree."""
