"""The tables of auth, and how users are mapped to theirs."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
    Uuid,
    false,
    func,
)
from sqlalchemy.orm import registry

from ates_auth.domain import User
from ates_chassis.database.engine import new_metadata
from ates_chassis.http.idempotency import idempotency_keys_table
from ates_chassis.messaging.inbox import inbox_table
from ates_chassis.messaging.outbox import outbox_table
from ates_chassis.shared.user_directory import user_directory_table

metadata = new_metadata()
for make in (outbox_table, inbox_table, idempotency_keys_table, user_directory_table):
    make(metadata)


def _time(name: str, *, nullable: bool = False) -> Column[object]:
    default = None if nullable else func.now()
    return Column(name, DateTime(timezone=True), nullable=nullable, server_default=default)


users = Table(
    "users",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("login", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("full_name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("password_prepared", Boolean, nullable=False, server_default=false()),
    Column("role", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
    _time("created_at"),
    _time("erased_at", nullable=True),
    Column("language", Text),
    Column("theme", Text),
)
Index("uq_users_login", users.c.login, unique=True)
Index("ix_outbox_subject", metadata.tables["outbox"].c.subject)
# Not by the rules of the database's language: Turkish makes `ı` of `I`.
lower_email = func.lower(users.c.email.collate("C"))
Index("uq_users_email", lower_email, unique=True)

# A session is a family of refresh tokens, of which only the newest is good.
sessions = Table(
    "sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, ForeignKey(users.c.id), nullable=False, index=True),
    Column("user_agent", Text),
    Column("address", Text),
    _time("created_at"),
    _time("last_used_at"),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    _time("ended_at", nullable=True),
)
Index(
    "ix_sessions_live",
    sessions.c.user_id,
    sessions.c.last_used_at,
    sessions.c.id,
    postgresql_where=sessions.c.ended_at.is_(None),
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column(
        "session_id",
        Uuid,
        ForeignKey(sessions.c.id, ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    _time("created_at"),
    _time("used_at", nullable=True),
)

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("sealed_private_key", LargeBinary, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    _time("created_at"),
    Column("use_from", DateTime(timezone=True), nullable=False),
)

# Token buckets: how many attempts are left in each, as of `counted_at`.
attempts = Table(
    "attempts",
    metadata,
    Column("bucket", Text, primary_key=True),
    Column("remaining", Double, nullable=False),
    Column("counted_at", DateTime(timezone=True), nullable=False, index=True),
)

registry(metadata=metadata).map_imperatively(User, users)
