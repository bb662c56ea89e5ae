"""Balance, statement, ledger, income and corrections over HTTP, and who may see and do what."""

import pytest
from accounting_service import BOOKKEEPERS, PEOPLE, USD, AccountingService, code_of
from uuid_utils.compat import uuid7

from ates_chassis.http.access import ROLES
from ates_chassis.shared.user_directory import Person, remember
from ates_chassis.testing import bearer

# Bad input


async def test_a_body_that_is_no_correction_is_a_problem_of_the_caller(
    service: AccountingService,
) -> None:
    headers = bearer(service.accountant, "accountant") | {"Content-Type": "application/json"}
    for body in (
        b"", b"{", b"[]", b"null", b'"x"', b"9" * 6_000, b"[" * 100_000, b'{"reason":"\xff"}', b'{"\\ud800":1}',
        b'{"reason":"\\ud800","reverses":"01a1fb1c-2e5a-7404-9c33-0ecffe9f64ee"}',
    ):  # fmt: skip
        answer = await service.client.post("/transfers/corrections", content=body, headers=headers)
        assert code_of(answer)[0] in (400, 422), body[:50]


async def test_a_body_that_is_too_large(service: AccountingService) -> None:
    headers = bearer(service.accountant, "accountant") | {"Content-Type": "application/json"}
    body = b'{"reason":"' + b"x" * 1_000_000 + b'"}'
    answer = await service.client.post("/transfers/corrections", content=body, headers=headers)
    assert code_of(answer) == (413, "too-large")


@pytest.mark.parametrize(
    "path", ["/accounts/me/transfers", "/accounts/me/days", "/transfers", "/income"]
)
async def test_a_period_that_is_none(service: AccountingService, path: str) -> None:
    for query in (
        "from=0000-00-00", "to=2026-02-30", "from=x", "to=10000-01-01", "from=2026-01-02&to=2026-01-01",
        "from=2020-01-01", "from=0001-01-01&to=9999-12-31", "to=-infinity",
    ):  # fmt: skip
        assert code_of(await service.ledger(f"{path}?{query}")) == (422, "invalid"), query


@pytest.mark.parametrize(
    "path", ["/accounts/me/transfers", "/accounts/me/days", "/transfers", "/income"]
)
async def test_the_edges_of_the_calendar_are_empty(service: AccountingService, path: str) -> None:
    for day in ("0001-01-01", "9999-12-31"):
        answer = await service.ledger(f"{path}?from={day}&to={day}")
        assert answer.json() == {"items": [], "next": None}


async def test_a_page_that_is_none(service: AccountingService) -> None:
    for query in (
        "limit=0", "limit=501", "limit=x", "after=x", "after=W10=", "after=WyJ4Il0=", "after=WyIxIiwiMSJd",
        "after=WyI5OTk5OTk5OTk5OTk5OTk5OTk5OTkiXQ==", "kind=gift", "kind=%00", "user_id=me", "after=" + "x" * 501,
    ):  # fmt: skip
        assert code_of(await service.ledger(f"/transfers?{query}")) == (422, "invalid"), query


# Rights


@pytest.mark.parametrize(
    ("method", "path", "roles"),
    [
        ("GET", "/accounts/me", PEOPLE),
        ("GET", "/accounts/me/transfers", PEOPLE),
        ("GET", "/transfers", BOOKKEEPERS),
        ("GET", "/income", BOOKKEEPERS),
        ("GET", "/transfers/{id}", BOOKKEEPERS),
        ("POST", "/transfers/corrections", BOOKKEEPERS),
        ("GET", "/pending-corrections", BOOKKEEPERS),
    ],
)
async def test_who_may_what(
    service: AccountingService, method: str, path: str, roles: frozenset[str] | set[str]
) -> None:
    employee = await service.hire()
    own = await service.give(employee, 7)
    path = path.format(id=own["id"])
    delta = {"amount": 5, "currency": USD}
    body = {"user_id": str(employee), "delta": delta, "reason": "x"} if method == "POST" else None
    for role in ROLES - roles:
        refused = await service.client.request(
            method, path, json=body, headers=bearer(uuid7(), role)
        )
        assert code_of(refused) == (403, "forbidden"), role
    assert code_of(await service.client.request(method, path, json=body)) == (
        401,
        "unauthenticated",
    )
    assert await service.value("SELECT count(*) FROM transfers") == 1
    for role in roles:
        answer = await service.client.request(
            method, path, json=body, headers=bearer(uuid7(), role)
        )
        assert answer.is_success, role


async def test_a_statement_is_its_owner_s_alone(service: AccountingService) -> None:
    await service.work(uuid7())
    page = await service.get("/accounts/me/transfers", by=uuid7(), user_id=str(uuid7()))
    assert page.json()["items"] == []


async def test_a_demoted_accountant_loses_the_ledger_at_once(service: AccountingService) -> None:
    async with service.db.transaction() as tx:
        await remember(tx, [Person(id=service.accountant, role="other", active=True, version=2)])
    assert code_of(await service.ledger()) == (403, "forbidden")
