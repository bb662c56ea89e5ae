"""The service that knows who people are: users, sign-in, tokens and the keys that sign them."""
