"""The room of the page: a Document goes in, a PDF that is both an archive file and accessible comes out."""
