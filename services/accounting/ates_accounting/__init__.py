"""The accounting service: prices of tasks, and a ledger in which nothing is ever changed."""
