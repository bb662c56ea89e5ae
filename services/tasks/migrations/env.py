"""Alembic's environment of the tasks service."""

from ates_chassis.database.migrations import run_environment
from ates_tasks.storage.tables import metadata

run_environment(metadata, bounded_after="0005")
