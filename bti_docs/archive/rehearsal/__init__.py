"""A Public 360 to practise on, on this machine alone: calls go in, answers such as the real one's come out."""
