"""Payments: closes each day, pays what is due through a provider, and tells the employees by e-mail."""
