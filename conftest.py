"""Every test of the repository gets its level and its servers from here."""

pytest_plugins = ["ates_embedded.testing.fixtures"]
