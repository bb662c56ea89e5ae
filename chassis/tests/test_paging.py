"""Cursors that were tampered with, and cells that a spreadsheet would run."""

import base64
import csv
import io
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from ates_chassis.http import problems
from ates_chassis.http.paging import (
    CSV_ROWS_MAX,
    Page,
    PageWindow,
    WantsCsv,
    Window,
    _decoded,
    csv_answer,
    page,
)
from ates_chassis.shared.errors import InvalidError

pytestmark = pytest.mark.unit


class SampleRow(BaseModel):
    n: int
    name: str = "x"
    money: dict[str, object] | None = None


def cursor(value: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(value)).decode()


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "%%%",
        "é",
        cursor({"n": "1"}),
        cursor([1]),
        cursor([["1"]]),
        cursor([None]),
        cursor(["a\0b"]),
        base64.urlsafe_b64encode(b"\xff").decode(),
        cursor("1"),
    ],
)
def test_what_is_not_a_cursor_is_invalid(after: str) -> None:
    with pytest.raises(InvalidError) as caught:
        _decoded(after)
    assert caught.value.field == "after"


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        (("1",), (UUID,)),
        (("1", "2"), (int,)),
        ((), (int,)),
        (("9" * 30,), (int,)),
        (("-" + "9" * 30,), (int,)),
        (("9" * 5_000,), (int,)),
    ],
)
def test_a_cursor_of_another_list_is_invalid(
    after: tuple[Any, ...], kinds: tuple[Any, ...]
) -> None:
    with pytest.raises(InvalidError):
        Window(10, after).key(*kinds)


def test_a_page_leads_to_the_next_and_the_last_to_none() -> None:
    rows = [SampleRow(n=n) for n in range(3)]
    first = page(rows, Window(2, None), key=lambda row: [row.n], item=lambda row: row)
    assert [row.n for row in first.items] == [0, 1]
    assert Window(2, _decoded(first.next or "")).key(int) == (1,)
    assert page(rows, Window(3, None), key=lambda row: [row.n], item=lambda row: row).next is None


@pytest.fixture
def client() -> httpx.AsyncClient:
    app = FastAPI()
    problems.answer_problems(app)

    @app.get("/rows")
    async def rows(window: PageWindow, as_csv: WantsCsv) -> Any:
        items = [SampleRow(n=1)]
        return csv_answer(Page(items=items), "rows", ["n"]) if as_csv else Page(items=items)

    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x")


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=501", "limit=x", "after=x", "after=" + "x" * 501]
)
async def test_pages_are_bounded(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.get(f"/rows?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_the_same_list_comes_as_csv_when_asked(client: httpx.AsyncClient) -> None:
    answer = await client.get("/rows", headers={"Accept": "text/csv; charset=utf-8"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text == "n\r\n1\r\n"


async def test_csv_brings_the_whole_list_up_to_a_bound_and_says_where_to_go_on() -> None:
    seen: list[int] = []
    app = FastAPI()

    @app.get("/rows")
    async def rows(window: PageWindow, as_csv: WantsCsv) -> Any:
        seen.append(window.limit)
        answer: Page[SampleRow] = Page(items=[SampleRow(n=1)], next="more")
        return csv_answer(answer, "rows", ["n"]) if as_csv else answer

    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://x", headers={"Accept": "text/csv"}
    ) as client:
        answer = await client.get("/rows")
        await client.get("/rows?limit=7")
    assert seen == [CSV_ROWS_MAX, 7]
    assert answer.headers["X-Next"] == "more"


def cells(*names: str) -> list[str]:
    answer = csv_answer(Page(items=[SampleRow(n=-1, name=name) for name in names]), "x", ["name"])
    return [row[0] for row in csv.reader(io.StringIO(bytes(answer.body).decode()))][1:]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\n", "＝"])
def test_a_cell_that_a_spreadsheet_would_run_is_text(start: str) -> None:
    assert cells(f"{start}cmd|' /C calc'!A0")[0].startswith("'")


def test_other_cells_stay_as_they_are() -> None:
    assert cells("a=b", 'say "hi", twice', "x\ny") == ["a=b", 'say "hi", twice', "x\ny"]


def test_numbers_stay_numbers_and_nested_fields_have_names() -> None:
    item = SampleRow(n=-1, money={"amount": -250, "currency": "USD"})
    answer = csv_answer(
        Page(items=[item, SampleRow(n=2)]), "x", ["n", "money.amount", "money.currency"]
    )
    assert bytes(answer.body).decode().splitlines()[1:] == ["-1,-250,USD", "2,,"]
