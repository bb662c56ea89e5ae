"""Refresh tokens: good once, in families that end when a used one comes back."""

import asyncio
import logging
from typing import Any

import pytest
from auth_service import AuthService

from ates_auth.use_cases.sign_in import forget_what_ended

PASSWORD = "correct horse"


@pytest.fixture
async def tokens(service: AuthService) -> dict[str, Any]:
    await service.register("ada")
    return await service.tokens("ada")


async def let_days_pass(service: AuthService) -> None:
    await service.as_owner("UPDATE refresh_tokens SET used_at = used_at - interval '20 days'")


async def renewed(service: AuthService, tokens: dict[str, Any]) -> dict[str, Any]:
    answer = await service.refresh(tokens["refresh_token"])
    assert answer.status_code == 200, answer.text
    renewed: dict[str, Any] = answer.json()
    return renewed


async def test_a_refresh_token_gives_new_tokens(
    service: AuthService, tokens: dict[str, Any]
) -> None:
    answer = await service.refresh(tokens["refresh_token"])
    assert answer.status_code == 200, answer.text
    assert answer.json()["refresh_token"] != tokens["refresh_token"]
    assert (await service.get("/users/me", answer.json()["access_token"])).status_code == 200
    assert (await service.refresh(answer.json()["refresh_token"])).status_code == 200


async def test_a_used_token_ends_its_session_once_its_successor_was_used(
    service: AuthService, tokens: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    successor = await renewed(service, tokens)
    newest = await renewed(service, successor)
    caplog.set_level(logging.WARNING)
    again = await service.refresh(tokens["refresh_token"])
    assert (again.status_code, again.json()["code"]) == (401, "invalid-grant")
    for token in (tokens, successor, newest):
        assert (await service.refresh(token["refresh_token"])).status_code == 401
    events = [getattr(record, "security", None) for record in caplog.records]
    assert events.count("refresh-token-reused") == 1


async def test_reuse_ends_no_session_but_its_own(
    service: AuthService, tokens: dict[str, Any]
) -> None:
    other = await service.tokens("ada")
    await renewed(service, await renewed(service, tokens))
    assert (await service.refresh(tokens["refresh_token"])).status_code == 401
    assert (await service.refresh(other["refresh_token"])).status_code == 200


async def test_two_tabs_get_the_same_successor(
    service: AuthService, tokens: dict[str, Any]
) -> None:
    tabs = await asyncio.gather(*(service.refresh(tokens["refresh_token"]) for _ in range(5)))
    assert {tab.status_code for tab in tabs} == {200}
    assert len({tab.json()["refresh_token"] for tab in tabs}) == 1


@pytest.mark.parametrize("lost", [1, 3])
async def test_whoever_lost_the_answer_gets_the_same_successor_however_late(
    service: AuthService, tokens: dict[str, Any], lost: int
) -> None:
    answers = []
    for _ in range(lost):
        answers.append(await renewed(service, tokens))
        await let_days_pass(service)
    late = await renewed(service, tokens)
    assert {answer["refresh_token"] for answer in answers} == {late["refresh_token"]}
    assert (await service.get("/users/me", late["access_token"])).status_code == 200
    assert (await service.refresh(late["refresh_token"])).status_code == 200


async def test_a_repeated_renewal_shows_where_it_came_from(
    service: AuthService, tokens: dict[str, Any]
) -> None:
    await renewed(service, tokens)
    await service.refresh(tokens["refresh_token"], "198.51.100.7")
    [[address]] = await service.rows("SELECT address FROM sessions")
    assert address == "198.51.100.7"


async def test_a_repeat_at_the_moment_in_which_the_successor_is_used_ends_nothing_or_the_session(
    service: AuthService, tokens: dict[str, Any]
) -> None:
    """Whichever comes first: both orders are right, and neither is an error or leaves two ends."""
    for _ in range(5):
        successor = await renewed(service, tokens)
        repeat, use = await asyncio.gather(
            service.refresh(tokens["refresh_token"]), service.refresh(successor["refresh_token"])
        )
        assert use.status_code == 200
        alive = repeat.status_code == 200
        assert alive or repeat.status_code == 401
        assert (await service.refresh(use.json()["refresh_token"])).is_success == alive
        tokens = await service.tokens("ada")


async def test_a_token_whose_successor_cannot_be_known_any_more_ends_its_session(
    service: AuthService, tokens: dict[str, Any]
) -> None:
    """As after the key secret was lost: another secret makes another successor."""
    successor = await renewed(service, tokens)
    await service.as_owner(
        "UPDATE refresh_tokens SET digest = sha256(digest) WHERE used_at IS NULL"
    )
    assert (await service.refresh(tokens["refresh_token"])).status_code == 401
    assert (await service.refresh(successor["refresh_token"])).status_code == 401


async def test_the_database_holds_no_refresh_token(
    service: AuthService, tokens: dict[str, Any]
) -> None:
    successor = (await service.refresh(tokens["refresh_token"])).json()["refresh_token"]
    rows = await service.rows("SELECT digest FROM refresh_tokens")
    stored = {row.digest.hex() for row in rows}
    assert len(stored) == 2
    assert not stored & {tokens["refresh_token"], successor}


async def test_a_session_ends_after_its_lifetime_however_often_it_was_renewed(
    service: AuthService, tokens: dict[str, Any]
) -> None:
    successor = (await service.refresh(tokens["refresh_token"])).json()["refresh_token"]
    await service.as_owner("UPDATE sessions SET expires_at = now() - interval '1 s'")
    assert (await service.refresh(successor)).status_code == 401
    await forget_what_ended(service.db, policy=service.settings.policy)
    assert await service.rows("SELECT 1 FROM sessions UNION ALL SELECT 1 FROM refresh_tokens") == []


async def test_a_session_lasts_30_days(service: AuthService, tokens: dict[str, Any]) -> None:
    [[days]] = await service.rows("SELECT extract(day FROM expires_at - created_at) FROM sessions")
    assert days == 30


async def test_signing_out_ends_the_session(service: AuthService, tokens: dict[str, Any]) -> None:
    successor = (await service.refresh(tokens["refresh_token"])).json()["refresh_token"]
    for token in (tokens["refresh_token"], "unknown"):
        answer = await service.client.post("/auth/revoke", data={"token": token})
        assert (answer.status_code, answer.content) == (204, b"")
    assert (await service.refresh(successor)).status_code == 401


async def test_a_deactivated_user_has_no_session_and_none_comes_back(
    service: AuthService, tokens: dict[str, Any]
) -> None:
    root = await service.admin_token()
    [[ada]] = await service.rows("SELECT id FROM users WHERE login = 'ada'")
    await service.call("POST", f"/users/{ada}/deactivate", root)
    assert (await service.refresh(tokens["refresh_token"])).status_code == 401
    await service.call("POST", f"/users/{ada}/activate", root)
    assert (await service.refresh(tokens["refresh_token"])).status_code == 401


async def test_renewal_brings_the_role_of_today(
    service: AuthService, tokens: dict[str, Any]
) -> None:
    root = await service.admin_token()
    [[ada]] = await service.rows("SELECT id FROM users WHERE login = 'ada'")
    await service.call("PUT", f"/users/{ada}/role", root, json={"role": "boss"})
    renewed = (await service.refresh(tokens["refresh_token"])).json()["access_token"]
    assert (await service.app.state.verifier.verify(renewed)).role == "boss"
