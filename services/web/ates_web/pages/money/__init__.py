"""Money: one's own account, the ledger, corrections, payouts and bank files."""
