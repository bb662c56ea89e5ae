"""The tables of notifications."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    Table,
    Text,
    Time,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from ates_chassis.database.engine import new_metadata
from ates_chassis.http.idempotency import idempotency_keys_table
from ates_chassis.messaging.inbox import inbox_table
from ates_chassis.messaging.outbox import outbox_table
from ates_chassis.shared.ended_sessions import ended_sessions_table
from ates_chassis.shared.user_directory import user_directory_table

metadata = new_metadata()
for make in (
    outbox_table,
    inbox_table,
    idempotency_keys_table,
    user_directory_table,
    ended_sessions_table,
):
    make(metadata)


def _time(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


notices = Table(
    "notices",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("count", Integer, nullable=False),
    Column("mailed", Integer, nullable=False),
    Column("amount", BigInteger),
    Column("currency", Text),
    Column("business_day", Date),
    Column("task_id", Uuid),
    Column("payout_id", Uuid),
    _time("created_at"),
    _time("updated_at"),
    _time("read_at", nullable=True),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("title", Text, nullable=False),
    Column("jira_key", Text),
    _time("received_at"),
)

preferences = Table(
    "preferences",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("language", Text),
    Column("time_zone", Text),
    Column("quiet_from", Time),
    Column("quiet_to", Time),
    Column("modes", JSONB, nullable=False),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("url", Text, nullable=False),
    Column("events", ARRAY(Text), nullable=False),
    Column("sealed_secret", LargeBinary, nullable=False),
    Column("active", Boolean, nullable=False),
    _time("created_at"),
    Column("created_by", Uuid, nullable=False),
    _time("held_until"),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("webhook_id", Uuid, nullable=False),
    Column("event_id", Uuid, nullable=False),
    Column("event_type", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    _time("next_at"),
    Column("claim_id", Uuid),
    Column("status", Integer),
    Column("failure", Text),
    _time("created_at"),
    _time("ended_at", nullable=True),
    Column("traceparent", Text),
)
