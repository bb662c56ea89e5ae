"""One task and its money, a new task, reassigning all, importing many."""

import csv
import re

import pytest
from browsers import Browser
from company import CompanyDouble

from ates_web.pages.tasks.importing import GoodRow, good_rows

CSV = "Issue key,Summary\nA-1,One\nA-2,\nA-3,<b>Thrée</b>\n"


def _upload(content: str | bytes) -> dict[str, tuple[str, bytes]]:
    return {"file": ("a.csv", content.encode() if isinstance(content, str) else content)}


def _fields(**fields: str) -> dict[str, tuple[None, str]]:
    """A form with files in it, none of which is chosen."""
    return {name: (None, text) for name, text in fields.items()}


def _done(company: CompanyDouble) -> dict[str, str]:
    return next(task for task in company.tasks if task["status"] == "done")


async def test_a_task_says_what_it_cost_and_paid(browser: Browser, company: CompanyDouble) -> None:
    task = _done(company)
    await browser.sign_in("manager")
    page = (await browser.get(f"/tasks/{task['id']}")).text
    fee = next(t for t in company.transfers if t["task"]["id"] == task["id"] and t["kind"] == "fee")
    charged = f"${-fee['delta']['amount'] / 100:.2f}"
    assert f'Charged so far</dt><dd class="money">{charged}<' in page
    assert 'Reward for completing</dt><dd class="money">$32.10<' in page


async def test_a_task_without_a_price_says_so(browser: Browser, company: CompanyDouble) -> None:
    task = _done(company)
    company.transfers.clear()
    await browser.sign_in("manager")
    answer = await browser.get(f"/tasks/{task['id']}")
    assert answer.status_code == 200
    assert "Not priced yet." in answer.text


async def test_without_accounting_a_task_is_there_and_its_money_is_not(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("manager")
    company.down.add("accounting")
    answer = await browser.get(f"/tasks/{_done(company)['id']}")
    assert answer.status_code == 503
    assert "Money: temporarily unavailable" in answer.text
    assert 'class="timeline"' in answer.text


async def test_the_log_tells_why_in_words(browser: Browser, company: CompanyDouble) -> None:
    task = _done(company)
    company.log[task["id"]][1]["description"] = "reassigned"
    await browser.sign_in("manager")
    page = (await browser.get(f"/tasks/{task['id']}")).text
    log = page[page.index('class="timeline"') : page.index("</ol>")]
    assert re.findall(r'<p class="muted" dir="auto">([^<]*)', log) == [
        "drawn again with all open tasks"
    ]


async def test_a_task_that_cannot_be_filed_now_keeps_its_text_and_its_key(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("dev1")
    company.slow.add("tasks")
    form = {"title": "kept", "description": "also <kept>", "key": "the-same"}
    answer = await browser.post("/tasks", data=form)
    assert answer.status_code == 503
    assert 'value="kept"' in answer.text
    assert "also &lt;kept&gt;</textarea>" in answer.text
    assert 'name="key" value="the-same"' in answer.text


async def test_reassigning_says_how_many_and_how_much_first(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("manager")
    count = sum(task["status"] == "open" for task in company.tasks)
    page = (await browser.get("/tasks/reassign")).text
    assert f"Reassign {count} tasks" in page
    assert f">${15 * count:,}.00<" in page
    assert f"between ${10 * count:,}.00 and ${20 * count:,}.00" in page
    answer = await browser.post("/tasks/reassign", data={"key": "k"})
    assert answer.headers["location"] == "/tasks/all"
    assert f"{count} tasks were drawn again." in (await browser.get("/tasks/all")).text


async def test_reassigning_does_not_wait_for_accounting(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("manager")
    company.down.add("accounting")
    page = (await browser.get("/tasks/reassign")).text
    assert "accounting cannot be reached" in page
    assert re.search(r"Reassign \d+ tasks", page)


async def test_without_open_tasks_there_is_nothing_to_reassign(
    browser: Browser, company: CompanyDouble
) -> None:
    for task in company.tasks:
        task["status"] = "done"
    await browser.sign_in("manager")
    assert "Nothing to reassign" in (await browser.get("/tasks/reassign")).text


async def test_a_file_is_previewed_with_good_and_bad_rows_and_then_imported(
    browser: Browser,
) -> None:
    await browser.sign_in("dev1")
    preview = (await browser.post("/tasks/import", files=_upload(CSV))).text
    assert "This file would give 2 tasks" in preview
    assert re.findall(r'<td dir="auto">([^<]*)', preview) == ["One", "&lt;b&gt;Thrée&lt;/b&gt;"]
    assert "1 row is left out" in preview
    bad = r'<td class="end muted">3</td><td>Summary</td><td>A task needs a title\.</td>'
    assert re.search(bad, preview)
    form = _fields(step="import", content=CSV, key="k")
    answer = await browser.post("/tasks/import", files=form)
    assert answer.status_code == 303
    note = "2 tasks were imported. 1 row was left out."
    assert note in (await browser.get("/tasks")).text


async def test_a_pasted_text_is_previewed_like_a_file(browser: Browser) -> None:
    await browser.sign_in("dev1")
    pasted = _fields(step="preview", content=CSV.replace("\n", "\r\n"))
    assert "would give 2 tasks" in (await browser.post("/tasks/import", files=pasted)).text


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b" \n"])
async def test_a_file_that_is_no_text_is_refused(browser: Browser, content: bytes) -> None:
    await browser.sign_in("dev1")
    answer = await browser.post("/tasks/import", files=_upload(content))
    assert answer.status_code == 422
    assert 'id="file-problem"' in answer.text


async def test_a_text_that_is_refused_is_kept(browser: Browser) -> None:
    await browser.sign_in("dev1")
    answer = await browser.post("/tasks/import", files=_upload("What,Ever\na,b\n"))
    assert answer.status_code == 422
    assert "The first line must name a column Summary." in answer.text
    assert "What,Ever\na,b\n</textarea>" in answer.text


@pytest.mark.parametrize("step", ["preview", "import"])
async def test_a_text_that_cannot_be_imported_now_is_kept(
    browser: Browser, company: CompanyDouble, step: str
) -> None:
    await browser.sign_in("dev1")
    company.slow.add("tasks")
    form = _fields(step=step, content=CSV, key="the-same")
    answer = await browser.post("/tasks/import", files=form)
    assert answer.status_code == 503
    assert "&lt;b&gt;Thrée&lt;/b&gt;\n</textarea>" in answer.text
    # Nobody knows whether it was imported: with the same key it is not imported twice.
    assert ('name="key" value="the-same"' in answer.text) == (step == "import")


def test_good_rows_are_known_by_the_line_they_start_on() -> None:
    text = 'Summary,Description\n"one\nand a half",x\n,bad\nthree,\n\nfour\n'
    rows = (GoodRow(2, "one\nand a half"), GoodRow(5, "three"), GoodRow(7, "four"))
    assert good_rows(text, {4}, 10) == rows
    assert good_rows(text, {4}, 1) == rows[:1]
    assert good_rows("Title\nx\n", set(), 10) == ()


def test_a_field_that_cannot_be_read_ends_the_preview() -> None:
    limit = csv.field_size_limit(1_000)
    try:
        assert good_rows(f"Summary\nfine\n{'x' * 2_000}\n", set(), 10) == (GoodRow(2, "fine"),)
    finally:
        csv.field_size_limit(limit)
