"""What the Makefile calls: `python -m scripts.<name>` from the project's folder."""
