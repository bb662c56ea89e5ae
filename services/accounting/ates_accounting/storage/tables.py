"""The tables of accounting."""

from sqlalchemy import (
    CHAR,
    BigInteger,
    Column,
    Computed,
    Date,
    DateTime,
    Identity,
    Index,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
)

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

# One row, from the first entry on: the currency that the books are kept in for ever. Triggers write it.
books = Table(
    "books",
    metadata,
    Column("id", SmallInteger, primary_key=True, server_default="1"),
    Column("currency", CHAR(3), nullable=False),
)

business_days = Table(
    "business_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("opens_at", DateTime(timezone=True), nullable=False),
    Column("closes_at", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False, server_default="open"),
    Column("paid_up_to", Uuid),
    Column("payouts", BigInteger, nullable=False, server_default="0"),
    Column("amount", BigInteger, nullable=False, server_default="0"),
)

day_incomes = Table(
    "day_incomes",
    metadata,
    Column("day", Date, primary_key=True),
    Column("fees", BigInteger, nullable=False),
    Column("rewards", BigInteger, nullable=False),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("fee", BigInteger, nullable=False),
    Column("reward", BigInteger, nullable=False),
    Column("priced_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("title", Text),
    Column("jira_key", Text),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("balance", BigInteger, nullable=False, server_default="0"),
)

transfers = Table(
    "transfers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", BigInteger, Identity(always=True), unique=True, nullable=False),
    Column("source_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("debited", Uuid, nullable=False),
    Column("credited", Uuid, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("user_id", Uuid, nullable=False),
    Column(
        "delta", BigInteger, Computed("CASE WHEN credited = user_id THEN amount ELSE -amount END")
    ),
    Column("balance_after", BigInteger, nullable=False),
    Column("business_day", Date, nullable=False),
    Column("posted_at", DateTime(timezone=True), nullable=False, server_default=func.ledger_now()),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    Column("description", Text, nullable=False),
    Column("task_id", Uuid),
    Column("reverses", Uuid),
    Column("actor_id", Uuid),
    Column("traceparent", Text),
    Column("approved_by", Uuid),
    UniqueConstraint("source_id", "kind"),
)
Index(
    "ix_transfers_user_id",
    transfers.c.user_id,
    transfers.c.number,
    postgresql_include=["business_day", "kind"],
)
Index(
    "ix_transfers_user_id_business_day",
    transfers.c.user_id,
    transfers.c.business_day,
    postgresql_include=["delta", "kind"],
)
Index(
    "ix_transfers_business_day",
    transfers.c.business_day,
    transfers.c.number,
    postgresql_include=["kind", "amount"],
)
Index("ix_transfers_kind", transfers.c.kind, transfers.c.number)
Index(
    "ix_transfers_returned",
    transfers.c.user_id,
    transfers.c.business_day,
    postgresql_where=transfers.c.kind == "payout-returned",
)
Index(
    "ix_transfers_task_id",
    transfers.c.task_id,
    postgresql_where=transfers.c.task_id.is_not(None),
)
Index(
    "uq_transfers_reverses",
    transfers.c.reverses,
    unique=True,
    postgresql_where=transfers.c.reverses.is_not(None),
)
Index(
    "ix_transfers_unapproved",
    transfers.c.business_day,
    postgresql_include=["actor_id", "user_id", "amount"],
    postgresql_where=(transfers.c.kind == "correction") & transfers.c.approved_by.is_(None),
)

# Beside the ledger, so that it can be forgotten.
return_reasons = Table(
    "return_reasons",
    metadata,
    Column("payout_id", Uuid, primary_key=True),
    Column("reason", Text, nullable=False),
)

erased_people = Table("erased_people", metadata, Column("user_id", Uuid, primary_key=True))

pending_corrections = Table(
    "pending_corrections",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("delta", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reverses", Uuid),
    Column("requested_by", Uuid, nullable=False),
    Column(
        "requested_at", DateTime(timezone=True), nullable=False, server_default=func.ledger_now()
    ),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("decided_by", Uuid),
    Column("decided_at", DateTime(timezone=True)),
    Column("decision_reason", Text),
    Column("transfer_id", Uuid),
)
