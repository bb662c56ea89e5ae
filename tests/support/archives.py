"""Whose events analytics reads for a rebuild: the producers that it listens to."""

ARCHIVES = ("auth", "tasks", "accounting")
