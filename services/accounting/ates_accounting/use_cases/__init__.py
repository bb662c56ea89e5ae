"""What accounting can do."""
