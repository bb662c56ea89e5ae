"""Amounts lose no minor unit, in any currency."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ates_chassis.shared.currencies import decimal, digits_of


@given(
    st.integers(-(2**63), 2**63 - 1), st.sampled_from(["USD", "EUR", "JPY", "KWD", "RSD", "UYW"])
)
def test_an_amount_is_exact_in_every_currency(amount: int, currency: str) -> None:
    assert decimal(amount, currency) * 10 ** digits_of(currency) == amount


@pytest.mark.parametrize(
    ("currency", "written"),
    [
        ("USD", "12.50"),
        ("RSD", "12.50"),
        ("HUF", "12.50"),
        ("IDR", "12.50"),
        ("JPY", "1250"),
        ("KRW", "1250"),
        ("BHD", "1.250"),
        ("TND", "1.250"),
        ("UYW", "0.1250"),
    ],
)
def test_the_minor_unit_is_that_of_iso_4217(currency: str, written: str) -> None:
    assert decimal(1_250, currency) == Decimal(written)
