"""Links that end mails: one that was signed says whose and which, and nothing else is taken for one."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ates_notifications.domain import KINDS
from ates_notifications.domain.links import NoSuchLinkError, Unsubscription

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
subscriptions = st.builds(Unsubscription, st.uuids(), st.sampled_from([None, *KINDS]))


@given(subscriptions)
def test_a_link_is_read_back_and_passes_the_gateway(which: Unsubscription) -> None:
    token = which.token(KEY)
    assert Unsubscription.of(token, KEY) == which
    assert token[0].isalnum()
    assert len(token) <= 100
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


@given(subscriptions, st.integers(1, 44), st.characters())
def test_a_changed_link_is_none(which: Unsubscription, at: int, character: str) -> None:
    token = which.token(KEY)
    changed = token[:at] + character + token[at + 1 :]
    if changed != token:
        with pytest.raises(NoSuchLinkError):
            Unsubscription.of(changed, KEY)


@given(st.text())
def test_whatever_else_is_no_link(text: str) -> None:
    with pytest.raises(NoSuchLinkError):
        Unsubscription.of(text, KEY)


def test_a_link_of_another_key_is_none() -> None:
    with pytest.raises(NoSuchLinkError):
        Unsubscription.of(Unsubscription(UUID(int=7), "reward").token(OTHER_KEY), KEY)
