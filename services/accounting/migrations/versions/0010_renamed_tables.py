"""`answers` is called `idempotency_keys`, and `people` `user_directory`; views of the old names stay for the release before."""

from ates_chassis.database.chassis_tables import rename_answers_and_people

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    rename_answers_and_people()
