"""`python -m ates_tools.types`: mypy --strict over packages, migrations and tests, as `./ates check` runs it; for pre-commit."""

import sys

from ates_local.places import checkout_root
from ates_tools.commands.checking import types

if __name__ == "__main__":
    root = checkout_root()
    complaint = types(root)()
    if complaint:
        sys.exit(complaint)
