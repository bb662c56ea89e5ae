"""Row `pages`: twenty people read the pages of a company with much in its books; how long each page takes."""

import asyncio
import itertools
import random
import time
from collections import defaultdict
from statistics import quantiles

import httpx
from tests.bench.books import fill_books
from tests.bench.company import Bench
from tests.bench.figure import Figure

ROW = "pages"
TARGET_MS = 100.0
USERS = 20
PAUSE_S = (0.5, 1.5)

_EVERYBODY = (
    "/", "/tasks", "/tasks?status=done", "/account", "/profile", "/tasks/new", "/api", "/api/events",
)  # fmt: skip
_TASKS = ("/tasks/all", "/tasks/all?q=payout", "/tasks/reassign", "/tasks/import", "/tasks/{task}")
_MONEY = (
    "/ledger", "/ledger?user_id={person}", "/ledger/income", "/ledger/correction", "/payouts", "/payouts/files",
)  # fmt: skip
_PEOPLE = (
    "/people", "/people?q=work", "/people/new", "/people/{person}", "/people/{person}/deactivate", "/people/{person}/erase",
)  # fmt: skip
_ALL = ("/", "/analytics", *_TASKS, *_MONEY, *_PEOPLE)
_SIGNED_OUT = ("/sign-in", "/register")
# Of twenty people most do tasks; the heavier pages belong to a few.
_SEATS = (
    ("admin", _ALL, 6), ("manager", _EVERYBODY + _TASKS, 3), ("accountant", _EVERYBODY + _MONEY, 4),
    ("boss", _EVERYBODY, 2), ("dev1", _EVERYBODY, 4), (None, _SIGNED_OUT, 1),
)  # fmt: skip

Taken = dict[str, list[float]]


async def measure(bench: Bench, *, tasks: int, transfers: int, seconds: float) -> list[Figure]:
    await fill_books(bench, tasks=tasks, transfers=transfers)
    cookies = {login: await _session(bench, login) for login, _, _ in _SEATS}
    ids = await _ids(bench)
    for login, pages, _ in _SEATS:
        await _open_each(bench, cookies[login], pages, ids)
    taken: Taken = defaultdict(list)
    ends = time.perf_counter() + seconds
    seats = [(login, pages) for login, pages, count in _SEATS for _ in range(count)]
    assert len(seats) == USERS
    await asyncio.gather(
        *(_read(bench, cookies[login], pages, ids, taken, ends) for login, pages in seats)
    )
    return [_figure(page, taken[page]) for page in sorted(taken)]


def _figure(page: str, taken: list[float]) -> Figure:
    return Figure(
        row=ROW, what=f"{page}, {USERS} people, p95 of {len(taken)}",
        value=quantiles(taken, n=100, method="inclusive")[94], unit="ms", more_is_better=False, target=TARGET_MS,
    )  # fmt: skip


async def _ids(bench: Bench) -> dict[str, str]:
    """A task and who has it, of whom some pages are."""
    row = await bench.tasks.fetchrow("SELECT id, assignee_id FROM tasks LIMIT 1")
    assert row, "the bench has tasks"
    task, person = row
    return {"task": str(task), "person": str(person)}


async def _session(bench: Bench, login: str | None) -> dict[str, str]:
    if login is None:
        return {}
    token = await bench.token(login)
    return {"ates_access": token["access_token"], "ates_refresh": token["refresh_token"]}


async def _open_each(
    bench: Bench, cookies: dict[str, str], pages: tuple[str, ...], ids: dict[str, str]
) -> None:
    """Once, so that connections are open and what is kept for later is kept, as on any day but the first."""
    async with _browser(bench, cookies) as browser:
        for page in pages:
            (await browser.get(page.format_map(ids))).raise_for_status()


def _browser(bench: Bench, cookies: dict[str, str]) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=bench.company.ports.url("web"), cookies=cookies, timeout=30, trust_env=False
    )


async def _read(
    bench: Bench,
    cookies: dict[str, str],
    pages: tuple[str, ...],
    ids: dict[str, str],
    taken: Taken,
    ends: float,
) -> None:
    """Opens a page about once a second, as somebody who looks at it in between."""
    async with _browser(bench, cookies) as browser:
        await asyncio.sleep(random.uniform(0, PAUSE_S[1]))
        turns = itertools.cycle(random.sample(pages, len(pages)))
        while time.perf_counter() < ends:
            # In turn, so that each page is opened about as often as the others.
            page = next(turns)
            started = time.perf_counter()
            answer = await browser.get(page.format_map(ids))
            assert answer.status_code == 200, f"{page}: {answer.status_code}"
            taken[page].append((time.perf_counter() - started) * 1_000)
            await asyncio.sleep(random.uniform(*PAUSE_S))
