"""What every aTES service shares. It knows no service."""
