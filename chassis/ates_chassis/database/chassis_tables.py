"""The tables that every service has, as frozen SQL for its migrations: they stay as they were when a release had them."""

from alembic import op

from ates_chassis.database.migrations import grant

_TABLES = (
    """
    CREATE TABLE outbox (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_outbox PRIMARY KEY,
        event_id uuid NOT NULL,
        type text NOT NULL,
        subject text NOT NULL,
        occurred_at timestamptz NOT NULL DEFAULT now(),
        data jsonb NOT NULL,
        traceparent text,
        published_at timestamptz,
        failed_at timestamptz,
        failure text
    )
    """,
    "CREATE INDEX ix_outbox_waiting ON outbox (id) WHERE published_at IS NULL AND failed_at IS NULL",
    "CREATE INDEX ix_outbox_failed ON outbox (id) WHERE failed_at IS NOT NULL",
    # The unpublished head of the outbox stays small only if dead rows go soon.
    "ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)",
    """
    CREATE TABLE inbox (
        event_id uuid CONSTRAINT pk_inbox PRIMARY KEY,
        received_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    "CREATE INDEX ix_inbox_received_at ON inbox (received_at)",
    """
    CREATE TABLE answers (
        key bytea CONSTRAINT pk_answers PRIMARY KEY,
        request bytea NOT NULL,
        status integer NOT NULL,
        body bytea NOT NULL,
        answered_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    "CREATE INDEX ix_answers_answered_at ON answers (answered_at)",
    """
    CREATE TABLE people (
        id uuid CONSTRAINT pk_people PRIMARY KEY,
        role text NOT NULL,
        active boolean NOT NULL,
        version bigint NOT NULL
    )
    """,
)


def create_chassis_tables() -> None:
    """Outbox, inbox, answers and people, as they were called first, with the rights that the runtime needs."""
    for statement in _TABLES:
        op.execute(statement)
    grant("SELECT, INSERT, DELETE", "outbox", "inbox")
    # Auth redacts the data of erased people; nobody rewrites what happened, to whom, or when.
    grant("UPDATE (data, published_at)", "outbox")
    grant("SELECT, INSERT, UPDATE, DELETE", "answers")
    grant("SELECT, INSERT, UPDATE", "people")


def set_failed_events_aside() -> None:
    """The outbox knows events that cannot be published; a new installation has the columns from its first migration."""
    for statement in (
        "ALTER TABLE outbox ADD COLUMN IF NOT EXISTS failed_at timestamptz",
        "ALTER TABLE outbox ADD COLUMN IF NOT EXISTS failure text",
        "DROP INDEX IF EXISTS ix_outbox_unpublished",
        """
        CREATE INDEX IF NOT EXISTS ix_outbox_waiting ON outbox (id)
        WHERE published_at IS NULL AND failed_at IS NULL
        """,
        "CREATE INDEX IF NOT EXISTS ix_outbox_failed ON outbox (id) WHERE failed_at IS NOT NULL",
    ):
        op.execute(statement)
    grant("UPDATE (failed_at, failure)", "outbox")


def create_ended_sessions() -> None:
    """The ended sessions, as their first version was: a session that ended stays so, and is forgotten in time."""
    for statement in (
        """
        CREATE TABLE ended_sessions (
            session_id uuid CONSTRAINT pk_ended_sessions PRIMARY KEY,
            ended_at timestamptz NOT NULL
        )
        """,
        "CREATE INDEX ix_ended_sessions_ended_at ON ended_sessions (ended_at)",
    ):
        op.execute(statement)
    grant("SELECT, INSERT, DELETE", "ended_sessions")


_RENAMED = (
    "ALTER TABLE answers RENAME TO idempotency_keys",
    "ALTER INDEX pk_answers RENAME TO pk_idempotency_keys",
    "ALTER INDEX ix_answers_answered_at RENAME TO ix_idempotency_keys_answered_at",
    """
    CREATE VIEW answers WITH (security_invoker = true) AS
    SELECT key, request, status, body, answered_at FROM idempotency_keys
    """,
    "ALTER TABLE people RENAME TO user_directory",
    "ALTER INDEX pk_people RENAME TO pk_user_directory",
    """
    CREATE VIEW people WITH (security_invoker = true) AS
    SELECT id, role, active, version FROM user_directory
    """,
)


def rename_answers_and_people() -> None:
    """The tables get the names of the glossary; views of the old names stay, by which the release before works on.

    PostgreSQL passes all that is done to such a view on to its table, `ON CONFLICT`, defaults and row locks included, with the
    rights of whoever does it.
    """
    for statement in _RENAMED:
        op.execute(statement)
    grant("SELECT, INSERT, UPDATE, DELETE", "answers")
    grant("SELECT, INSERT, UPDATE", "people")
