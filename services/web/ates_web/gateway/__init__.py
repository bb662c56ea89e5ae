"""The gateway: the one entry point of the REST API, and the guard of everything that comes from outside."""
