"""The ledger's tables, and every query on them. Transfers are inserted and read, nothing else."""
