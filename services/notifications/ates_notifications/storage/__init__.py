"""The tables and statements of notifications. Rows are locked person by person, in the order of ids."""
