"""The case: its typed model, how YAML text becomes one, and identity numbers."""
