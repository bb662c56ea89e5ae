"""The rule for text: what is stored of what was typed, and what is refused with words for people."""

import unicodedata
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from precis_i18n.unicode import UnicodeData
from pydantic import TypeAdapter, ValidationError
from texts.generated import CROWDED, NO_CHARACTERS, TURNING, UNSEEN, emails, texts

from ates_chassis.shared.errors import InvalidError
from ates_chassis.shared.text import characters, fields
from ates_chassis.shared.text.rules import (
    EMAIL,
    JIRA_KEY,
    LOGIN,
    PASSWORD,
    SENDER,
    TYPED_PASSWORD,
    Rule,
    line,
    lines,
    name,
    normalised,
    search,
    sign_in_name,
    unchanged,
)
from ates_chassis.testing import computed_within

RULES = {
    "line": line(300),
    "lines": lines(10_000),
    "name": name(),
    "login": LOGIN,
    "email": EMAIL,
    "search": search(300),
}
EVERY_RULE = RULES | {
    "password": PASSWORD,
    "typed password": TYPED_PASSWORD,
    "secret": unchanged(200),
    "jira key": JIRA_KEY,
    "sender": SENDER,
}


def refused(rule: Rule, text: str) -> str:
    with pytest.raises(ValueError) as refusal:
        rule(text)
    return str(refusal.value)


TYPES = {
    name: kind
    for name, kind in vars(fields).items()
    if any(isinstance(each, fields.Obeys) for each in get_args(kind))
}


def test_the_table_of_what_may_show_nothing_is_that_of_unicode() -> None:
    reference = UnicodeData()
    ours = {point for point in range(0x110000) if characters.DEFAULT_IGNORABLE.match(chr(point))}
    assert ours == {point for point in range(0x110000) if reference.default_ignorable(point)}


@pytest.mark.parametrize("kind", RULES)
@given(text=texts)
def test_what_a_rule_takes_is_composed_and_can_be_carried_by_everything(
    kind: str, text: str
) -> None:
    try:
        stored = RULES[kind](text)
    except ValueError:
        return
    assert unicodedata.is_normalized("NFC", stored)
    assert characters.legible(stored) == stored
    stored.encode()
    assert len(stored) <= RULES[kind].maximum
    assert RULES[kind](stored) == stored, "storing it again changes nothing"


@pytest.mark.parametrize("character", NO_CHARACTERS)
@pytest.mark.parametrize("kind", RULES)
def test_what_xml_forbids_and_what_is_no_character_is_refused_everywhere(
    kind: str, character: str
) -> None:
    assert refused(RULES[kind], f"ada{character}ada@b.co")


@pytest.mark.parametrize(
    "text", [*UNSEEN, *TURNING, "\u200b\u2060", "\u3164 \u3164", "\u2800\u2800"]
)
@pytest.mark.parametrize("kind", ["line", "name"])
def test_a_line_needs_something_to_see(kind: str, text: str) -> None:
    assert refused(RULES[kind], text) == "needs at least one visible character"


@pytest.mark.parametrize(
    "character", [*TURNING, "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\ufe0f", "\u3164"]
)
def test_a_name_holds_nothing_that_hides_or_turns(character: str) -> None:
    assert (
        refused(name(), f"Ada{character}Lovelace")
        == f"the character U+{ord(character):04X} is not allowed"
    )
    assert refused(LOGIN, f"ada{character}lovelace")


NUMBER_SIGNS = [
    *"\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
]


def test_of_all_characters_that_only_format_a_name_holds_the_signs_of_numbers_alone() -> None:
    formats = [each for each in map(chr, range(0x110000)) if unicodedata.category(each) == "Cf"]
    assert len(formats) > 150
    taken = [each for each in formats if not characters.hidden_in_name(f"Ada{each}7")]
    assert taken == NUMBER_SIGNS
    for each in taken:
        assert name()(f"Ada{each}7") == f"Ada{each}7"
    for each in set(formats) - {*taken}:
        assert refused(name(), f"Ada{each}7") == f"the character U+{ord(each):04X} is not allowed"


@pytest.mark.parametrize("blank", ["\u2800", "\ufffc", "\U00013441", "\U00016fe4", "\U0001d159"])
def test_a_name_holds_no_blank_that_looks_like_a_space(blank: str) -> None:
    assert refused(name(), f"Ada{blank}Eve") == f"the character U+{ord(blank):04X} is not allowed"


@pytest.mark.parametrize(
    "text", ["👩\u200d💻 fix it", "می\u200cخواهم", "❤\ufe0f", "שלום \u200f(abc)", "葛\U000e0100城"]
)
def test_a_title_keeps_what_joins_emoji_and_letters(text: str) -> None:
    assert line(300)(text) == text


@pytest.mark.parametrize(
    "text", ["Ada Lovelace", "Zoë", "Ёлка Иванова", "עדה", "葛\U000e0100城", "O’Neil-Smith", "ﷲ"]
)
def test_a_name_of_any_script_stays_as_it_is(text: str) -> None:
    assert name()(text) == text


def test_texts_are_composed_before_they_are_counted_and_compared() -> None:
    assert line(4)("Cafe\u0301") == "Café"
    assert refused(line(1), "\u0958") == "2 characters; 1 are allowed"
    assert search(10)("Cafe\u0301") == "Café"
    assert lines(100)(" one\r\ntwo\rthree ") == "one\ntwo\nthree"


