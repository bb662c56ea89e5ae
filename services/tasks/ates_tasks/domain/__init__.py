"""Tasks and their rules."""
