"""Reading the backlog of another tracker."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from ates_chassis.shared.errors import InvalidError
from ates_chassis.shared.reasons import Reason
from ates_tasks.domain.tasks import Draft

IMPORT_ROWS_MAX = 10_000


class NotABacklogError(InvalidError):
    code = "not-a-backlog"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot become a task. `line` is where the row starts in the file, the header being line 1.

    `column` is the one that is at fault; None where the row as a whole is.
    """

    line: int
    column: str | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Backlog:
    """A Jira export as read: rows that can become tasks, and rows that cannot."""

    drafts: list[Draft]
    rejected: list[Rejected]


def read_backlog(content: bytes) -> Backlog:
    """Reads a CSV with the columns `Issue key, Summary, Description` in any order; others are ignored.

    Raises NotABacklogError where no row can be told from another: not UTF-8, no Summary column, a quote that never ends,
    too many rows.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotABacklogError(Reason.of("not-utf-8", line=line), field="body") from error
    drafts: list[Draft] = []
    rejected: list[Rejected] = []
    for line, fields in _rows(text):
        try:
            drafts.append(_draft(fields))
        except InvalidError as refusal:
            rejected.append(Rejected(line, _COLUMNS.get(refusal.field or ""), refusal.reason))
        if len(drafts) + len(rejected) > IMPORT_ROWS_MAX:
            raise NotABacklogError(Reason.of("too-many-rows", max=IMPORT_ROWS_MAX), field="body")
    return Backlog(drafts, rejected)


_COLUMNS = {"title": "Summary", "description": "Description", "jira_key": "Issue key"}

# The size of the whole file is bounded where it comes in; a cell that is too long is the fault of its row alone.
csv.field_size_limit(2**31 - 1)


def _rows(text: str) -> Iterator[tuple[int, dict[str | None, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        header: list[str | None] = [name.strip() for name in next(reader, [])]
        if "Summary" not in header:
            raise NotABacklogError(Reason.of("no-header"), field="body")
        line = reader.line_num + 1
        for row in reader:
            if row:
                # A surplus cell gets the name None, which no column has.
                names = header + [None] * (len(row) - len(header))
                yield line, dict(zip(names, row, strict=False))
            line = reader.line_num + 1
    except csv.Error as error:
        raise NotABacklogError(Reason.of("bad-row", line=line), field="body") from error


def _draft(fields: dict[str | None, str]) -> Draft:
    if None in fields:
        raise InvalidError(Reason.of("too-many-cells"))
    return Draft(
        title=fields.get("Summary", ""),
        description=fields.get("Description") or None,
        jira_key=fields.get("Issue key", "").strip() or None,
    )
