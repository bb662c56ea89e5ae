"""Events that cannot be published are set aside with their reason."""

from ates_chassis.database.chassis_tables import set_failed_events_aside

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    set_failed_events_aside()
