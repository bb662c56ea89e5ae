"""Lists of users, names by id, and who may see them."""

from typing import Any
from uuid import uuid4

import pytest
from auth_service import AuthService
from users import act

PASSWORD = "correct horse"
ROLES = [
    "administrator", "manager", "boss", "accountant", "developer", "other", "internalservice",
]  # fmt: skip


@pytest.fixture
async def ada(service: AuthService) -> dict[str, Any]:
    return await service.hire("ada")


async def test_a_list_has_pages_filters_and_an_order(service: AuthService) -> None:
    for login, role in [("ada", "boss"), ("bea", "developer"), ("eve", "developer")]:
        await service.hire(login, role)
    await act(service, service.people["eve"], "deactivate")
    root = await service.admin_token()

    async def logins(**params: Any) -> list[str]:
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
async def test_pages_show_everybody_once(service: AuthService, sort: str) -> None:
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
async def test_a_list_that_cannot_be_is_refused(
    service: AuthService, params: dict[str, Any]
) -> None:
    answer = await service.get("/users", await service.admin_token(), params=params)
    assert answer.status_code == 422, answer.text


async def test_the_list_is_a_spreadsheet_too(service: AuthService) -> None:
    root = await service.admin_token()
    answer = await service.get("/users", root, headers={"Accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    head, row = answer.text.splitlines()
    assert head == "id,login,email,full_name,role,active,created_at"
    assert row.startswith(f"{service.people['root']['id']},root,")


async def test_names_are_told_by_id(service: AuthService, ada: dict[str, Any]) -> None:
    root = await service.admin_token()
    ids = [ada["id"], str(uuid4()), ada["id"]]
    answer = await service.get("/users/names", root, params={"id": ids})
    assert answer.json() == {"items": [{"id": ada["id"], "login": "ada", "full_name": "Ada"}]}
    many = await service.get("/users/names", root, params={"id": [str(uuid4())] * 201})
    assert many.status_code == 422
    assert (await service.get("/users/names", root)).status_code == 422


RIGHTS: list[tuple[str, str, set[str], dict[str, Any]]] = [
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
async def test_each_role_may_what_the_table_says(service: AuthService, role: str) -> None:
    await service.hire("someone", role)
    token = await service.token("someone")
    for method, path, allowed, more in RIGHTS:
        target = await service.hire(f"target{RIGHTS.index((method, path, allowed, more))}")
        url = path.format(id=target["id"])
        assert (await service.call(method, url, **more)).status_code == 401
        answer = await service.call(method, url, token, **more)
        expected = {200, 204} if role in allowed else {403}
        assert answer.status_code in expected, (method, path, answer.text)


async def test_the_runtime_role_may_no_more_than_it_needs(service: AuthService) -> None:
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
