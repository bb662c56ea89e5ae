"""One module per command, or per family of commands; `cli.py` puts them together."""
