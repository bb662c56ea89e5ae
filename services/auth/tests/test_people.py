"""Roles, standing, erasure and lists of users."""

import asyncio
from uuid import uuid4

import pytest

PASSWORD = "correct horse"
ROLES = [
    "administrator", "manager", "boss", "accountant", "developer", "other", "internalservice",
]  # fmt: skip
# Nothing that the hexadecimal digits of an id could spell.
PERSONAL = ("hypatia", "hypatia@ates.example", "Hypatia")


@pytest.fixture
async def ada(service):
    return await service.hire("ada")


async def act(service, user, what, by=None, **more):
    method, path = {
        "role": ("PUT", "/role"),
        "deactivate": ("POST", "/deactivate"),
        "activate": ("POST", "/activate"),
        "erase": ("DELETE", ""),
    }[what]
    token = by or await service.admin_token()
    return await service.call(method, f"/users/{user['id']}{path}", token, **more)


async def test_every_change_is_told_with_the_next_version(service, ada) -> None:
    changed = await act(service, ada, "role", json={"role": "boss"})
    assert changed.json() == ada | {"role": "boss"}
    await act(service, ada, "role", json={"role": "boss"})
    await act(service, ada, "deactivate")
    await act(service, ada, "deactivate")
    back = await act(service, ada, "activate")
    assert back.json()["active"] is True
    events = [
        (e["version"], e["role"], e["active"]) for e in await service.published("user-changed")
    ]
    assert events == [(2, "boss", True), (3, "boss", False), (4, "boss", True)]


async def test_a_new_role_holds_at_once(service, ada) -> None:
    token = await service.token("ada")
    assert (await service.get("/users", token)).status_code == 403
    await act(service, ada, "role", json={"role": "administrator"})
    assert (await service.get("/users", token)).status_code == 200
    await act(service, ada, "role", json={"role": "other"})
    assert (await service.get("/users", token)).status_code == 403


async def test_a_deactivated_user_can_do_nothing_from_that_moment(service, ada) -> None:
    token = await service.token("ada")
    await act(service, ada, "deactivate")
    for method, path in [("GET", "/users/me"), ("POST", "/users/me/password")]:
        answer = await service.call(method, path, token, json={})
        assert answer.status_code == 401


@pytest.mark.parametrize(
    ("what", "more"), [("role", {"json": {"role": "boss"}}), ("deactivate", {}), ("erase", {})]
)
async def test_nobody_takes_the_last_administrator_away(service, what: str, more) -> None:
    await service.admin_token()
    root = service.people["root"]
    refused = await act(service, root, what, **more)
    assert (refused.status_code, refused.json()["code"]) == (409, "last-administrator")
    await service.hire("second", "administrator")
    assert (await act(service, root, what, **more)).status_code in {200, 204}


@pytest.mark.parametrize(
    ("what", "more"), [("role", {"json": {"role": "boss"}}), ("deactivate", {}), ("erase", {})]
)
async def test_of_two_administrators_who_remove_each_other_one_stays(
    start, what: str, more
) -> None:
    service = await start()
    second = await service.hire("second", "administrator")
    root = service.people["root"]
    by_root, by_second = await service.admin_token(), await service.token("second")
    both = await asyncio.gather(
        act(service, second, what, by_root, **more), act(service, root, what, by_second, **more)
    )
    codes = sorted(answer.status_code for answer in both)
    # The slower of the two may be refused as the last one, or not be an administrator any more.
    assert codes[0] in {200, 204}
    assert codes[1] in {401, 403, 409}
    query = "SELECT count(*) FROM users WHERE active AND role = 'administrator'"
    assert [tuple(row) for row in await service.rows(query)] == [(1,)]


async def test_an_unknown_user_is_not_found(service) -> None:
    token = await service.admin_token()
    nobody = {"id": uuid4()}
    for what, more in [("role", {"json": {"role": "boss"}}), ("deactivate", {}), ("erase", {})]:
        answer = await act(service, nobody, what, **more)
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-user")
    assert (await service.get(f"/users/{nobody['id']}", token)).status_code == 404
    assert (await service.get("/users/nonsense", token)).status_code == 422


async def test_a_role_that_is_none_is_refused(service, ada) -> None:
    for body in ({"role": "emperor"}, {"role": "boss", "more": 1}, {}):
        assert (await act(service, ada, "role", json=body)).status_code == 422


