"""BTI documents: one case in YAML becomes Word and archive-grade PDF; nothing inside imports this roof."""

__version__ = "0.1.0"
