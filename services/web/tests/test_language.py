"""Pages in two languages: whose choice counts, and how money, dates and plurals are written in each."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from starlette.datastructures import Headers

from ates_chassis.shared.money import Money
from ates_web.pages import formatting
from ates_web.pages.language import chosen, ngettext, speak


@pytest.fixture(autouse=True)
def back_to_english() -> Iterator[None]:
    yield
    speak("en")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("ru", "ru"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("en-GB,en;q=0.9,ru;q=0.8", "en"),
        ("de,ru;q=0.5,en;q=0.4", "ru"),
        ("ru;q=0,en", "en"),
        ("fr", "en"),
        ("ru;q=much", "en"),
        (",;,=;q=," * 50, "en"),
    ],
)
def test_the_browsers_preference_counts(accepted: str, language: str) -> None:
    assert chosen(Headers({"accept-language": accepted})) == language


def test_a_persons_own_choice_counts_more() -> None:
    preferred = {"accept-language": "en"}
    assert chosen(Headers(preferred | {"cookie": "ates_language=ru"})) == "ru"
    assert chosen(Headers(preferred | {"cookie": "ates_language=xx"})) == "en"


def test_money_and_dates_are_russian_in_russian() -> None:
    speak("ru")
    assert formatting.money(Money(amount=-123456, currency="USD")) == "−1\u00a0234,56\u00a0$"
    assert formatting.day(date(2026, 11, 21)) == "21 нояб. 2026"
    clock = formatting.CompanyClock("Europe/Moscow")
    assert clock.local(datetime(2026, 5, 9, 7, 0, tzinfo=UTC)) == "9 мая 2026, 10:00"


def test_numbers_of_things_are_grouped() -> None:
    assert ngettext("%(num)s thing", "%(num)s things", 1) == "1 thing"
    assert ngettext("%(num)s thing", "%(num)s things", 1998) == "1,998 things"
