"""How money, times and periods are written and read."""

from datetime import UTC, date, datetime

import pytest
from babel.numbers import list_currencies
from hypothesis import given
from hypothesis import strategies as st

from ates_chassis.shared.currencies import decimal
from ates_chassis.shared.money import Money
from ates_web.pages import formatting
from ates_web.pages.forms import cents, chosen_period


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (1250, "USD", "$12.50"),
        (-1250, "USD", "−$12.50"),
        (0, "EUR", "€0.00"),
        (123456789, "GBP", "£1,234,567.89"),
        (5, "USD", "$0.05"),
        (1250, "CHF", "CHF\u00a012.50"),
        (-1250, "JPY", "−¥1,250"),
        (1250, "RSD", "RSD\u00a012.50"),
        (-125000, "KWD", "−KWD\u00a0125.000"),
        (1, "UYW", "UYW\u00a00.0001"),
    ],
)
def test_money_is_written_as_people_write_it(amount: int, currency: str, text: str) -> None:
    assert formatting.money(Money(amount=amount, currency=currency)) == text


@pytest.mark.parametrize("currency", sorted(list_currencies()))
def test_a_page_shows_the_amount_that_the_bank_is_told(currency: str) -> None:
    shown = formatting.number(Money(amount=1_250, currency=currency))
    assert shown == f"{decimal(1_250, currency):,}"
    assert formatting.money(Money(amount=1_250, currency=currency)).endswith(shown)


def test_what_came_in_has_a_plus() -> None:
    assert formatting.signed(Money(amount=1, currency="USD")) == "+$0.01"
    assert formatting.signed(Money(amount=-1, currency="USD")) == "−$0.01"
    assert formatting.signed(Money(amount=0, currency="USD")) == "$0.00"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12.50", 1250),
        ("12,5", 1250),
        ("$1,234.50", 123450),
        ("−3", -300),
        (" 1 000 ", 100000),
        ("1\u00a0234,50\u00a0₽", 123450),
        ("1,234", 123400),
        ("0.001", None),
        ("", None),
        ("NaN", None),
        ("1e400", None),
        ("99999999999999999", None),
        ("ten", None),
    ],
)
def test_amounts_are_read_as_people_type_them(text: str, amount: int | None) -> None:
    assert cents(text, "USD") == amount


@given(st.integers(-(10**13), 10**13), st.sampled_from(["USD", "JPY", "CHF"]))
def test_a_written_amount_reads_back(amount: int, currency: str) -> None:
    written = formatting.number(Money(amount=amount, currency=currency))
    assert cents(written, currency) == abs(amount)


@given(st.text(max_size=30))
def test_no_typed_amount_breaks_the_page(text: str) -> None:
    assert cents(text, "USD") is None or isinstance(cents(text, "USD"), int)


def test_times_are_shown_in_the_companys_zone() -> None:
    clock = formatting.CompanyClock("America/New_York")
    assert clock.local(datetime(2026, 3, 8, 6, 30, tzinfo=UTC)) == "8 Mar 2026, 01:30"
    assert clock.local(datetime(2026, 3, 8, 7, 30, tzinfo=UTC)) == "8 Mar 2026, 03:30"


TODAY = date(2026, 3, 15)


def test_a_period_is_this_month_unless_asked() -> None:
    chosen = chosen_period("/account", {}, TODAY)
    assert (chosen.first, chosen.last) == (date(2026, 3, 1), TODAY)
    assert [choice.label for choice in chosen.choices if choice.chosen] == ["This month"]
    assert chosen.choices[3].href == "/account?from=2026-02-01&to=2026-02-28"


@pytest.mark.parametrize(
    ("given_", "between"),
    [
        ({"from": "2026-01-05", "to": "2026-01-02"}, (date(2026, 1, 2), date(2026, 1, 5))),
        ({"from": "nonsense"}, (date(2026, 3, 1), TODAY)),
        ({"from": "2026-01-05"}, (date(2026, 1, 5), TODAY)),
        ({"from": "2000-01-01", "to": "2026-01-01"}, (date(2025, 1, 1), date(2026, 1, 1))),
    ],
)
def test_a_period_is_in_order_and_bounded(
    given_: dict[str, str], between: tuple[date, date]
) -> None:
    chosen = chosen_period("/account", given_, TODAY)
    assert (chosen.first, chosen.last) == between


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "2000-01-01", "2999-12-31"])
def test_no_date_breaks_the_page(text: str) -> None:
    chosen_period("/account", {"from": text, "to": text}, TODAY)


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Ada Sorensen", "AS"), ("Neo", "N"), ("", ""), ("Jan van der Berg", "JB"), ("<b> x", "X")],
)
def test_initials_of_a_name(name: str, initials: str) -> None:
    assert formatting.initials(name) == initials
