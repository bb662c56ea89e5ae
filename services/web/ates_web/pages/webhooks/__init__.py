"""Webhooks: which other systems are told of which events, and how that went."""
