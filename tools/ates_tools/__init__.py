"""What makes, checks, measures and shows aTES; with the program `./ates`, which also calls the launcher."""
