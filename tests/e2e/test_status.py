"""Who somebody is may change at any moment, and takes effect in every service at that moment."""

import operator
import time
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx
from e2e.staff import PASSWORD, Hire, Staff, StaffMember

from ates_chassis.testing import eventually

AT_ONCE_S = 1.0
EVERYWHERE = ("/users/me", "/tasks/mine", "/accounts/me")


async def answers(
    api: httpx.AsyncClient, person: StaffMember, paths: tuple[str, str, str] = EVERYWHERE
) -> list[int]:
    return [(await api.get(path, headers=person.headers)).status_code for path in paths]


async def refresh(api: httpx.AsyncClient, token: str | None) -> httpx.Response:
    form = {"grant_type": "refresh_token", "refresh_token": token}
    return await api.post("/auth/token", data=form)


async def sign_in(api: httpx.AsyncClient, login: str, password: str = PASSWORD) -> httpx.Response:
    form = {"grant_type": "password", "username": login, "password": password}
    return await api.post("/auth/token", data=form)


async def test_a_deactivated_user_is_shut_out_everywhere_within_a_second(
    api: httpx.AsyncClient, staff: Staff, hire: Hire
) -> None:
    person = await hire()
    task = await staff.task_of(person, author=person)
    assert await answers(api, person) == [200, 200, 200]

    await staff.call("administrator", "POST", f"/users/{person.id}/deactivate")
    began = last_let_in = time.monotonic()

    async def shut_out() -> bool:
        nonlocal last_let_in
        started = time.monotonic()
        seen = await answers(api, person)
        if 200 in seen:
            last_let_in = started
        return seen == [401, 401, 401]

    await eventually(shut_out)
    assert last_let_in - began < AT_ONCE_S
    assert (await refresh(api, person.refresh)).status_code == 401
    assert (await sign_in(api, person.login)).status_code == 401
    assert await eventually(
        lambda: staff.open_tasks_of(person.id), until=lambda open_tasks: not open_tasks
    ) == []  # fmt: skip
    log = await staff.call("manager", "GET", f"/tasks/{task['id']}/log")
    assert [entry["kind"] for entry in log["items"]] == ["create", "assign", "assign"]
    drawn = await staff.call("manager", "GET", f"/tasks/{task['id']}")
    assert drawn["assignee_id"] != person.id
    assert drawn["status"] == "open"

    await staff.call("administrator", "POST", f"/users/{person.id}/activate")
    await staff.until_known(person.id, active=True)
    assert await answers(api, person) == [401, 401, 401]
    back = await staff.sign_in(person.login, person.password)
    assert await answers(api, back) == [200, 200, 200]
    statement = await api.get("/accounts/me/transfers", headers=back.headers)
    assert task["id"] in {row["task"]["id"] for row in statement.json()["items"]}


async def test_a_new_role_opens_and_closes_doors_with_the_token_that_one_has(
    api: httpx.AsyncClient, staff: Staff, hire: Hire
) -> None:
    person = await hire("manager")
    rooms = ("/tasks", "/transfers", "/users")
    assert await answers(api, person, rooms) == [200, 403, 403]
    for role, seen in {
        "accountant": [403, 200, 403],
        "administrator": [200, 200, 200],
        "developer": [403, 403, 403],
    }.items():
        await staff.call("administrator", "PUT", f"/users/{person.id}/role", json={"role": role})
        await eventually(partial(answers, api, person, rooms), until=partial(operator.eq, seen))


async def test_whoever_becomes_a_manager_keeps_no_open_task(
    api: httpx.AsyncClient, staff: Staff, hire: Hire
) -> None:
    person = await hire()
    await staff.task_of(person, author=person)
    await staff.call("administrator", "PUT", f"/users/{person.id}/role", json={"role": "manager"})
    await eventually(
        lambda: staff.open_tasks_of(person.id), until=lambda open_tasks: not open_tasks
    )


async def test_a_refresh_token_is_good_until_its_successor_was_used_and_its_reuse_then_ends_the_session(
    api: httpx.AsyncClient, staff: Staff, hire: Hire
) -> None:
    person = await hire()
    renewed = (await refresh(api, person.refresh)).json()
    second_tab = (await refresh(api, person.refresh)).json()
    assert second_tab["refresh_token"] == renewed["refresh_token"] != person.refresh

    newest = (await refresh(api, renewed["refresh_token"])).json()
    assert (await refresh(api, person.refresh)).status_code == 401
    assert (await refresh(api, newest["refresh_token"])).status_code == 401
    assert (await sign_in(api, person.login)).status_code == 200


