"""Lists of transfers as files: CSV as accounting writes it, and the same as a workbook for spreadsheets."""

import asyncio
import csv
import io
from collections.abc import Mapping
from datetime import date, datetime
from itertools import islice
from types import MappingProxyType

from fastapi import Response
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ates_chassis.shared.currencies import decimal, digits_of
from ates_chassis.shared.text.characters import legible
from ates_web.pages.formatting import KINDS, CompanyClock
from ates_web.pages.language import _, later
from ates_web.pages.shell import Visit

# As many as accounting writes into one file.
ROWS_MAX = 10_000
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_NARROW, _WIDE = 12, 44
_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "posted_at": later("Time"),
        "business_day": later("Business day"),
        "kind": later("Kind"),
        "user_id": later("Person"),
        "delta.amount": later("Amount"),
        "delta.currency": later("Currency"),
        "balance_after.amount": later("Balance"),
        "task.jira_key": later("Jira key"),
        "task.title": later("Task"),
        "description": later("Description"),
        "occurred_at": later("Happened"),
        "id": later("Transfer"),
        "posted_by": later("Posted by"),
        "approved_by": later("Approved by"),
        "reverses": later("Reverses"),
        "reversed_by": later("Reversed by"),
    }
)
_PEOPLE = ("user_id", "posted_by", "approved_by")
_WIDE_ONES = frozenset({*_PEOPLE, "task.title", "description", "id", "reverses", "reversed_by"})


def download(content: bytes, name: str, media_type: str) -> Response:
    """The answer that a browser keeps as the file `name`."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


async def workbook(visit: Visit, table: bytes, *, title: str) -> bytes:
    """A CSV of transfers as XLSX: amounts are numbers, times and days are dates, people have names, no text is a formula.

    Times are those of the company. Of more than `ROWS_MAX` rows the first are taken.
    """
    ids = await asyncio.to_thread(_people_in, table)
    names = await visit.names(list(ids))
    people = {name.id: f"{name.full_name} ({name.login})" for name in names.values()}
    currency = visit.web.settings.currency
    return await asyncio.to_thread(
        _workbook, table, title, people, visit.web.templates.clock, currency
    )


def _people_in(table: bytes) -> set[str | None]:
    rows = csv.DictReader(io.StringIO(table.decode(), newline=""))
    return {row.get(column) or None for row in islice(rows, ROWS_MAX) for column in _PEOPLE}


def _workbook(
    table: bytes, title: str, people: Mapping[str, str], clock: CompanyClock, currency: str
) -> bytes:
    out = io.BytesIO()
    rows = csv.reader(io.StringIO(table.decode(), newline=""))
    columns = next(rows, [])
    with Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for at, column in enumerate(columns):
            sheet.set_column(at, at, _WIDE if column in _WIDE_ONES else _NARROW + 4)
            sheet.write_string(0, at, _(_TITLES.get(column, column)), bold)
        cells = _Cells(book, sheet, people, clock, currency)
        for number, row in enumerate(islice(rows, ROWS_MAX), 1):
            for at, (column, text) in enumerate(zip(columns, row, strict=False)):
                cells.write(number, at, column, text)
    return out.getvalue()


class _Cells:
    """Writes each text of a CSV as what it stands for."""

    def __init__(
        self,
        book: Workbook,
        sheet: Worksheet,
        people: Mapping[str, str],
        clock: CompanyClock,
        currency: str,
    ) -> None:
        digits = digits_of(currency)
        self._sheet, self._people, self._clock, self._currency = sheet, people, clock, currency
        self._money = _format(book, "#,##0." + "0" * digits if digits else "#,##0")
        self._day, self._moment = _format(book, "yyyy-mm-dd"), _format(book, "yyyy-mm-dd hh:mm:ss")

    def write(self, row: int, at: int, column: str, text: str) -> None:
        if not text:
            return
        if column.endswith(".amount"):
            amount = decimal(int(text), self._currency)
            self._sheet.write_number(row, at, float(amount), self._money)
        elif column.endswith("_at"):
            moment = datetime.fromisoformat(text).astimezone(self._clock.zone)
            self._sheet.write_datetime(row, at, moment.replace(tzinfo=None), self._moment)
        elif column == "business_day":
            self._sheet.write_datetime(row, at, date.fromisoformat(text), self._day)
        elif column in _PEOPLE:
            self._sheet.write_string(row, at, legible(self._people.get(text, text)))
        else:
            self._sheet.write_string(row, at, legible(_said(column, text)))


def _format(book: Workbook, pattern: str) -> Format:
    return book.add_format({"num_format": pattern})


def _said(column: str, text: str) -> str:
    if column == "kind":
        return _(KINDS.get(text, text))
    # CSV keeps formulas from coming alive by an apostrophe, which a cell of type text does not need.
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
