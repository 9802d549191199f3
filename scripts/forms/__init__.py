"""How the shipped PDF forms are drawn: their content as data, the page as Typst, the fields with pikepdf."""
