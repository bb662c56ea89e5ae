"""Corrections through the gateway: up to the limit alone, above it by a second person, once."""

import asyncio
from uuid import uuid4

import httpx
from e2e.corrections import ABOVE_THE_LIMIT
from e2e.staff import Hire, Staff, StaffMember

from ates_chassis.testing import eventually


async def _post(
    api: httpx.AsyncClient, by: StaffMember, whom: StaffMember, cents: int, key: str | None = None
) -> httpx.Response:
    body = {
        "user_id": whom.id,
        "delta": {"amount": cents, "currency": "USD"},
        "reason": "as agreed",
    }
    headers = by.headers | ({"Idempotency-Key": key} if key else {})
    return await api.post("/transfers/corrections", headers=headers, json=body)


async def _balance(api: httpx.AsyncClient, person: StaffMember) -> int:
    answer = await api.get("/accounts/me", headers=person.headers)
    cents: int = answer.json()["balance"]["amount"]
    return cents


async def test_a_correction_above_the_limit_is_posted_once_a_second_person_approves(
    api: httpx.AsyncClient, hire: Hire, staff: Staff
) -> None:
    employee, poster, second = await hire(), await hire("accountant"), await hire("accountant")
    key = str(uuid4())
    answers = [await _post(api, poster, employee, ABOVE_THE_LIMIT, key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert await _balance(api, employee) == 0
    path = f"/pending-corrections/{answers[0].json()['id']}"
    own = await api.post(f"{path}/approve", headers=poster.headers)
    assert (own.status_code, own.json()["code"]) == (403, "own-correction")
    admin = await staff.of("administrator")
    tries = [api.post(f"{path}/approve", headers=each.headers) for each in (second, admin) * 3]
    tries.append(api.post(f"{path}/withdraw", headers=poster.headers))
    done = await asyncio.gather(*tries)
    assert sorted(answer.status_code for answer in done) == [200, *[409] * 6]
    shown = (await api.get(path, headers=second.headers)).json()
    posted = shown["state"] == "approved"
    assert await _balance(api, employee) == (ABOVE_THE_LIMIT if posted else 0)
    if posted:
        transfer = await api.get(f"/transfers/{shown['transfer_id']}", headers=second.headers)
        assert transfer.json()["posted_by"] == poster.id
        assert transfer.json()["approved_by"] == shown["decided_by"]


async def test_somebody_demoted_meanwhile_has_nothing_posted(
    api: httpx.AsyncClient, hire: Hire, staff: Staff
) -> None:
    employee, poster, second = await hire(), await hire("accountant"), await hire("accountant")
    pending = (await _post(api, poster, employee, ABOVE_THE_LIMIT)).json()
    path = f"/users/{poster.id}/role"
    await staff.call("administrator", "PUT", path, json={"role": "developer"})
    await staff.until_known(poster.id, active=True, role="developer")
    approval = f"/pending-corrections/{pending['id']}/approve"
    refused = await api.post(approval, headers=second.headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "requester-may-not")
    assert await _balance(api, employee) == 0


async def test_small_corrections_at_once_do_not_pass_the_limit_together(
    api: httpx.AsyncClient, hire: Hire
) -> None:
    poster, employees = await hire("accountant"), [await hire() for _ in range(3)]
    answers = await asyncio.gather(*(_post(api, poster, each, 20_000) for each in employees))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 202]

    async def moved() -> int:
        return sum([await _balance(api, each) for each in employees])

    await eventually(moved, until=lambda cents: cents == 40_000)
