"""What an operator does with messages, by the programs of services and by `./ates`."""
