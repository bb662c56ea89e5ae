"""One's own profile, preferences and browsers."""
