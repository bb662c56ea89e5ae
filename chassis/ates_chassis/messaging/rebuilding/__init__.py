"""A consumer's figures made anew from the producers' archived events, beside those that go on being served."""
