"""Texts from people on the pages and in files: isolated where they are shown, and nothing chokes on them."""

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from browsers import Browser
from company import CompanyDouble
from hypothesis import given
from texts.generated import texts

import ates_web
from ates_web.pages.formatting import CompanyClock
from ates_web.pages.language import _
from ates_web.pages.money.exports import _workbook

TEMPLATES = Path(ates_web.__file__).parent / "templates"
PEOPLE = (
    "actor|approver|assignee|author|decider|ended_by|full_name|handed_over_by|person|poster|requester|"
    "viewer\\.name|withdrawn_by"
)
"""What pages call the names of people whom they show."""
RLO, ISOLATE, POP = "\u202e", "\u2068", "\u2069"
HEAD = "posted_at,kind,user_id,task.title,description\r\n"


def workbook_of(*texts_: str) -> bytes:
    quoted = ",".join('"' + text.replace('"', '""') + '"' for text in texts_)
    table = f"{HEAD}2026-11-19T10:00:00+00:00,fee,u1,{quoted}\r\n"
    return _workbook(table.encode(), "Transfers", {"u1": "Ada\uffff"}, CompanyClock("UTC"), "USD")


@given(text=texts.filter(lambda text: text.encode(errors="ignore").decode() == text))
def test_a_workbook_is_well_formed_whatever_is_in_it(text: str) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook_of(text, "x"))) as book:
        for name in book.namelist():
            if name.endswith(".xml"):
                ET.fromstring(book.read(name))


def test_a_text_of_before_the_rule_is_shown_with_what_cannot_be_replaced() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook_of("a\ufffeb", "c"))) as book:
        shared = "".join(ET.fromstring(book.read("xl/sharedStrings.xml")).itertext())
    assert "a\N{REPLACEMENT CHARACTER}b" in shared
    assert "Ada\N{REPLACEMENT CHARACTER}" in shared


def test_a_name_that_reads_from_the_right_turns_nothing_of_a_sentence() -> None:
    assert _("Done: %(title)s", title="Feed") == "Done: Feed"
    assert _("Done: %(title)s", title="שלום") == f"Done: {ISOLATE}שלום{POP}"
    assert _("Done: %(title)s", title=f"x{RLO}y{POP}") == f"Done: {ISOLATE}xy{POP}"


async def test_a_title_turns_nothing_around_it_on_the_pages(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("dev1")
    task = next(
        task
        for task in company.tasks
        if task["assignee_id"] == company.user("dev1")["id"] and task["status"] == "open"
    )
    task["title"] = f"{RLO}turned"
    page = (await browser.get("/tasks")).text
    shown = [at for at in range(len(page)) if page.startswith(task["title"], at)]
    assert shown
    for at in shown:
        opening = page[page.rindex("<", 0, at) : at]
        assert opening.startswith("<bdi>") or 'dir="auto"' in opening, opening


def bare_names(template: str) -> list[str]:
    """Names of people that would turn what stands beside them: in neither `<bdi>`, a macro, `_` nor `isolated`."""
    results = []
    for at in re.finditer(r"\{\{(.*?)\}\}", template):
        shown = re.sub(r"\b(m\.person|_)\(.*\)", "", at[1])
        bare = re.search(rf"(^|[\s.])({PEOPLE})\b(?!\s*\|\s*(isolated|initials))(?![.(])", shown)
        if bare and not template[: at.start()].endswith(("<bdi>", 'dir="auto">')):
            results.append(at[0])
    return results


@pytest.mark.parametrize(
    ("template", "bare"),
    [
        ("<p>{{ at | local }} · {{ row.handed_over_by }}</p>", ["{{ row.handed_over_by }}"]),
        ("<p>{{ row.person or 'aTES' }}</p>", ["{{ row.person or 'aTES' }}"]),
        ("<p>{{ person }}</p>", ["{{ person }}"]),
        ("<bdi>{{ row.person }}</bdi>", []),
        ("{{ m.person(row.person) }} {{ row.person | isolated }} {{ row.person | initials }}", []),
        ("{{ _('of %(name)s', name=row.person) }} {{ row.only_person }}", []),
    ],
)
def test_what_a_bare_name_is(template: str, bare: list[str]) -> None:
    assert bare_names(template) == bare


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_no_template_shows_a_name_that_turns_what_stands_beside_it(path: Path) -> None:
    assert bare_names(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("key", ["ключ", "a\nb", "a\r\nX: y", "k" * 201, "\0", "é"])
async def test_a_key_that_no_header_holds_is_a_refusal(browser: Browser, key: str) -> None:
    await browser.sign_in("dev1")
    answer = await browser.post("/tasks", data={"title": "kept", "key": key})
    assert answer.status_code == 422
    assert 'value="kept"' in answer.text


async def test_a_form_in_a_made_up_character_set_is_no_unexpected_error(browser: Browser) -> None:
    await browser.sign_in("dev1")
    parts = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\na\\ud800b\r\n--x--\r\n'
    kind = "multipart/form-data; boundary=x; charset=raw_unicode_escape"
    answer = await browser.post("/tasks", content=parts, headers={"Content-Type": kind})
    assert answer.status_code < 500
