"""What a try costs: one hash, whatever was typed and at whomever, so that nobody is kept waiting by what others type."""

import time
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from auth_service import AuthService, Start
from passlib.context import CryptContext

from ates_auth.use_cases import passwords

pytestmark = pytest.mark.usefixtures("products_hashing")

FOUR_FORMS = "\u00e9e\u0301\u00a0 a wrong horse"
"""Typed, composed, decomposed and prepared it is another each time."""
UNMARK = "UPDATE users SET password_prepared = false"
SLOW_S = 0.2
_addresses = (f"2001:db8:{n:x}::1" for n in count(1))


class Hashing:
    """The real one, which counts the hashes that it makes, each for as long as `takes_s` at least."""

    def __init__(self, context: CryptContext) -> None:
        self._context = context
        self.made, self.takes_s = 0, 0.0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        work = getattr(self._context, name)

        def counted(*passwords: str) -> Any:
            self.made += 1
            time.sleep(self.takes_s)
            return work(*passwords)

        return counted


@pytest.fixture
def hashing(monkeypatch: pytest.MonkeyPatch) -> Hashing:
    passwords._nobodys_hash()
    counting = Hashing(passwords._context)
    monkeypatch.setattr(passwords, "_context", counting)
    return counting


async def _cost(
    service: AuthService, hashing: Hashing, name: str, password: str = FOUR_FORMS, status: int = 401
) -> int:
    before = hashing.made
    assert (await service.sign_in(name, password, next(_addresses))).status_code == status
    return hashing.made - before


@pytest.mark.parametrize("name", ["ada", "nobody"])
@pytest.mark.parametrize("password", ["wrong horse", FOUR_FORMS, "with \u200d j\u00f6iner"])
async def test_a_wrong_try_costs_one_hash_whatever_was_typed(
    start: Start, hashing: Hashing, name: str, password: str
) -> None:
    service = await start(new_address_burst=2, new_address_refill_s=3_600)
    await service.register("ada")
    costs = [await _cost(service, hashing, name, password) for _ in range(4)]
    assert costs == [1, 1, 1, 1], "the last two are suspect"


async def test_a_try_at_a_hash_of_before_the_rule_costs_one_more_for_those_who_are_not_suspect(
    start: Start, hashing: Hashing
) -> None:
    service = await start(new_address_burst=3, new_address_refill_s=3_600)
    await service.register("ada")
    await service.as_owner(UNMARK)
    costs = [await _cost(service, hashing, "ada") for _ in range(5)]
    assert costs == [2, 2, 2, 1, 1]


async def test_a_right_password_costs_one_hash_and_so_does_every_try_after_it(
    start: Start, hashing: Hashing
) -> None:
    service = await start()
    await service.register("ada")
    await service.as_owner(UNMARK)
    assert await _cost(service, hashing, "ada", "correct horse", 200) == 1
    assert await _cost(service, hashing, "ada") == 1


async def test_a_wrong_try_takes_as_long_whoever_is_there_and_however_old_the_hash(
    start: Start, hashing: Hashing
) -> None:
    service = await start()
    await service.register("ada")
    await service.register("old")
    await service.as_owner(f"{UNMARK} WHERE login = 'old'")
    hashing.takes_s = SLOW_S
    for name in ("nobody", "ada", "old"):
        started = time.monotonic()
        await _cost(service, hashing, name)
        assert time.monotonic() - started >= 2 * SLOW_S, name
