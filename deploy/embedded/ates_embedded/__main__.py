"""`python -m ates_embedded` is what `./ates` runs."""

from ates_embedded.cli import main

main()
