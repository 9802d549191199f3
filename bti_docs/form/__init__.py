"""A municipality's own PDF form and values go in; the filled PDF comes out, with every letter right."""
