"""What speaks to the outside: the bank's providers, the mail server, and accounting over HTTP."""
