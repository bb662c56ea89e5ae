"""What the tasks service can do."""
