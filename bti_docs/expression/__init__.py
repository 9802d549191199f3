"""The small language that templates, form maps and procedures share: text in, a checked expression out."""
