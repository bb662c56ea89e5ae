"""What people sign in with: addresses and passwords of today, and those that were stored before there was a rule."""

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from texts.generated import any_text

from ates_chassis.shared.text.rules import EMAIL, PASSWORD, Rule, password_forms, sign_in_name


def refused(rule: Rule, text: str) -> str:
    with pytest.raises(ValueError) as refusal:
        rule(text)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("Ann@Corp.LOCAL", "ann@corp.local"),
        ("Ann@shop.test", "ann@shop.test"),
        ("Ann@localhost", "ann@localhost"),
        ("Bo\u017fs@Example.com", "bo\u017fs@example.com"),
        ("Ma\u0131L@example.com", "ma\u0131l@example.com"),
    ],
)
def test_an_address_of_before_the_rule_is_compared_without_its_case(
    typed: str, compared: str
) -> None:
    assert refused(EMAIL, typed) == "not an e-mail address"
    assert sign_in_name(typed) == compared


def test_a_password_is_the_same_however_it_is_composed() -> None:
    composed, decomposed = "Pässwörd\u3000x", unicodedata.normalize("NFD", "Pässwörd\u00a0x")
    assert PASSWORD(composed) == PASSWORD(decomposed) == "Pässwörd x"
    assert {password_forms(each).of_today for each in (composed, decomposed)} == {"Pässwörd x"}
    assert refused(PASSWORD, "pass\u200bword") == "the character U+200B is not allowed"
    assert refused(PASSWORD, "o\u0308" * 7) == "8 to 128 characters"


@given(any_text)
def test_a_password_is_compared_in_todays_form_and_in_one_older(typed: str) -> None:
    forms = password_forms(typed)
    try:
        assert (forms.of_today, forms.prepared) == (PASSWORD.clean(typed), True)
    except ValueError:
        assert (forms.of_today, forms.prepared) == (typed, False)
    assert typed in {forms.of_today, forms.older}
    assert forms.of_today != forms.older


Form = Literal["NFC", "NFD"]


@pytest.mark.parametrize("stored", ["Pässwörd", "corre\u00a0ct horse", "with \u200d joiner ä"])
@pytest.mark.parametrize("stored_form", ["NFC", "NFD"])
@pytest.mark.parametrize("typed_form", ["NFC", "NFD"])
def test_a_password_stored_as_it_came_is_one_of_the_two(
    stored: str, stored_form: Form, typed_form: Form
) -> None:
    forms = password_forms(unicodedata.normalize(typed_form, stored))
    assert unicodedata.normalize(stored_form, stored) in {forms.of_today, forms.older}
