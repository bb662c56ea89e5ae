"""Users, sessions, signing keys and counted attempts, beside the tables that every service has."""

from alembic import op

from ates_chassis.database.chassis_tables import create_chassis_tables
from ates_chassis.database.migrations import grant

revision = "0001"
down_revision = None

_UP = (
    """
    CREATE TABLE users (
        id uuid CONSTRAINT pk_users PRIMARY KEY,
        login text NOT NULL CONSTRAINT ck_users_login CHECK (login = lower(login)),
        email text NOT NULL,
        full_name text NOT NULL CONSTRAINT ck_users_full_name CHECK (length(full_name) BETWEEN 1 AND 200),
        password_hash text NOT NULL,
        role text NOT NULL CONSTRAINT ck_users_role CHECK (role IN
            ('administrator', 'manager', 'boss', 'accountant', 'developer', 'other', 'internalservice')),
        active boolean NOT NULL,
        version bigint NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        erased_at timestamptz,
        CONSTRAINT ck_users_erased CHECK (erased_at IS NULL OR (NOT active AND password_hash = ''))
    )
    """,
    "CREATE UNIQUE INDEX uq_users_login ON users (login)",
    "CREATE UNIQUE INDEX uq_users_email ON users (lower(email))",
    """
    CREATE TABLE sessions (
        id uuid CONSTRAINT pk_sessions PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT fk_sessions_user_id REFERENCES users,
        user_agent text,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_used_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        ended_at timestamptz
    )
    """,
    "CREATE INDEX ix_sessions_user_id ON sessions (user_id)",
    "CREATE INDEX ix_sessions_expires_at ON sessions (expires_at)",
    """
    CREATE TABLE refresh_tokens (
        digest bytea CONSTRAINT pk_refresh_tokens PRIMARY KEY,
        session_id uuid NOT NULL CONSTRAINT fk_refresh_tokens_session_id REFERENCES sessions ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        used_at timestamptz
    )
    """,
    "CREATE INDEX ix_refresh_tokens_session_id ON refresh_tokens (session_id)",
    """
    CREATE TABLE signing_keys (
        id text CONSTRAINT pk_signing_keys PRIMARY KEY,
        sealed_private_key bytea NOT NULL,
        public_key bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        use_from timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE attempts (
        bucket text CONSTRAINT pk_attempts PRIMARY KEY,
        remaining double precision NOT NULL,
        counted_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_attempts_counted_at ON attempts (counted_at)",
    # Erasure looks for all events of one user.
    "CREATE INDEX ix_outbox_subject ON outbox (subject)",
)


def upgrade() -> None:
    create_chassis_tables()
    for statement in _UP:
        op.execute(statement)
    grant("SELECT, INSERT, UPDATE", "users")
    grant("SELECT, INSERT, UPDATE, DELETE", "sessions", "attempts")
    # The database deletes them with their session.
    grant("SELECT, INSERT, UPDATE", "refresh_tokens")
    grant("SELECT, INSERT, DELETE", "signing_keys")
