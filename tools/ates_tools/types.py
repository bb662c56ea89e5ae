"""`python -m ates_tools.types`: mypy --strict over every package, as `./ates check` runs it; for pre-commit."""

import sys

from ates_local.places import checkout_root
from ates_tools.commands.checking import packages, tool

if __name__ == "__main__":
    root = checkout_root()
    complaint = tool(root, "mypy", *packages(root))()
    if complaint:
        sys.exit(complaint)
