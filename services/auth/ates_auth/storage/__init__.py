"""The tables of auth, and every query on them."""
