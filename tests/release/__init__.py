"""What a release leaves behind for later work: its databases with data in them, and one message of each event type."""
