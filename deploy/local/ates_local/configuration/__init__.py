"""The settings of a company: kept in `ates.env`, validated before they are stored, and shown."""
