"""The tables of payments."""

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
    Uuid,
    func,
    true,
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


def _time(name: str, *, nullable: bool = False) -> Column[object]:
    default = None if nullable else func.now()
    return Column(name, DateTime(timezone=True), nullable=nullable, server_default=default)


bank_files = Table(
    "bank_files",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("business_day", Date, nullable=False),
    Column("currency", Text, nullable=False),
    Column("payouts", Integer, nullable=False),
    Column("amount", BigInteger, nullable=False),
    _time("created_at"),
    Column("state", Text, nullable=False, server_default="made"),
    Column("execution_date", Date),
    _time("handed_over_at", nullable=True),
    Column("handed_over_by", Uuid),
    _time("withdrawn_at", nullable=True),
    Column("withdrawn_by", Uuid),
    Column("withdrawal_reason", Text),
)

bank_file_contents = Table(
    "bank_file_contents",
    metadata,
    Column("file_id", Uuid, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
)

closed_days = Table(
    "closed_days",
    metadata,
    Column("business_day", Date, primary_key=True),
    Column("currency", Text, nullable=False),
    Column("payouts", Integer, nullable=False),
    Column("amount", BigInteger, nullable=False),
    _time("received_at"),
)

payouts = Table(
    "payouts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("business_day", Date, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="due"),
    Column("provider", Text),
    Column("reference", Text),
    Column("failure", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
    _time("next_at"),
    _time("received_at"),
    _time("due_at"),
    _time("sent_at", nullable=True),
    _time("ended_at", nullable=True),
    Column("file_id", Uuid),
    Column("traceparent", Text),
    Column("ended_by", Uuid),
    Column("file_attempts", Integer, nullable=False, server_default="0"),
    Column("file_failure", Text),
    Column("file_after", DateTime(timezone=True), nullable=False, server_default="-infinity"),
    Column("of_close", Boolean, nullable=False, server_default=true()),
)

followed_payouts = Table(
    "followed_payouts",
    metadata,
    Column("payout_id", Uuid, primary_key=True),
    Column("followed_by", Uuid, nullable=False),
)

mails = Table(
    "mails",
    metadata,
    Column("payout_id", Uuid, primary_key=True),
    Column("state", Text, nullable=False, server_default="due"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    _time("next_at"),
    Column("failure", Text),
    _time("sent_at", nullable=True),
    Column("claim_id", Uuid),
)

recipients = Table(
    "recipients",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("email", Text),
    Column("full_name", Text),
    Column("erased", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Uuid, nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
)

simulated_payments = Table(
    "simulated_payments",
    metadata,
    Column("payout_id", Uuid, primary_key=True),
    Column("amount", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("failure", Text),
    Column("settles_at", DateTime(timezone=True), nullable=False),
)