async def test_an_erased_user_is_forgotten_everywhere(service) -> None:
    root = await service.admin_token()
    user = (await service.register("hypatia", by=root, key="k")).json()
    await act(service, user, "role", json={"role": "boss"}, headers={"Idempotency-Key": "k2"})
    await act(service, user, "deactivate", headers={"Idempotency-Key": "k3"})
    await act(service, user, "activate", headers={"Idempotency-Key": "k4"})
    refresh_token = (await service.tokens("hypatia"))["refresh_token"]
    answer = await act(service, user, "erase")
    assert (answer.status_code, answer.content) == (204, b"")

    tables = ("users", "outbox", "sessions", "attempts", "refresh_tokens", "signing_keys")
    for table in tables:
        for row in await service.rows(f"SELECT {table}::text AS text FROM {table}"):
            assert not [word for word in PERSONAL if word in row.text], table
    bodies = await service.rows("SELECT convert_from(body, 'UTF8') AS body FROM idempotency_keys")
    assert not [row for row in bodies if "hypatia" in row.body]

    assert (await service.sign_in("hypatia")).status_code == 401
    assert (await service.sign_in(f"erased:{user['id']}", "")).status_code == 422
    assert (await service.refresh(refresh_token)).status_code == 401
    left = (await service.get(f"/users/{user['id']}", root)).json()
    assert (left["id"], left["active"], left["full_name"]) == (user["id"], False, "erased")


async def test_erasure_redacts_the_archive_and_is_told_with_the_id_alone(service, ada) -> None:
    eve = await service.hire("eve")
    await act(service, ada, "role", json={"role": "boss"})
    await act(service, ada, "erase")
    await act(service, ada, "erase")
    assert await service.published("user-erased") == [{"user_id": ada["id"], "version": 3}]
    # `told` holds each event to its schema, so that a redacted one can be replayed.
    registered = {each["user_id"]: each for each in await service.published("user-registered")}
    assert registered[ada["id"]]["login"] == "erased"
    assert registered[ada["id"]]["email"] == "erased@erased.invalid"
    assert registered[ada["id"]]["full_name"] == "erased"
    assert registered[ada["id"]]["role"] == "developer"
    assert registered[eve["id"]]["login"] == "eve"
    [changed] = await service.published("user-changed")
    assert (changed["login"], changed["role"]) == ("erased", "boss")


async def test_an_erased_user_stays_erased_and_the_login_is_free(service, ada) -> None:
    await act(service, ada, "erase")
    for what, more in [("role", {"json": {"role": "boss"}}), ("activate", {})]:
        answer = await act(service, ada, what, **more)
        assert (answer.status_code, answer.json()["code"]) == (409, "user-erased")
    assert (await service.register("ada")).status_code == 201


async def test_a_list_has_pages_filters_and_an_order(service) -> None:
    for login, role in [("ada", "boss"), ("bea", "developer"), ("eve", "developer")]:
        await service.hire(login, role)
    await act(service, service.people["eve"], "deactivate")
    root = await service.admin_token()

    async def logins(**params):
        answer = await service.get("/users", root, params=params)
        assert answer.status_code == 200, answer.text
        return [user["login"] for user in answer.json()["items"]]

    assert await logins() == ["ada", "bea", "eve", "root"]
    assert await logins(sort="-login") == ["root", "eve", "bea", "ada"]
    assert await logins(sort="created_at") == ["root", "ada", "bea", "eve"]
    assert await logins(sort="-full_name", limit=2) == ["root", "eve"]
    assert await logins(role="developer") == ["bea", "eve"]
    assert await logins(active="false") == ["eve"]
    assert await logins(q="BEA@") == ["bea"]
    assert await logins(q="%") == []
    assert await logins(q="_") == []


@pytest.mark.parametrize("sort", ["login", "-login", "full_name", "created_at", "-created_at"])
async def test_pages_show_everybody_once(service, sort: str) -> None:
    for login in ("ada", "bea", "eve", "ida"):
        await service.hire(login)
    root, seen, after = await service.admin_token(), [], None
    for _ in range(5):
        params = {"limit": 2, "sort": sort} | ({"after": after} if after else {})
        answer = (await service.get("/users", root, params=params)).json()
        seen += [user["login"] for user in answer["items"]]
        after = answer["next"]
        if after is None:
            break
    assert sorted(seen) == ["ada", "bea", "eve", "ida", "root"]


