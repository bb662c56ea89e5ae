"""The tasks service: files tasks, draws who gets them, and knows when they are done."""
