"""Events that cannot be published are set aside with their reason."""

from ates_chassis.database.chassis_tables import set_failed_events_aside

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    set_failed_events_aside()
