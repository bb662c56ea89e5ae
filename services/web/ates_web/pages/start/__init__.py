"""Where a visit begins: signing in, and the start page."""
