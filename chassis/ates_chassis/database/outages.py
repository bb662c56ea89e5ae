"""What counts as an outage: a failure that is nobody's fault who waits for the work, and that passes without a change of it.

The consumer waits in place with its batch, the API answers 503, a job leaves it to its next run.
"""

import asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# Classes and codes of SQLSTATE (PostgreSQL manual, appendix A) after which the same work may succeed later.
_TRANSIENT_CLASSES = (
    "08",  # the connection
    "28",  # the password or the role was changed; services send none that somebody typed in
    "53",  # connections, memory or disk are used up
    "57P",  # a start, a stop, an administrator's command, the database was dropped
    "58",  # the disk, or a file on it
)
_TRANSIENT_CODES = frozenset(
    {
        "25006",  # only reading is allowed: a standby, or an administrator's setting
        "3D000",  # no such database: it is being restored
        "40001",  # a race that was undone: serialization
        "40P01",  # a race that was undone: a deadlock
        "55006",  # in use by an administrator's command
        "55P03",  # a lock was not given in time: an index is being built, say
        "57014",  # the statement took too long, or somebody cancelled it
        "XX001",  # a page that cannot be read
        "XX002",  # an index that contradicts its table
        # No input becomes a name in our statements, so these say that the schema or its grants are not those of this
        # version: half a restore, a migration that has not run or ran too early.
        "3F000",  # no such schema
        "42501",  # no right to it
        "42703",  # no such column
        "42883",  # no such function
        "42P01",  # no such table
    }
)
_QUERY_CANCELED = "57014"


class DatabaseUnreachableError(ConnectionError):
    """No connection to the database came about, whatever the reason; `sqlstate` is the server's, where it answered."""

    def __init__(self, error: Exception) -> None:
        super().__init__(f"no connection to the database: {type(error).__name__}: {error}")
        self.sqlstate = sqlstate(error)


def sqlstate(error: BaseException) -> str | None:
    cause = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(cause, "sqlstate", None)
    return state if isinstance(state, str) else None


def is_transient(error: BaseException) -> bool:
    """Whether the database is away, busy or undid a race, so that the same work may succeed later."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    # A migration changed what a prepared statement returns; it is prepared anew.
    if isinstance(
        cause, DatabaseUnreachableError | AsyncAdapt_asyncpg_dbapi.InvalidCachedStatementError
    ):
        return True
    if (state := sqlstate(error)) is not None:
        return state in _TRANSIENT_CODES or state.startswith(_TRANSIENT_CLASSES)
    # Without a state the failure happened on the way to the server; an OSError with a name is about a file.
    if isinstance(cause, OSError):
        return cause.filename is None
    # The driver's error for an argument that does not fit its type is an InterfaceError, too.
    return isinstance(cause, PoolTimeout | asyncpg.InterfaceError) and not isinstance(
        cause, ValueError
    )


def is_outage(error: BaseException) -> bool:
    """A statement that took too long is not one: the same batch would take as long again."""
    return is_transient(error) and sqlstate(error) != _QUERY_CANCELED
