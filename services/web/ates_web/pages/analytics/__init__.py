"""The company's figures."""
