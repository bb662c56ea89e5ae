"""The one rule for text that people type: characters, rules for each kind of field, and both as types of Pydantic."""
