"""The rules of users, without a database."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ates_auth.domain import (
    ErasedError,
    LastAdministratorError,
    Registration,
    Role,
    RoleNotYoursError,
    SelfRegistrationOffError,
    User,
    address_block,
    check_may_register,
    check_password,
)
from ates_chassis.shared.errors import InvalidError

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def user(role: Role = "developer", *, active: bool = True) -> User:
    return User(
        id=UUID(int=7),
        login="ada",
        email="ada@ates.example",
        full_name="Ada",
        password_hash="hash",
        role=role,
        active=active,
        version=1,
        created_at=NOW,
    )


def registration(**fields: Any) -> Registration:
    whole: dict[str, Any] = {
        "login": "ada",
        "email": "ada@ates.example",
        "full_name": "Ada",
    } | fields
    return Registration(**whole)


def test_a_login_is_kept_in_lower_case() -> None:
    assert registration(login="Ada.Lovelace").login == "ada.lovelace"


@pytest.mark.parametrize("login", ["", "ab", "a" * 51, "-ada", "ada!", "adä", "ada\n", "İda"])
def test_a_login_of_another_form_is_refused(login: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        registration(login=login)
    assert refusal.value.field == "login"


@pytest.mark.parametrize(
    "email", ["a@b.co", "a.b+c!#$%&'*/=?^_`{|}~-@x-y.example.com", f"{'a' * 64}@ates.example"]
)
def test_an_address_may_be(email: str) -> None:
    assert registration(email=email).email == email


@pytest.mark.parametrize(
    "email",
    [
        "", "a", "@b.co", "a@", "a@b", "a b@c.de", "a..b@c.de", ".a@c.de", "a.@c.de", "a@-b.de",
        "a@b-.de", "a@b..de", "a@c.de.", "a@1.2.3.4", f"a@{'b' * 64}.de", f"a@b.{'d' * 64}",
        f"{'a' * 65}@c.de", "a@c.de\n", "ä@c.de", "a@[::1]", '"a"@c.de',
    ],
)  # fmt: skip
def test_an_address_may_not_be(email: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        registration(email=email)
    assert refusal.value.field == "email"


@given(st.emails())
def test_an_address_is_taken_or_refused_but_never_breaks(email: str) -> None:
    with suppress(InvalidError):
        local, _, domain = email.rpartition("@")
        assert registration(email=email).email == f"{local}@{domain.lower()}"


@pytest.mark.parametrize(("length", "good"), [(7, False), (8, True), (128, True), (129, False)])
def test_a_password_has_8_to_128_characters(length: int, good: bool) -> None:
    if good:
        check_password("ä" * length)
        return
    with pytest.raises(InvalidError):
        check_password("ä" * length)


@pytest.mark.parametrize(
    ("by_administrator", "asks_for_role", "open_", "refusal"),
    [
        (True, True, False, None),
        (True, False, False, None),
        (False, False, True, None),
        (False, True, True, RoleNotYoursError),
        (False, False, False, SelfRegistrationOffError),
        (False, True, False, RoleNotYoursError),
    ],
)
def test_who_may_register(
    by_administrator: bool,
    asks_for_role: bool,
    open_: bool,
    refusal: type[RoleNotYoursError] | type[SelfRegistrationOffError] | None,
) -> None:
    def check() -> None:
        check_may_register(
            by_administrator=by_administrator,
            asks_for_role=asks_for_role,
            self_registration=open_,
        )

    if refusal is None:
        check()
        return
    with pytest.raises(refusal):
        check()


def test_a_change_of_state_makes_a_version_and_no_change_makes_none() -> None:
    ada = user()
    assert ada.change_role("boss", administrators=1)
    assert not ada.change_role("boss", administrators=1)
    assert ada.deactivate(administrators=1)
    assert not ada.deactivate(administrators=1)
    assert ada.activate()
    assert not ada.activate()
    assert (ada.version, ada.role, ada.active) == (4, "boss", True)


@pytest.mark.parametrize(
    "leave",
    [
        lambda user, n: user.change_role("boss", administrators=n),
        lambda user, n: user.deactivate(administrators=n),
        lambda user, n: user.erase(administrators=n, now=NOW),
    ],
)
def test_the_last_administrator_cannot_leave(leave: Callable[..., Any]) -> None:
    root = user("administrator")
    with pytest.raises(LastAdministratorError):
        leave(root, 1)
    assert root.version == 1
    assert leave(root, 2)


def test_an_administrator_who_is_inactive_is_not_the_last() -> None:
    assert user("administrator", active=False).erase(administrators=1, now=NOW)


def test_an_erased_user_is_nobody_for_good() -> None:
    ada = user()
    assert ada.erase(administrators=0, now=NOW)
    assert not ada.erase(administrators=0, now=NOW)
    assert (ada.login, ada.email, ada.full_name) == (
        f"erased:{ada.id}",
        f"erased:{ada.id}",
        "erased",
    )
    assert (ada.password_hash, ada.role, ada.active, ada.version) == ("", "other", False, 2)
    with pytest.raises(ErasedError):
        ada.activate()
    with pytest.raises(ErasedError):
        ada.change_role("boss", administrators=1)


@pytest.mark.parametrize(
    ("client", "block"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", None),
        ("nonsense", None),
        ("192.0.2.7, 192.0.2.8", None),
    ],
)
def test_a_household_is_one_place(client: str, block: str | None) -> None:
    assert address_block(client) == block
