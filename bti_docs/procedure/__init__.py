"""A case, its municipality and the procedures go in; broken rules, and what is to be done next, come out."""
