"""What only reads: a type without any method that writes, and the refusal of statements that do so all the same."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol, TypeVar, overload

from sqlalchemy import Engine, Executable, Result, ScalarResult, event
from sqlalchemy.sql.selectable import TypedReturnsRows
from typing_extensions import TypeVarTuple

_Columns = TypeVarTuple("_Columns")
_Value = TypeVar("_Value")
_Entity = TypeVar("_Entity", bound=object)

Values = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None
"""The values of a statement's parameters."""


class ReadSession(Protocol):
    """What a function takes that only reads. `Database.reading()` gives one; a `Transaction` is one, too."""

    @overload
    async def execute(
        self, statement: TypedReturnsRows[*_Columns], params: Values = None
    ) -> Result[*_Columns]: ...
    @overload
    async def execute(
        self, statement: Executable, params: Values = None
    ) -> Result[*tuple[Any, ...]]: ...

    @overload
    async def scalar(
        self, statement: TypedReturnsRows[_Value], params: Values = None
    ) -> _Value | None: ...
    @overload
    async def scalar(self, statement: Executable, params: Values = None) -> Any: ...

    @overload
    async def scalars(
        self, statement: TypedReturnsRows[_Value], params: Values = None
    ) -> ScalarResult[_Value]: ...
    @overload
    async def scalars(self, statement: Executable, params: Values = None) -> ScalarResult[Any]: ...

    async def get(self, entity: type[_Entity], ident: Any) -> _Entity | None: ...


class WriteInReadingError(RuntimeError):
    """A statement that writes, or that locks rows until its own end, where only reading is meant."""


# As it stands in our statements and in those that SQLAlchemy makes.
_WRITES = re.compile(
    r"\b(?:INSERT INTO|UPDATE (?!SET)\S|DELETE FROM|MERGE INTO|TRUNCATE|FOR (?:NO KEY )?UPDATE|FOR (?:KEY )?SHARE"
    r"|pg_(?:try_)?advisory)"
)


@lru_cache(maxsize=1_024)
def writes(sql: str) -> bool:
    return _WRITES.search(sql) is not None


def refuse_writes(engine: Engine) -> None:
    """Statements of this engine raise WriteInReadingError if they write.

    A transaction that is READ ONLY would say so to the server, at the price of BEGIN and COMMIT around each statement.
    """

    @event.listens_for(engine, "before_cursor_execute")
    def refuse(_c: object, _k: object, statement: str, *_: object) -> None:
        if writes(statement):
            raise WriteInReadingError(statement)
