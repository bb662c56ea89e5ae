"""What a person prefers to see, and the search for people by name."""

from typing import Any

import httpx
import pytest
from auth_service import AuthService

NONE = {"language": None, "theme": None}


@pytest.fixture
async def ada(service: AuthService) -> dict[str, Any]:
    return await service.hire("ada")


async def prefer(service: AuthService, token: str, **body: Any) -> httpx.Response:
    return await service.call("PUT", "/users/me/preferences", token, json=body)


async def test_the_browser_decides_until_somebody_prefers_something(
    service: AuthService, ada: dict[str, Any]
) -> None:
    token = await service.token("ada")
    assert (await service.get("/users/me/preferences", token)).json() == NONE
    changes = {"language": "ru", "theme": "dark"}
    answer = await prefer(service, token, **changes)
    assert (answer.status_code, answer.json()) == (200, changes)
    assert (await service.get("/users/me/preferences", token)).json() == changes
    half = {"language": None, "theme": "light"}
    assert (await prefer(service, token, **half)).json() == half
    assert (await service.get("/users/me/preferences", token)).json() == half


async def test_preferences_are_nobody_elses_business(
    service: AuthService, ada: dict[str, Any]
) -> None:
    before = (await service.get("/users/me", token := await service.token("ada"))).json()
    await prefer(service, token, language="ru", theme="dark")
    assert (await service.get("/users/me", token)).json() == before
    assert await service.published("user-changed") == []
    root = await service.admin_token()
    assert (await service.get("/users/me/preferences", root)).json() == NONE


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"language": "de", "theme": None}, "language"),
        ({"language": None, "theme": "blue"}, "theme"),
        ({"language": "", "theme": None}, "language"),
        ({"language": "en"}, "theme"),
        ({"theme": "dark"}, "language"),
        ({"language": "en", "theme": "dark", "font": "large"}, "font"),
    ],
)
async def test_a_preference_that_is_none_is_refused(
    service: AuthService, ada: dict[str, Any], body: dict[str, str], field: str
) -> None:
    token = await service.token("ada")
    answer = await prefer(service, token, **body)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert (await service.get("/users/me/preferences", token)).json() == NONE


async def test_preferences_are_forgotten_with_the_person(
    service: AuthService, ada: dict[str, Any]
) -> None:
    await prefer(service, await service.token("ada"), language="ru", theme="dark")
    await service.call("DELETE", f"/users/{ada['id']}", await service.admin_token())
    rows = await service.rows("SELECT language, theme FROM users WHERE login LIKE 'erased:%'")
    assert [tuple(row) for row in rows] == [(None, None)]


async def search(service: AuthService, q: str) -> list[str]:
    answer = await service.get("/users/names", await service.admin_token(), params={"q": q})
    assert answer.status_code == 200, answer.text
    return [each["login"] for each in answer.json()["items"]]


async def hire_named(
    service: AuthService, login: str, full_name: str, role: str = "developer"
) -> dict[str, Any]:
    root = await service.admin_token()
    answer = await service.register(login, by=root, full_name=full_name, role=role)
    assert answer.status_code == 201, answer.text
    user: dict[str, Any] = answer.json()
    return user


async def test_people_are_found_by_part_of_name_or_login(service: AuthService) -> None:
    for login, name in [
        ("zed", "alan Turing"), ("countess", "Ada Lovelace"), ("turtle", "Grace Hopper"),
        ("anna", "Анна Ахматова"),
    ]:  # fmt: skip
        await hire_named(service, login, name)
    assert await search(service, "TUR") == ["zed", "turtle"]
    assert await search(service, "a l") == ["countess"]
    assert await search(service, "  lovelace ") == ["countess"]
    assert await search(service, "АХМАТ") == ["anna"]
    assert await search(service, "example") == []
    assert await search(service, "%") == await search(service, "_") == []


async def test_only_active_people_are_found(service: AuthService) -> None:
    gone = await hire_named(service, "gone", "Somebody Gone")
    await hire_named(service, "robot", "Somebody Mechanical", "internalservice")
    await hire_named(service, "here", "Somebody Here")
    root = await service.admin_token()
    await service.call("POST", f"/users/{gone['id']}/deactivate", root)
    assert await search(service, "somebody") == ["here"]


async def test_no_more_than_20_are_found(service: AuthService) -> None:
    await service.hire("ada")
    await service.as_owner(
        """
        INSERT INTO users (id, login, email, full_name, password_hash, role, active, version)
        SELECT gen_random_uuid(), 'many' || n, n || '@many.example', 'Many ' || lpad(n::text, 2, '0'), 'x',
            'developer', true, 1 FROM generate_series(1, 25) AS n
        """
    )
    assert await search(service, "many") == [f"many{n}" for n in range(1, 21)]


@pytest.mark.parametrize("q", ["", " ", "\u200b", "x" * 101, "a\0b", "a\nb"])
async def test_a_search_for_nothing_or_too_much_is_refused(service: AuthService, q: str) -> None:
    root = await service.admin_token()
    answer = await service.get("/users/names", root, params={"q": q})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "q"


async def test_names_are_asked_for_by_id_or_by_search(
    service: AuthService, ada: dict[str, Any]
) -> None:
    root = await service.admin_token()
    both = await service.get("/users/names", root, params={"id": ada["id"], "q": "ada"})
    assert (both.status_code, both.json()["errors"][0]["field"]) == (422, "q")
    neither = await service.get("/users/names", root)
    assert (neither.status_code, neither.json()["errors"][0]["field"]) == (422, "id")