async def test_signing_out_ends_the_session(api: httpx.AsyncClient, hire: Hire) -> None:
    person = await hire()
    answer = await api.post("/auth/revoke", data={"token": person.refresh})
    assert answer.status_code == 204
    assert (await refresh(api, person.refresh)).status_code == 401


async def test_a_new_password_ends_every_session_and_answers_with_tokens_of_a_new_one(
    api: httpx.AsyncClient, hire: Hire
) -> None:
    person = await hire()
    elsewhere = (await sign_in(api, person.login)).json()
    body = {"old_password": PASSWORD, "new_password": "another long password"}
    answer = await api.post("/users/me/password", headers=person.headers, json=body)
    assert answer.status_code == 200, answer.text
    for copied in (person.refresh, elsewhere["refresh_token"]):
        assert (await refresh(api, copied)).status_code == 401
    new = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert [(await api.get(path, headers=new)).status_code for path in EVERYWHERE] == [200] * 3
    assert (await refresh(api, answer.json()["refresh_token"])).status_code == 200
    assert (await sign_in(api, person.login)).status_code == 401
    assert (await sign_in(api, person.login, "another long password")).status_code == 200


async def test_guessing_passwords_is_slowed_down_but_locks_nobody_out_for_ever(
    api: httpx.AsyncClient, staff: Staff, hire: Hire
) -> None:
    person = await hire()
    bystander = await hire()
    tried = [(await sign_in(api, person.login, "a wrong guess")).status_code for _ in range(11)]
    assert tried == [401] * 10 + [429]
    refused = await sign_in(api, person.login)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert (await sign_in(api, bystander.login)).status_code == 200
    assert await answers(api, person) == [200, 200, 200]

    await _let_pass(staff, int(refused.headers["retry-after"]))
    assert (await sign_in(api, person.login)).status_code == 200
    await staff.forget_attempts()


async def _let_pass(staff: Staff, seconds: int) -> None:
    async with staff.database("auth") as auth:
        await auth.execute(
            "UPDATE attempts SET counted_at = counted_at - make_interval(secs => $1)", seconds
        )


async def test_an_erased_user_is_forgotten_everywhere_but_in_the_books(
    api: httpx.AsyncClient, staff: Staff, hire: Hire
) -> None:
    person = await hire(name="Unforgettable Fullname")
    task = await staff.task_of(person, author=person)
    await api.post(f"/tasks/{task['id']}/complete", headers=person.headers)
    booked = await eventually(lambda: ledger_of(staff, person.id), until=lambda rows: len(rows) > 1)
    assert await whereabouts(staff, person) != []

    await staff.call("administrator", "DELETE", f"/users/{person.id}")
    await eventually(lambda: answers(api, person), until=lambda seen: seen == [401, 401, 401])
    await staff.until_known(person.id, active=False)
    assert await whereabouts(staff, person) == []
    assert await ledger_of(staff, person.id) == booked
    user = await staff.call("administrator", "GET", f"/users/{person.id}")
    assert (user["active"], user["full_name"]) == (False, "erased")
    assert (await sign_in(api, person.login)).status_code == 401
    again = await staff.call(
        "administrator", "GET", "/users", params={"q": "Unforgettable", "limit": 5}
    )
    assert again["items"] == []


async def ledger_of(staff: Staff, user_id: str) -> list[dict[str, Any]]:
    today = datetime.now(UTC).date().isoformat()
    query = {"user_id": user_id, "limit": 500, "to": today}
    page = await staff.call("accountant", "GET", "/transfers", params=query)
    rows: list[dict[str, Any]] = page["items"]
    return rows


async def whereabouts(staff: Staff, person: StaffMember) -> list[str]:
    """Every table, of every service, that holds the login, the e-mail address or the name."""
    places = []
    for service in ("auth", "tasks", "accounting"):
        async with staff.database(service) as database:
            tables = await database.fetch(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            )
            for (table,) in tables:
                query = f"""
                    SELECT count(*) FROM {table} t
                    WHERE encode(convert_to(t::text, 'UTF8'), 'escape') ILIKE ANY($1)
                    """
                binary = f"""
                    SELECT count(*) FROM {table} t, jsonb_each_text(to_jsonb(t)) AS cell
                    WHERE cell.value LIKE '\\\\x%' AND cell.value ILIKE ANY($1)
                    """
                names = (person.login, person.email, "Unforgettable")
                plain = [f"%{name}%" for name in names]
                hexed = [f"%{name.encode().hex()}%" for name in names]
                if await database.fetchval(query, plain) or await database.fetchval(binary, hexed):
                    places.append(f"{service}.{table}")
    return places
