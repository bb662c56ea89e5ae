"""Alembic's environment of the notifications service."""

from ates_chassis.database.migrations import run_environment
from ates_notifications.storage.tables import metadata

run_environment(metadata)
