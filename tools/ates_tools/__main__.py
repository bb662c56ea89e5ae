"""`python -m ates_tools` is what `./ates` runs."""

from ates_tools.cli import main

main()
