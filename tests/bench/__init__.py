"""`./ates bench`: what the pieces of aTES can do on this machine, each beside the limit measured in the same run."""
