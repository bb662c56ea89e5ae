"""Text that people type into auth: names, addresses and passwords, in whatever form their system sends it."""

import json
import unicodedata
from typing import Literal

import httpx
import pytest
from auth_service import AuthService
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from texts.generated import CROWDED, TURNING, UNSEEN, emails, texts

from ates_auth.use_cases import passwords
from ates_chassis.testing import computed_within

COMPOSED = "Pässwörd-ёлка"
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)
EXAMPLES = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


async def _post(service: AuthService, fields: dict[str, str]) -> httpx.Response:
    body = {"login": "ada", "email": "ada@ates.example", "full_name": "Ada"}
    body |= {"password": "correct horse"} | fields
    return await service.client.post(
        "/users", content=json.dumps(body), headers={"Content-Type": "application/json"}
    )


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("maıl@example.com", None),
        ("boſs@example.com", None),
        ("a@ab--cd.com", None),
        ("x@XN--BCHER-KVA.example", "x@xn--bcher-kva.example"),
        ("x@bücher.example", "x@xn--bcher-kva.example"),
        ("Ada@ATES.example", "Ada@ates.example"),
    ],
)
async def test_an_address_is_refused_by_its_field_or_stored_and_told(
    service: AuthService, typed: str, stored: str | None
) -> None:
    answer = await _post(service, {"email": typed})
    events = await service.published("user-registered")
    if stored is None:
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "email")
        assert events == []
        return
    assert (answer.status_code, answer.json()["email"]) == (201, stored), answer.text
    assert [each["email"] for each in events] == [stored]
    assert (await service.sign_in(typed)).status_code == 200
    assert (await service.sign_in(stored.swapcase())).status_code == 200


@EXAMPLES
@example({"full_name": "\uffff"})
@example({"full_name": "=?utf-8?q?=0D=0ABcc=3A_evil=40x.example?="})
@given(
    st.fixed_dictionaries({"full_name": texts})
    | st.fixed_dictionaries({"email": emails})
    | st.fixed_dictionaries({"login": texts})
    | st.fixed_dictionaries({"password": texts})
)
async def test_whatever_is_typed_is_refused_by_its_field_or_stored_told_and_shown(
    service: AuthService, fields: dict[str, str]
) -> None:
    await service.as_owner(
        "DELETE FROM attempts; DELETE FROM sessions; DELETE FROM users; DELETE FROM outbox"
    )
    answer = await _post(service, fields)
    events = await service.published("user-registered")
    if answer.status_code == 422:
        assert {each["field"] for each in answer.json()["errors"]} == fields.keys()
        assert events == []
        return
    assert answer.status_code == 201, answer.text
    user = answer.json()
    [fact] = events
    for field in ("login", "email", "full_name"):
        assert fact[field] == user[field]
    [row] = await service.rows("SELECT login, email, full_name FROM users")
    assert tuple(row) == (user["login"], user["email"], user["full_name"])
    typed = fields.get("password", "correct horse")
    signed_in = await service.sign_in(fields.get("email", "ada@ates.example"), typed)
    assert signed_in.status_code == 200


@pytest.mark.parametrize("field", ["login", "email", "full_name", "password"])
async def test_marks_without_an_end_are_refused_before_they_are_sorted(
    service: AuthService, field: str
) -> None:
    with computed_within(1):
        body = {"login": "ada", "email": "ada@ates.example", "full_name": "Ada"}
        body |= {"password": "correct horse"} | {field: CROWDED}
        answer = await service.client.post("/users", json=body)
        assert answer.status_code == 422
        assert [each["field"] for each in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("field", ["username", "password", "refresh_token", "client_secret"])
async def test_so_they_are_by_whoever_signs_in(service: AuthService, field: str) -> None:
    form = {"grant_type": "password", "username": "ada", "password": "correct horse"}
    with computed_within(1):
        answer = await service.grant(**form | {field: CROWDED[:150_000]})
        assert answer.status_code == 422
        assert [each["field"] for each in answer.json()["errors"]] == [field]


async def test_so_they_are_where_they_are_sought(service: AuthService) -> None:
    token = await service.admin_token()
    with computed_within(1):
        for path in ("/users", "/users/names"):
            answer = await service.get(path, token, params={"q": CROWDED[:5_000]})
            assert answer.status_code == 422
            assert [each["field"] for each in answer.json()["errors"]] == ["q"]


@pytest.mark.parametrize(
    "name", ["\u3164", "\u115f", "\u2800", *UNSEEN[:4], *TURNING, "Ada\u202e", "Ada\u200bEve"]
)
async def test_a_name_without_a_face_or_with_a_mask_is_refused(
    service: AuthService, name: str
) -> None:
    answer = await _post(service, {"full_name": name})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["full_name"]


@pytest.mark.parametrize(("set_as", "typed"), [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED)])
async def test_a_password_fits_however_the_system_composes_it(
    service: AuthService, set_as: str, typed: str
) -> None:
    await service.register("ada", password=set_as)
    assert (await service.sign_in("ada", typed)).status_code == 200
    assert (await service.sign_in("ada", set_as)).status_code == 200
    assert (await service.sign_in("ada", "Passworg-елка")).status_code == 401


@pytest.mark.parametrize("stored", [DECOMPOSED, "corre\u00a0ct horse", "with \u200d joiner"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
async def test_a_password_stored_before_the_rule_fits_and_is_hashed_anew(
    service: AuthService, stored: str, form: Literal["NFC", "NFD"]
) -> None:
    await service.register("ada")
    old = await passwords.hash_password(stored)
    await service.as_owner("UPDATE users SET password_hash = $1, password_prepared = false", old)
    assert (await service.sign_in("ada", unicodedata.normalize(form, stored))).status_code == 200
    [[new]] = await service.rows("SELECT password_hash FROM users")
    renewed = stored != "with \u200d joiner"
    assert (new != old) == renewed
    assert (await service.sign_in("ada", stored)).status_code == 200
    assert await service.rows("SELECT password_hash FROM users") == [(new,)]


async def test_a_password_that_is_right_is_marked_as_of_todays_form(service: AuthService) -> None:
    await service.register("ada", password=COMPOSED)
    marked = "SELECT password_prepared FROM users"
    assert await service.rows(marked) == [(True,)]
    await service.as_owner("UPDATE users SET password_prepared = false")
    assert (await service.sign_in("ada", "Passworg-елка")).status_code == 401
    assert await service.rows(marked) == [(False,)]
    assert (await service.sign_in("ada", DECOMPOSED)).status_code == 200
    assert await service.rows(marked) == [(True,)]


async def test_a_person_is_found_by_a_name_typed_in_pieces(service: AuthService) -> None:
    token = await service.admin_token()
    await service.register("zoe", full_name="Zoe\u0308 Noël")
    for q in ("Zoë", "Zoe\u0308", "noël", "Noe\u0308l"):
        body = (await service.get("/users", token, params={"q": q})).json()["items"]
        assert [user["full_name"] for user in body] == ["Zoë Noël"], q
        names = (await service.get("/users/names", token, params={"q": q})).json()["items"]
        assert [user["full_name"] for user in names] == ["Zoë Noël"], q


async def test_addresses_are_compared_by_no_language_of_the_database(service: AuthService) -> None:
    [[index]] = await service.rows(
        "SELECT indexdef FROM pg_indexes WHERE indexname = 'uq_users_email'"
    )
    assert 'COLLATE "C"' in index
