"""Statement and ledger as files for spreadsheets."""

import csv
import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest
from browsers import Browser
from company import CompanyDouble

NS = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def cells(content: bytes) -> list[list[tuple[str, str]]]:
    """The rows of the only sheet: of each cell its type (`s`: text, `n`: number) and its content."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        shared = ET.fromstring(book.read("xl/sharedStrings.xml"))
        texts = ["".join(each.itertext()) for each in shared.findall("s:si", NS)]
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert sheet.find(".//s:f", NS) is None
    rows = []
    for row in sheet.findall(".//s:row", NS):
        results = []
        for cell in row.findall("s:c", NS):
            kind, value = cell.get("t", "n"), cell.findtext("s:v", "", NS)
            results.append((kind, texts[int(value)] if kind == "s" else value))
        rows.append(results)
    return rows


def link(page: str, ending: str) -> str:
    match = re.search(rf'href="([^"]+\.{ending}\?[^"]*)"', page)
    assert match is not None
    return match[1].replace("&amp;", "&")


async def test_a_statement_is_downloaded_for_the_period_on_the_screen(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("dev1")
    day = company.transfers[0]["business_day"]
    page = (await browser.get(f"/account?from={day}&to={day}")).text
    answer = await browser.get(link(page, "csv"))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f'filename="statement-{day}-{day}.csv"' in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == page.count('class="end sum"')
    assert {row["business_day"] for row in rows} <= {day}


async def test_a_workbook_has_amounts_as_numbers_and_times_as_dates(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("dev1")
    page = (await browser.get("/account?from=2026-01-01")).text
    answer = await browser.get(link(page, "xlsx"))
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    head, *rows = cells(answer.content)
    assert [text for _, text in head][:5] == ["Time", "Business day", "Kind", "Person", "Amount"]
    mine = [each for each in company.transfers if each["user_id"] == company.user("dev1")["id"]]
    assert len(rows) == len(mine)
    assert [float(row[4][1]) for row in rows] == [each["delta"]["amount"] / 100 for each in mine]
    assert {row[4][0] for row in rows} == {row[0][0] for row in rows} == {"n"}
    assert {row[2][1] for row in rows} == {"Fee", "Reward"}


async def test_no_text_becomes_a_formula(browser: Browser, company: CompanyDouble) -> None:
    await browser.sign_in("dev1")
    company.transfers[:] = company.transfers[:1]
    company.transfers[0] |= {
        "user_id": company.user("dev1")["id"],
        "description": "'=1+1",
        "task": {"id": "1", "title": '=HYPERLINK("http://evil")', "jira_key": None},
    }
    page = (await browser.get("/account?from=2026-01-01")).text
    rows = cells((await browser.get(link(page, "xlsx"))).content)
    assert {("s", "=1+1"), ("s", '=HYPERLINK("http://evil")')} <= set(rows[1])


async def test_a_workbook_speaks_the_language_of_the_visit(browser: Browser) -> None:
    await browser.sign_in("dev1")
    browser.cookies.set("ates_language", "ru")
    head, *rows = cells((await browser.get("/account/statement.xlsx?from=2026-01-01")).content)
    assert ("s", "Баланс") in head
    assert "Награда" in {row[2][1] for row in rows}


async def test_an_empty_period_is_a_workbook_with_a_heading(browser: Browser) -> None:
    await browser.sign_in("dev1")
    answer = await browser.get("/account/statement.xlsx?from=2001-01-01&to=2001-01-02")
    assert len(cells(answer.content)) == 1


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
async def test_the_ledger_is_downloaded_as_it_is_filtered(
    browser: Browser, company: CompanyDouble, ending: str
) -> None:
    await browser.sign_in("accountant")
    dev1 = company.user("dev1")["id"]
    page = (await browser.get(f"/ledger?from=2026-01-01&kind=fee&user_id={dev1}")).text
    answer = await browser.get(link(page, ending))
    assert "transfers-2026-01-01-" in answer.headers["content-disposition"]
    fees = [each for each in company.transfers if (each["kind"], each["user_id"]) == ("fee", dev1)]
    rows = (
        len(cells(answer.content)) if ending == "xlsx" else len(answer.text.splitlines())
    )  # with its heading
    assert rows == 1 + len(fees)


async def test_a_workbook_names_people_as_the_screen_does(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("accountant")
    head, *rows = cells((await browser.get("/ledger/transfers.xlsx?from=2026-01-01")).content)
    at = head.index(("s", "Person"))
    known = {f"{user['full_name']} ({user['login']})" for user in company.users}
    assert {text for _, text in (row[at] for row in rows)} <= known


async def test_the_ledger_is_not_for_everybody(browser: Browser) -> None:
    await browser.sign_in("dev1")
    for ending in ("csv", "xlsx"):
        assert (await browser.get(f"/ledger/transfers.{ending}")).status_code == 403


async def test_the_ready_made_periods_keep_the_other_filters(browser: Browser) -> None:
    await browser.sign_in("accountant")
    page = (await browser.get("/ledger?kind=fee&after=50")).text
    chips = re.findall(r'<a class="chip" href="(/ledger\?[^"]+)"', page)
    assert chips
    assert all("kind=fee" in chip and "after" not in chip for chip in chips)