@pytest.mark.parametrize(
    "params",
    [
        {"limit": 0}, {"limit": 501}, {"after": "nonsense"}, {"after": "WzFd"}, {"after": "é"},
        {"after": "WyJhIiwgImIiXQ=="}, {"sort": "password_hash"}, {"role": "emperor"},
        {"active": "perhaps"}, {"q": "\0"}, {"q": "a" * 300},
        # ["\u0000", "00000000-0000-0000-0000-000000000000"]
        {"after": "WyJcdTAwMDAiLCAiMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAwIl0="},
        # ["2026-01-01T00:00:00", …], a time without its zone
        {"sort": "created_at", "after": "WyIyMDI2LTAxLTAxVDAwOjAwOjAwIiwgIjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMCJd"},
        # ["0001-01-01T00:00:00+14:00", …], before all time
        {"sort": "created_at", "after": "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwgIjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMCJd"},
    ],
)  # fmt: skip
async def test_a_list_that_cannot_be_is_refused(service, params) -> None:
    answer = await service.get("/users", await service.admin_token(), params=params)
    assert answer.status_code == 422, answer.text


async def test_the_list_is_a_spreadsheet_too(service) -> None:
    root = await service.admin_token()
    answer = await service.get("/users", root, headers={"Accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    head, row = answer.text.splitlines()
    assert head == "id,login,email,full_name,role,active,created_at"
    assert row.startswith(f"{service.people['root']['id']},root,")


async def test_names_are_told_by_id(service, ada) -> None:
    root = await service.admin_token()
    ids = [ada["id"], str(uuid4()), ada["id"]]
    answer = await service.get("/users/names", root, params={"id": ids})
    assert answer.json() == {"items": [{"id": ada["id"], "login": "ada", "full_name": "Ada"}]}
    many = await service.get("/users/names", root, params={"id": [str(uuid4())] * 201})
    assert many.status_code == 422
    assert (await service.get("/users/names", root)).status_code == 422


RIGHTS = [
    ("GET", "/users", {"administrator"}, {}),
    ("GET", "/users/{id}", {"administrator"}, {}),
    ("PUT", "/users/{id}/role", {"administrator"}, {"json": {"role": "other"}}),
    ("POST", "/users/{id}/deactivate", {"administrator"}, {}),
    ("POST", "/users/{id}/activate", {"administrator"}, {}),
    ("DELETE", "/users/{id}", {"administrator"}, {}),
    ("GET", "/users/names?id={id}", set(ROLES) - {"internalservice"}, {}),
    ("GET", "/users/names?q=some", {"administrator", "manager", "accountant"}, {}),
    ("GET", "/users/me", set(ROLES) - {"internalservice"}, {}),
    ("GET", "/users/me/preferences", set(ROLES) - {"internalservice"}, {}),
    (
        "PUT",
        "/users/me/preferences",
        set(ROLES) - {"internalservice"},
        {"json": {"language": "ru", "theme": "dark"}},
    ),
    ("GET", "/sessions", set(ROLES) - {"internalservice"}, {}),
    ("POST", "/sessions/end-others", set(ROLES) - {"internalservice"}, {}),
    (
        "POST",
        "/users/me/password",
        set(ROLES) - {"internalservice"},
        {"json": {"old_password": PASSWORD, "new_password": "another horse"}},
    ),
]


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_may_what_the_table_says(service, role) -> None:
    await service.hire("someone", role)
    token = await service.token("someone")
    for method, path, allowed, more in RIGHTS:
        target = await service.hire(f"target{RIGHTS.index((method, path, allowed, more))}")
        url = path.format(id=target["id"])
        assert (await service.call(method, url, **more)).status_code == 401
        answer = await service.call(method, url, token, **more)
        expected = {200, 204} if role in allowed else {403}
        assert answer.status_code in expected, (method, path, answer.text)


async def test_the_runtime_role_may_no_more_than_it_needs(service) -> None:
    for statement in (
        "CREATE TABLE more (id int)",
        "DROP TABLE users",
        "DELETE FROM users",
        "UPDATE signing_keys SET use_from = now()",
        "DELETE FROM refresh_tokens",
        "TRUNCATE sessions",
        "SELECT * FROM alembic_version",
    ):
        with pytest.raises(Exception, match=r"permission denied|must be owner"):
            await service.rows(statement)
