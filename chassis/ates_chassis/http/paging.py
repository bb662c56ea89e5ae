"""Keyset pages: `?limit=50&after=…` answers `{"items": […], "next": …}`; and the same list as CSV."""

import base64
import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

import orjson
from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel

from ates_chassis.shared.errors import InvalidError
from ates_chassis.shared.reasons import Reason

LIMIT = 50
LIMIT_MAX = 500
# A spreadsheet wants the whole list, not a page of it; this bounds what one answer holds in memory.
CSV_ROWS_MAX = 10_000
_BIGINT_MAX = 2**63 - 1
Item = TypeVar("Item", bound=BaseModel)
Row = TypeVar("Row")


class Page(BaseModel, Generic[Item]):
    """One page; `next` goes into `after` for the following one, and is null on the last."""

    items: list[Item]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Which page: at most `limit` rows behind the row whose sort key is `after`."""

    limit: int
    after: tuple[str, ...] | None

    def key(self, *kinds: Callable[[str], object]) -> tuple[object, ...] | None:
        """The sort key to go on behind, each part read by its kind; none for the first page."""
        if self.after is None:
            return None
        try:
            parts = tuple(kind(part) for kind, part in zip(kinds, self.after, strict=True))
        except ValueError as error:
            raise _not_a_cursor() from error
        if any(isinstance(part, int) and abs(part) > _BIGINT_MAX for part in parts):
            raise _not_a_cursor()
        return parts


async def wants_csv(request: Request) -> bool:
    return request.headers.get("accept", "").partition(";")[0].strip() == "text/csv"


WantsCsv = Annotated[bool, Depends(wants_csv)]
CSV_TOO: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}}
}
"""`responses` of a list that also comes as CSV."""


async def _window(
    as_csv: WantsCsv,
    limit: Annotated[
        int | None,
        Query(
            ge=1,
            le=LIMIT_MAX,
            description=f"{LIMIT} by default; of CSV, where there is one, {CSV_ROWS_MAX:,}",
        ),
    ] = None,
    after: Annotated[str | None, Query(max_length=500)] = None,
) -> Window:
    rows = limit or (CSV_ROWS_MAX if as_csv else LIMIT)
    return Window(rows, _decoded(after) if after else None)


PageWindow = Annotated[Window, Depends(_window)]


def _decoded(cursor: str) -> tuple[str, ...]:
    try:
        key = orjson.loads(base64.urlsafe_b64decode(cursor.encode()))
    except ValueError as error:
        raise _not_a_cursor() from error
    # PostgreSQL's text knows no NUL.
    if not isinstance(key, list) or not all(isinstance(p, str) and "\0" not in p for p in key):
        raise _not_a_cursor()
    return tuple(key)


def _not_a_cursor() -> InvalidError:
    return InvalidError(Reason.of("not-a-cursor"), field="after")


def page(
    rows: Sequence[Row],
    window: Window,
    *,
    key: Callable[[Row], Sequence[object]],
    item: Callable[[Row], Item],
) -> Page[Item]:
    """Makes a page of `rows`, which were read with one more than `window.limit` to see whether there is a next."""
    shown = rows[: window.limit]
    more = len(rows) > window.limit
    parts = [str(part) for part in key(shown[-1])] if more else []
    cursor = base64.urlsafe_b64encode(orjson.dumps(parts)).decode() if more else None
    return Page(items=[item(row) for row in shown], next=cursor)


# A cell that starts with one of these is a formula to a spreadsheet (OWASP, CSV injection).
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def _flat(prefix: str, value: object) -> Iterable[tuple[str, object]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(f"{prefix}.{name}" if prefix else str(name), inner)
    else:
        yield prefix, value


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def csv_answer(page: Page[Item], name: str, columns: Sequence[str]) -> Response:
    """A page as CSV with nested fields as `outer.inner`; the header `X-Next` has what goes into `after`."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for each in page.items:
        fields = dict(_flat("", each.model_dump(mode="json")))
        writer.writerow([_cell(fields.get(column)) for column in columns])
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    if page.next is not None:
        headers["X-Next"] = page.next
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)
