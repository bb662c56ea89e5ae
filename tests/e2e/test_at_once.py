"""The same thing asked for several times at the same moment has one effect."""

import asyncio
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from e2e.staff import PASSWORD, Hire, Staff

from ates_chassis.testing import eventually

TIMES = 8
CSV = b"Issue key,Summary,Description\nATES-1,one,\nATES-2,two,\n,three,\n"


async def at_once(
    api: httpx.AsyncClient, method: str, path: str, **kwargs: Any
) -> list[httpx.Response]:
    return await asyncio.gather(*(api.request(method, path, **kwargs) for _ in range(TIMES)))


def statuses(answers: Iterable[httpx.Response]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


async def test_completions_of_one_task_are_rewarded_once(
    api: httpx.AsyncClient, staff: Staff, hire: Hire
) -> None:
    person = await hire()
    task = await staff.task_of(person, author=person)
    answers = await at_once(api, "POST", f"/tasks/{task['id']}/complete", headers=person.headers)
    assert statuses(answers) == [200] * TIMES
    assert len({answer.text for answer in answers}) == 1
    async with staff.database("tasks") as tasks:
        facts = await tasks.fetchval(
            "SELECT count(*) FROM outbox WHERE type = 'tasks.task-completed.v1' AND subject = $1",
            task["id"],
        )
    assert facts == 1
    booked = await eventually(
        lambda: staff.transfers_of(task["id"]), until=lambda rows: len(rows) > 1
    )
    assert [row["kind"] for row in booked] == ["fee", "reward"]


async def test_imports_with_one_key_file_the_tasks_once(
    api: httpx.AsyncClient, staff: Staff, hire: Hire
) -> None:
    author = await hire()
    headers = author.headers | {"Content-Type": "text/csv", "Idempotency-Key": str(uuid4())}
    answers = await at_once(api, "POST", "/tasks/import", headers=headers, content=CSV)
    assert statuses(answers) == [200] * TIMES
    assert {answer.text for answer in answers} == {'{"imported":3,"rejected":[],"dry_run":false}'}
    async with staff.database("tasks") as tasks:
        filed = await tasks.fetchval("SELECT count(*) FROM tasks WHERE author_id = $1", author.id)
    assert filed == 3


async def test_a_used_key_with_another_body_is_refused(api: httpx.AsyncClient, hire: Hire) -> None:
    author = await hire()
    headers = author.headers | {"Idempotency-Key": str(uuid4())}
    first = await api.post("/tasks", headers=headers, json={"title": "one"})
    again = await api.post("/tasks", headers=headers, json={"title": "one"})
    other = await api.post("/tasks", headers=headers, json={"title": "two"})
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.json() == again.json()
    assert other.json()["code"] == "idempotency-key-reused"


async def test_registrations_of_one_login_make_one_user(
    api: httpx.AsyncClient, staff: Staff
) -> None:
    login = f"once{uuid4().hex[:12]}"
    body = {
        "login": login,
        "email": f"{login}@example.com",
        "full_name": "Once",
        "password": PASSWORD,
    }
    answers = await at_once(api, "POST", "/users", json=body)
    assert statuses(answers) == [201, *[409] * (TIMES - 1)]
    assert {each.json()["code"] for each in answers if each.is_error} == {"login-taken"}
    user_id = next(each.json()["id"] for each in answers if each.is_success)
    await staff.until_known(user_id, active=True)
    await staff.dismiss(user_id)


async def test_reversals_of_one_transfer_give_the_money_back_once(
    api: httpx.AsyncClient, staff: Staff, hire: Hire
) -> None:
    person = await hire()
    task = await staff.task_of(person, author=person)
    [fee] = await eventually(lambda: staff.transfers_of(task["id"]))
    headers = (await staff.of("accountant")).headers
    before = (await api.get("/accounts/me", headers=person.headers)).json()["balance"]["amount"]
    body = {"reverses": str(fee["id"]), "reason": "charged by mistake"}
    answers = await at_once(api, "POST", "/transfers/corrections", headers=headers, json=body)
    assert statuses(answers) == [201, *[409] * (TIMES - 1)]
    after = (await api.get("/accounts/me", headers=person.headers)).json()["balance"]["amount"]
    assert after - before == -fee["delta"]


async def test_changes_of_one_user_end_in_one_state_that_all_services_share(
    api: httpx.AsyncClient, staff: Staff, hire: Hire
) -> None:
    person = await hire()
    headers = (await staff.of("administrator")).headers
    roles = ["manager", "accountant", "other", "boss"] * 2
    answers = await asyncio.gather(
        *(
            api.put(f"/users/{person.id}/role", headers=headers, json={"role": role})
            for role in roles
        )
    )
    assert statuses(answers) == [200] * len(roles)
    user = (await api.get(f"/users/{person.id}", headers=headers)).json()
    await staff.until_known(person.id, active=True, role=user["role"])


@pytest.mark.parametrize("demo_first", [True, False])
async def test_two_administrators_cannot_both_take_each_other_away(
    api: httpx.AsyncClient, staff: Staff, hire: Hire, demo_first: bool
) -> None:
    both = [await staff.of("administrator"), await hire("administrator")]
    first, second = both if demo_first else reversed(both)
    answers = await asyncio.gather(
        api.post(f"/users/{second.id}/deactivate", headers=first.headers),
        api.post(f"/users/{first.id}/deactivate", headers=second.headers),
    )
    async with staff.database("auth") as auth:
        left = await auth.fetchval(
            "SELECT count(*) FROM users WHERE role = 'administrator' AND active"
        )
    survivor, gone = (second, first) if answers[1].is_success else (first, second)
    back = await api.post(f"/users/{gone.id}/activate", headers=survivor.headers)
    # Whoever was taken away has lost their session, and comes back without it.
    staff.sign_in_anew("administrator")
    assert left == 1, statuses(answers)
    assert back.status_code == 200, back.text


@pytest.mark.parametrize("times", [2])
async def test_reassigning_twice_at_once_charges_every_draw(
    api: httpx.AsyncClient, staff: Staff, hire: Hire, times: int
) -> None:
    person = await hire()
    task = await staff.task_of(person, author=person)
    headers = (await staff.of("manager")).headers
    answers = await asyncio.gather(
        *(api.post("/tasks/reassign", headers=headers) for _ in range(times))
    )
    assert statuses(answers) == [200] * times
    seen = (await api.get(f"/tasks/{task['id']}", headers=headers)).json()
    assert seen["assigned_count"] == 1 + times
    booked = await eventually(
        lambda: staff.transfers_of(task["id"]), until=lambda rows: len(rows) > times
    )
    assert [row["kind"] for row in booked] == ["fee"] * (1 + times)
