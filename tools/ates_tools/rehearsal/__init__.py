"""The main job of aTES on a running company: file a backlog, reassign it, complete it, and audit the books."""
