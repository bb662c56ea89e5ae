"""Alembic's environment of the accounting service."""

from ates_accounting.storage.tables import metadata
from ates_chassis.database.migrations import run_environment

run_environment(metadata, bounded_after="0008")
