"""Tasks from a CSV: a preview of its good and bad rows, then the import. The text stays in the form until it is in."""

import csv
import io
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response

from ates_chassis.shared.errors import PayloadTooLargeError
from ates_web.clients.models import ImportReport
from ates_web.clients.upstream import Problem, ServiceDownError, ServiceRefusedError
from ates_web.pages.forms import Form, posted_file
from ates_web.pages.language import _, count, ngettext
from ates_web.pages.refusals import reason_of, sentence
from ates_web.pages.shell import PageContext, SignedIn, Visit

router = APIRouter()
BAD_SHOWN = 200
GOOD_SHOWN = 10
_TITLE = "Summary"


@dataclass(frozen=True, slots=True)
class GoodRow:
    line: int
    title: str


@dataclass(frozen=True, slots=True)
class BadRow:
    line: int
    column: str
    """Empty where the reason is about the whole row."""
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What the text would give: how many tasks, the first of them, and the first rows that are left out."""

    good: int
    bad: int
    titles: tuple[GoodRow, ...]
    left_out: tuple[BadRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage(PageContext):
    template: ClassVar[str] = "tasks/import.html"
    form: Form
    megabytes: int
    content: str = ""
    preview: Preview | None = None
    key: str = ""
    """Of the attempt before, where nobody knows whether it imported the text; else empty."""


@router.get("/tasks/import")
async def import_form(visit: SignedIn) -> Response:
    return _page(visit, Form())


@router.post("/tasks/import")
async def import_tasks(visit: SignedIn) -> Response:
    """First a dry run, then the same text again, which the form carries. A chosen file goes before a typed text."""
    limit = visit.web.settings.import_limit_bytes
    form_values, uploaded = await posted_file(visit.request, "file", limit)
    content = uploaded or form_values.get("content", "").replace("\r\n", "\n").encode()
    if len(content) > limit:
        raise PayloadTooLargeError(
            _("The file may have %(limit)s bytes at most.", limit=count(limit))
        )
    if not content.strip():
        return _page(visit, Form(errors={"file": _("Choose a file, or paste its text.")}), 422)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        reason = _("The file is not UTF-8 text. Save it as UTF-8 and choose it again.")
        return _page(visit, Form(errors={"file": reason}), 422)
    if form_values.get("step") == "import" and not uploaded:
        return await _import(visit, text, form_values.get("key", ""))
    return await _preview(visit, text)


async def _preview(visit: Visit, text: str) -> Response:
    try:
        report = await visit.clients.tasks.import_csv(
            visit.caller, text.encode(), dry_run=True, key=None
        )
    except ServiceRefusedError as rejected:
        return _refused(visit, rejected, text)
    except ServiceDownError:
        return _page(visit, _unreachable(), 503, content=text)
    return _page(visit, Form(), content=text, preview=preview(text, report))


async def _import(visit: Visit, text: str, key: str) -> Response:
    try:
        report = await visit.clients.tasks.import_csv(
            visit.caller, text.encode(), dry_run=False, key=key or None
        )
    except ServiceRefusedError as rejected:
        return _refused(visit, rejected, text)
    except ServiceDownError:
        return _page(visit, _unreachable(), 503, content=text, key=key)
    note = ngettext("%(num)s task was imported.", "%(num)s tasks were imported.", report.imported)
    if report.rejected:
        bad = len(report.rejected)
        left_out = ngettext("%(num)s row was left out.", "%(num)s rows were left out.", bad)
        note = f"{note} {left_out}"
    return visit.go("/tasks", note)


def _refused(visit: Visit, rejected: ServiceRefusedError, text: str) -> Response:
    if rejected.problem.status in {401, 403}:
        raise rejected
    return _page(visit, Form(message=_why(rejected.problem)), 422, content=text)


def _why(problem: Problem) -> str:
    """What is wrong with the file says more than that it is no table of tasks."""
    if problem.errors:
        return sentence(problem.errors[0].code, problem.errors[0].params)
    return reason_of(problem)


def _unreachable() -> Form:
    return Form(message=_("Tasks cannot be reached at the moment. The text is kept; try again."))


def preview(text: str, report: ImportReport) -> Preview:
    lines = {row.line for row in report.rejected}
    bad = (
        BadRow(row.line, row.column or "", sentence(row.code, row.params))
        for row in report.rejected[:BAD_SHOWN]
    )
    return Preview(
        report.imported, len(report.rejected), good_rows(text, lines, GOOD_SHOWN), tuple(bad)
    )


def good_rows(text: str, rejected: set[int], limit: int) -> tuple[GoodRow, ...]:
    """The first rows that become tasks, as far as they can be read here; a row counts from the line it starts on."""
    reader = csv.reader(io.StringIO(text, newline=""))
    good: list[GoodRow] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        at, line = header.index(_TITLE), reader.line_num + 1
        for row in reader:
            if len(row) > at and line not in rejected:
                good.append(GoodRow(line, row[at].strip()))
            if len(good) == limit:
                break
            line = reader.line_num + 1
    except (csv.Error, ValueError):
        pass  # the service, which decides, reads longer cells than this
    return tuple(good)


def _page(
    visit: Visit,
    form: Form,
    status: int = 200,
    *,
    content: str = "",
    preview: Preview | None = None,
    key: str = "",
) -> Response:
    page = ImportPage(
        frame=visit.frame(_("Import tasks"), "new"),
        form=form,
        megabytes=visit.web.settings.import_limit_bytes // 1_000_000,
        content=content,
        preview=preview,
        key=key,
    )
    return visit.show(page, status)
