"""The small rooms behind `docx.read`: the parts of a .docx go in, pieces of the Document tree come out."""