@pytest.mark.parametrize("kind", EVERY_RULE)
@pytest.mark.parametrize("text", [CROWDED, f" {CROWDED[1:]}", f"a@{CROWDED}.example"])
def test_a_text_without_an_end_is_refused_before_it_is_looked_at(kind: str, text: str) -> None:
    with computed_within(0.5):
        assert refused(EVERY_RULE[kind], text).startswith("more than ")


@pytest.mark.parametrize("kind", TYPES)
def test_so_it_is_by_every_type(kind: str) -> None:
    with computed_within(0.5), pytest.raises(ValidationError, match="more than"):
        TypeAdapter(TYPES[kind]).validate_python(CROWDED)


@pytest.mark.parametrize("mark", ["\u0301\u0327", "\u0344", "\u0f73"])
def test_marks_that_follow_one_another_are_bounded_however_they_are_written(mark: str) -> None:
    marks = mark * (36_000 // len(mark))
    with computed_within(0.5):
        assert refused(lines(10_000), f"a{marks}") == "more than 30 combining marks in a row"
        assert refused(name(), f"a{marks[:31]}") == "more than 30 combining marks in a row"
        assert sign_in_name(f"ada{marks}") == f"ada{marks}"
        assert sign_in_name(f"ada{CROWDED}@example.com")
        assert normalised(CROWDED) == CROWDED


def test_thirty_marks_may_follow_one_another() -> None:
    text = "e" + "\u0323" * 30
    assert name()(text) == unicodedata.normalize("NFC", text)
    assert refused(name(), f"{text}\u0323") == "more than 30 combining marks in a row"
    assert normalised("Cafe\u0301") == "Café"


@given(st.text("ae\u0301\u0327\u0344\u0f73\u0958\u1f82뷁Я", max_size=90))
def test_marks_are_counted_alike_in_all_forms_of_a_text(text: str) -> None:
    run = longest = 0
    for character in unicodedata.normalize("NFD", text):
        run = run + 1 if unicodedata.combining(character) else 0
        longest = max(longest, run)
    for form in ("NFC", "NFD"):
        written = unicodedata.normalize(form, text)
        assert characters.has_too_many_marks(written) == (longest > 30)
    assert characters.has_too_many_marks(text) == (longest > 30)


def test_what_the_bounds_rest_on_is_so_for_every_character() -> None:
    for character in map(chr, range(0x110000)):
        parts = unicodedata.normalize("NFD", character)
        marks = [bool(unicodedata.combining(part)) for part in parts]
        assert len(parts) <= 4, "NFC makes one of four at most"
        if all(marks):
            assert len(parts) <= 2
            assert character >= "\u0300"
        assert sum(marks) <= 3
        assert marks == sorted(marks), "marks stand behind what they belong to"


@pytest.mark.parametrize(
    "typed", ["\u212aate", "adı", "ſam", "ада", "ＡＤＡ", "ada lovelace", ".ada", "ab"]
)
def test_a_login_has_ascii_letters_only_and_none_is_folded_into_one(typed: str) -> None:
    assert refused(LOGIN, typed).startswith("3 to 50 letters")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Ada@ATES.example", "Ada@ates.example"),
        ("x@XN--BCHER-KVA.example", "x@xn--bcher-kva.example"),
        ("x@bücher.example", "x@xn--bcher-kva.example"),
        ("x@bu\u0308cher.example", "x@xn--bcher-kva.example"),
    ],
)
def test_an_address_is_stored_as_mail_servers_take_it(typed: str, stored: str) -> None:
    assert EMAIL(typed) == stored
    assert sign_in_name(typed) == stored.lower()


@pytest.mark.parametrize(
    "typed",
    ["maıl@example.com", "boſs@example.com", "a@ab--cd.com", "ä@b.co", '"a"@b.co', "a@[::1]", "Ada <a@b.co>", "a@b",
     "a@b.co\n", "a\u200b@b.co", "a@xn--a.example"],
)  # fmt: skip
def test_what_no_mail_server_takes_is_no_address(typed: str) -> None:
    assert refused(EMAIL, typed) == "not an e-mail address"


@given(emails)
def test_an_address_is_taken_in_one_form_or_refused(typed: str) -> None:
    try:
        stored = EMAIL(typed)
    except ValueError:
        return
    assert stored.isascii()
    assert EMAIL(stored) == stored
    assert sign_in_name(stored) == sign_in_name(stored.swapcase())


def test_a_refusal_is_the_same_at_the_edge_and_in_the_domain() -> None:
    with pytest.raises(ValidationError) as at_edge:
        TypeAdapter(fields.PersonName).validate_python("\u3164")
    with pytest.raises(InvalidError) as in_domain:
        name().checked("full_name", "\u3164")
    assert at_edge.value.errors()[0]["msg"] == in_domain.value.message
    assert in_domain.value.field == "full_name"


@given(texts)
def test_whatever_is_stored_a_renderer_gets_a_line_that_it_can_carry(text: str) -> None:
    shown = characters.printable(text)
    assert not any(character in shown for character in (*NO_CHARACTERS, "\n", "\r", "\u2028"))
    shown.encode()


def test_a_name_turns_nothing_around_it() -> None:
    assert characters.isolated("Ada") == "Ada"
    assert characters.isolated("עדה") == "\u2068עדה\u2069"
    assert characters.isolated("Ada\u202e\u2069") == "\u2068Ada\u2069"
