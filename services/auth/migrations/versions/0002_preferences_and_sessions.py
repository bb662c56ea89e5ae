"""What a person prefers to see, and where a session was used last."""

from alembic import op

revision = "0002"
down_revision = "0001"

_UP = (
    """
    ALTER TABLE users
        ADD COLUMN language text CONSTRAINT ck_users_language CHECK (language IN ('en', 'ru')),
        ADD COLUMN theme text CONSTRAINT ck_users_theme CHECK (theme IN ('light', 'dark'))
    """,
    "ALTER TABLE sessions ADD COLUMN address text",
    "CREATE INDEX ix_sessions_live ON sessions (user_id, last_used_at, id) WHERE ended_at IS NULL",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)
