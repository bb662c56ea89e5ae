"""What payments can do: pay, mail, and write files for the bank."""
