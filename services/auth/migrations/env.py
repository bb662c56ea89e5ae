"""Alembic's environment of the auth service."""

from ates_auth.storage.tables import metadata
from ates_chassis.database.migrations import run_environment

run_environment(metadata, bounded_after="0004")
