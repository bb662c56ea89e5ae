"""Live updates: what changed for whom, from the stream of events to the browsers that look."""
