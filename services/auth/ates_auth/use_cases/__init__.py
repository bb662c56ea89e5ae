"""What the auth service can do."""
