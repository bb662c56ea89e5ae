"""Alembic's environment of the payments service."""

from ates_chassis.database.migrations import run_environment
from ates_payments.storage.tables import metadata

run_environment(metadata, bounded_after="0009")
