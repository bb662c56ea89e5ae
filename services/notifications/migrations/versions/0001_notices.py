"""Notices with the facts that they are of, where mail goes and how it is wanted, mails, webhooks and what was sent to them."""

from alembic import op

from ates_chassis.database.chassis_tables import (
    create_chassis_tables,
    create_ended_sessions,
    rename_answers_and_people,
)
from ates_chassis.database.migrations import grant

revision = "0001"
down_revision = None

_NOTICES = (
    """
    CREATE TABLE facts (
        kind text NOT NULL,
        source_id uuid NOT NULL,
        number integer NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_facts PRIMARY KEY (kind, source_id, number)
    )
    """,
    "CREATE INDEX ix_facts_received_at ON facts (received_at)",
    """
    CREATE TABLE notices (
        id uuid CONSTRAINT pk_notices PRIMARY KEY DEFAULT uuidv7(),
        user_id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT ck_notices_kind CHECK (kind IN
            ('task-given', 'task-taken', 'reward', 'correction', 'payout-due', 'payout-settled', 'payout-failed')),
        is_open boolean NOT NULL,
        count integer NOT NULL CONSTRAINT ck_notices_count CHECK (count > 0),
        mailed integer NOT NULL DEFAULT 0,
        amount bigint,
        currency text,
        business_day date,
        task_id uuid,
        payout_id uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        read_at timestamptz
    )
    """,
    "CREATE INDEX ix_notices_user_id ON notices (user_id, id)",
    "CREATE INDEX ix_notices_unread ON notices (user_id, kind, id) WHERE read_at IS NULL",
    "CREATE INDEX ix_notices_created_at ON notices (created_at)",
    # While it is open, further facts of the kind add to it.
    "CREATE UNIQUE INDEX uq_notices_open ON notices (user_id, kind) WHERE is_open",
    """
    CREATE TABLE tasks (
        id uuid CONSTRAINT pk_tasks PRIMARY KEY,
        title text NOT NULL,
        jira_key text,
        received_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    "CREATE INDEX ix_tasks_received_at ON tasks (received_at)",
    """
    CREATE TABLE payouts (
        id uuid CONSTRAINT pk_payouts PRIMARY KEY,
        user_id uuid,
        amount bigint,
        currency text,
        business_day date,
        outcome text CONSTRAINT ck_payouts_outcome CHECK (outcome IN ('settled', 'failed')),
        happened_at timestamptz NOT NULL,
        traceparent text,
        received_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    "CREATE INDEX ix_payouts_user_id ON payouts (user_id)",
    "CREATE INDEX ix_payouts_received_at ON payouts (received_at)",
)
_PEOPLE = (
    """
    CREATE TABLE contacts (
        user_id uuid CONSTRAINT pk_contacts PRIMARY KEY,
        email text,
        full_name text,
        erased boolean NOT NULL DEFAULT false,
        version bigint NOT NULL DEFAULT 0,
        CONSTRAINT ck_contacts_erased CHECK (NOT erased OR (email IS NULL AND full_name IS NULL))
    )
    """,
    """
    CREATE TABLE preferences (
        user_id uuid CONSTRAINT pk_preferences PRIMARY KEY,
        language text CONSTRAINT ck_preferences_language CHECK (language IN ('en', 'ru')),
        time_zone text,
        quiet_from time,
        quiet_to time,
        modes jsonb NOT NULL,
        CONSTRAINT ck_preferences_quiet CHECK ((quiet_from IS NULL) = (quiet_to IS NULL))
    )
    """,
)
_EMAILS = (
    """
    CREATE TABLE emails (
        id uuid CONSTRAINT pk_emails PRIMARY KEY DEFAULT uuidv7(),
        user_id uuid NOT NULL,
        notice_id uuid,
        state text NOT NULL DEFAULT 'due'
            CONSTRAINT ck_emails_state CHECK (state IN ('due', 'sent', 'unneeded', 'undeliverable')),
        round integer NOT NULL DEFAULT 1,
        attempts integer NOT NULL DEFAULT 0,
        next_at timestamptz NOT NULL,
        due_since timestamptz NOT NULL,
        claim_id uuid,
        failure text,
        ended_at timestamptz,
        traceparent text,
        CONSTRAINT ck_emails_undeliverable CHECK (state <> 'undeliverable' OR failure IS NOT NULL)
    )
    """,
    "CREATE UNIQUE INDEX uq_emails_notice_id ON emails (notice_id) WHERE notice_id IS NOT NULL",
    # The daily mail, of which a person has one.
    "CREATE UNIQUE INDEX uq_emails_digest ON emails (user_id) WHERE notice_id IS NULL",
    "CREATE INDEX ix_emails_user_id ON emails (user_id)",
    "CREATE INDEX ix_emails_due ON emails (next_at) WHERE state = 'due'",
    "CREATE INDEX ix_emails_ended_at ON emails (ended_at)",
)
_WEBHOOKS = (
    """
    CREATE TABLE webhooks (
        id uuid CONSTRAINT pk_webhooks PRIMARY KEY DEFAULT uuidv7(),
        url text NOT NULL,
        events text[] NOT NULL,
        sealed_secret bytea NOT NULL,
        active boolean NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by uuid NOT NULL,
        held_until timestamptz NOT NULL DEFAULT '-infinity'
    )
    """,
    """
    CREATE TABLE webhook_deliveries (
        id uuid CONSTRAINT pk_webhook_deliveries PRIMARY KEY DEFAULT uuidv7(),
        webhook_id uuid NOT NULL
            CONSTRAINT fk_webhook_deliveries_webhook_id REFERENCES webhooks ON DELETE CASCADE,
        event_id uuid NOT NULL,
        event_type text NOT NULL,
        body text NOT NULL,
        state text NOT NULL DEFAULT 'due'
            CONSTRAINT ck_webhook_deliveries_state CHECK (state IN ('due', 'delivered', 'failed')),
        attempts integer NOT NULL DEFAULT 0,
        next_at timestamptz NOT NULL DEFAULT now(),
        claim_id uuid,
        status integer,
        failure text,
        created_at timestamptz NOT NULL DEFAULT now(),
        ended_at timestamptz,
        traceparent text,
        CONSTRAINT uq_webhook_deliveries_event_id UNIQUE (webhook_id, event_id)
    )
    """,
    "CREATE INDEX ix_webhook_deliveries_due ON webhook_deliveries (webhook_id, next_at) WHERE state = 'due'",
    "CREATE INDEX ix_webhook_deliveries_log ON webhook_deliveries (webhook_id, id)",
    "CREATE INDEX ix_webhook_deliveries_created_at ON webhook_deliveries (created_at)",
)


def upgrade() -> None:
    create_chassis_tables()
    create_ended_sessions()
    rename_answers_and_people()
    for statement in (*_NOTICES, *_PEOPLE, *_EMAILS, *_WEBHOOKS):
        op.execute(statement)
    grant("SELECT, INSERT, UPDATE", "contacts", "preferences")
    grant("DELETE", "preferences")
    grant("SELECT, INSERT, UPDATE, DELETE", "facts", "notices", "tasks", "payouts", "emails")
    grant("SELECT, INSERT, UPDATE, DELETE", "webhooks", "webhook_deliveries")
