"""`python -m bti_docs` is `bti-docs`: it works where an unsigned program stub is blocked."""

from bti_docs.cli import main

if __name__ == "__main__":
    main()
