"""The tables of tasks, and every query on them."""
