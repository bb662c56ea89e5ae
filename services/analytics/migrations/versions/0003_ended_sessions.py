"""Which sessions have ended, so that their access tokens are good no more."""

from ates_chassis.database.chassis_tables import create_ended_sessions

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    create_ended_sessions()
