"""A mail server for development: keeps what it gets in a folder, sends nothing on, and shows it on a page."""
