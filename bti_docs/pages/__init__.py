"""The room of finished pages: PDFs go in; the same pages stamped, joined for print, measured or encrypted come out."""
