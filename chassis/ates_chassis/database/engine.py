"""The service's own database: one engine, and transactions opened in plain sight."""

import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

import asyncpg
import orjson
from sqlalchemy import Engine, MetaData, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import ConnectionPoolEntry

from ates_chassis.database.outages import DatabaseUnreachableError
from ates_chassis.database.sessions import ReadSession, refuse_writes

CheckEvent = Callable[[str, object], None]
"""Raises where the data of an event does not fit the contract of its type."""


class Transaction(AsyncSession):
    """An open transaction. Use cases take it and never commit it."""

    def __init__(self, *args: Any, check_event: CheckEvent, **named: Any) -> None:
        super().__init__(*args, **named)
        self.check_event = check_event


class OpenTransactionError(RuntimeError):
    """Somebody outside was to be asked while a transaction is open."""


_CONNECT_TIMEOUT_S = 5
_POOL_TIMEOUT_S = 10
# How long a connection that was just used needs no question whether it still answers.
_TRUSTED_S = 5.0
_USED_AT = "used_at"
_LOCK_SHARE_MAX = 0.8

# `uuidv7()` and `RETURNING old` came with it.
POSTGRES_VERSION = 18

# How many transactions the current task has open.
_open_transactions: ContextVar[int] = ContextVar("open_transactions", default=0)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def new_metadata() -> MetaData:
    return MetaData(naming_convention=NAMING)


async def _connect(*args: Any, **named: Any) -> asyncpg.Connection:
    """Whatever keeps a connection from coming about is an outage: the name, the port, TLS, the password, the database."""
    try:
        return await asyncpg.connect(*args, **named)
    except Exception as error:
        raise DatabaseUnreachableError(error) from error


def _bounds(statement_timeout_s: int, lock_timeout_s: float) -> dict[str, str]:
    lock_timeout_s = min(lock_timeout_s, _LOCK_SHARE_MAX * statement_timeout_s)
    return {
        # The session, and with it the relay's lock, ends soon after its host vanished.
        "tcp_keepalives_idle": "20",
        "tcp_keepalives_interval": "5",
        "tcp_keepalives_count": "4",
        "statement_timeout": f"{statement_timeout_s}s",
        "lock_timeout": f"{round(1000 * lock_timeout_s)}ms",
        "idle_in_transaction_session_timeout": "60s",
        "jit": "off",
    }


def _dumps(value: object) -> str:
    return orjson.dumps(value).decode()


class Database:
    """The engine of one service. `transaction()` commits when its block ends and rolls back when it raises.

    A lock that is not given within `lock_timeout_s` is an outage, and must be told from a statement that is itself too slow:
    so it is given up earlier than that, whatever is set.

    `check_event` holds what a transaction tells other services to its contract. `session` are PostgreSQL's settings of each of its sessions, by which triggers know who works there.
    """

    def __init__(
        self,
        url: str,
        *,
        check_event: CheckEvent,
        pool_size: int = 8,
        statement_timeout_s: int = 60,
        lock_timeout_s: float = 30.0,
        schema: str | None = None,
        session: Mapping[str, str] | None = None,
    ) -> None:
        self.engine: AsyncEngine = create_async_engine(
            make_url(url).set(drivername="postgresql+asyncpg"),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=_POOL_TIMEOUT_S,
            json_serializer=_dumps,
            json_deserializer=orjson.loads,
            connect_args={
                "async_creator_fn": _connect,
                "timeout": _CONNECT_TIMEOUT_S,
                "command_timeout": statement_timeout_s + 5,
                "server_settings": {
                    **({"search_path": schema} if schema else {}),
                    **(session or {}),
                    **_bounds(statement_timeout_s, lock_timeout_s),
                },
            },
        )
        _check_idle_connections(self.engine.sync_engine)
        self._sessions = async_sessionmaker(
            self.engine, class_=Transaction, expire_on_commit=False, check_event=check_event
        )
        readers = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        refuse_writes(readers.sync_engine)
        self._readers = async_sessionmaker(readers, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self._sessions.begin() as tx:
            _open_transactions.set(_open_transactions.get() + 1)
            try:
                yield tx
            finally:
                _open_transactions.set(_open_transactions.get() - 1)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[ReadSession]:
        """For statements that read: each is a transaction by itself, which is all that READ COMMITTED would give them.

        It spares the round trips of BEGIN and COMMIT. Raises WriteInReadingError for a statement that writes.
        """
        async with self._readers() as session:
            yield session

    async def close(self) -> None:
        await self.engine.dispose()


def check_no_transaction() -> None:
    """For whoever asks somebody outside, who may take long: rows and locks would be held as long.

    Raises OpenTransactionError.
    """
    if _open_transactions.get():
        raise OpenTransactionError("a transaction is open while somebody outside is asked")


def _check_idle_connections(engine: Engine) -> None:
    """Replaces a connection that was closed meanwhile, or that does not answer after a while of idleness.

    SQLAlchemy's `pool_pre_ping` asks before each use, a tenth of what a request costs. The driver hears at once of a
    connection that the server closed; the question is for one that was lost on the way.
    """

    @event.listens_for(engine, "checkin")
    def note_use(_: object, record: ConnectionPoolEntry) -> None:
        record.info[_USED_AT] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def check(connection: Any, record: ConnectionPoolEntry, _: object) -> None:
        if connection.driver_connection.is_closed():
            raise InvalidatePoolError
        used_at = record.info.get(_USED_AT)
        if used_at is not None and time.monotonic() - used_at > _TRUSTED_S:
            try:
                engine.dialect.do_ping(connection)
            except Exception as error:  # whatever it is, another connection may answer
                raise InvalidatePoolError from error


def too_old(version_number: int, where: str) -> str | None:
    """Why a server with this `server_version_num` (160014 is 16.14) cannot be used; None if it can."""
    major, minor = divmod(version_number, 10_000)
    if major >= POSTGRES_VERSION:
        return None
    return (
        f"aTES needs PostgreSQL {POSTGRES_VERSION} or newer; {where} is PostgreSQL {major}.{minor}. "
        "Nothing was changed."
    )
