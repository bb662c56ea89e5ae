"""The REST API and the events, to browse."""
