"""Whom the HTTP clients of a process trust."""

import ssl
from functools import cache

import httpx


@cache
def authorities() -> ssl.SSLContext:
    """One for all clients: reading them takes 25 ms, which httpx does for each client that is not given any."""
    return httpx.create_ssl_context(trust_env=False)
