"""The service's own database: one engine, transactions opened in plain sight, and what counts as an outage."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import orjson
from sqlalchemy import MetaData
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from ates_chassis.contracts import Contracts

Transaction = AsyncSession
"""An open transaction. Use cases take it and never commit it."""

# Classes and codes of SQLSTATE (PostgreSQL manual, appendix A) after which the same work may succeed later.
_TRANSIENT_CLASSES = ("08", "53", "57P")
_TRANSIENT_CODES = frozenset({"40001", "40P01", "55P03", "57014"})
_CONNECT_TIMEOUT_S = 5
_POOL_TIMEOUT_S = 10

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def new_metadata() -> MetaData:
    return MetaData(naming_convention=NAMING)


def _dumps(value: object) -> str:
    return orjson.dumps(value).decode()


class Database:
    """The engine of one service. `transaction()` commits when its block ends and rolls back when it raises."""

    def __init__(
        self,
        url: str,
        *,
        contracts: Contracts,
        pool_size: int = 8,
        statement_timeout_s: int = 60,
        schema: str | None = None,
    ) -> None:
        self.engine: AsyncEngine = create_async_engine(
            make_url(url).set(drivername="postgresql+asyncpg"),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=_POOL_TIMEOUT_S,
            pool_pre_ping=True,
            json_serializer=_dumps,
            json_deserializer=orjson.loads,
            connect_args={
                "timeout": _CONNECT_TIMEOUT_S,
                "command_timeout": statement_timeout_s + 5,
                "server_settings": {
                    **({"search_path": schema} if schema else {}),
                    # The session, and with it the relay's lock, ends soon after its host vanished.
                    "tcp_keepalives_idle": "20",
                    "tcp_keepalives_interval": "5",
                    "tcp_keepalives_count": "4",
                    "statement_timeout": f"{statement_timeout_s}s",
                    "idle_in_transaction_session_timeout": "60s",
                    "jit": "off",
                },
            },
        )
        self._sessions = async_sessionmaker(
            self.engine, expire_on_commit=False, info={"contracts": contracts}
        )
        self._readers = async_sessionmaker(
            self.engine.execution_options(isolation_level="AUTOCOMMIT"), expire_on_commit=False
        )

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self._sessions.begin() as tx:
            yield tx

    @asynccontextmanager
    async def glance(self) -> AsyncIterator[Transaction]:
        """For one statement that reads: a transaction by itself, without a round trip before and one behind it."""
        async with self._readers() as tx:
            yield tx

    async def close(self) -> None:
        await self.engine.dispose()


def sqlstate(error: BaseException) -> str | None:
    cause = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(cause, "sqlstate", None)
    return state if isinstance(state, str) else None


def is_transient(error: BaseException) -> bool:
    """Whether the database is away, busy or undid a race, so that the same work may succeed later."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    if (state := sqlstate(error)) is not None:
        return state in _TRANSIENT_CODES or state.startswith(_TRANSIENT_CLASSES)
    # Without a state the failure happened on the way to the server; an OSError with a name is about a file.
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, OSError):
        return cause.filename is None
    return isinstance(cause, TimeoutError | PoolTimeout | asyncpg.InterfaceError)
