"""Currencies and their minor units, as ISO 4217 has them. What is stored and told is whole minor units.

CLDR, which pages are written by, has other decimal places for some thirty currencies: none for RSD, where ISO has two.
Money is counted by this table alone.
"""

from decimal import Decimal
from typing import Final

PATTERN: Final = r"^[A-Z]{3}$"

_DIGITS_USUAL: Final = 2
_DIGITS: Final = {
    "BHD": 3, "BIF": 0, "CLF": 4, "CLP": 0, "DJF": 0, "GNF": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0, "KMF": 0,
    "KRW": 0, "KWD": 3, "LYD": 3, "OMR": 3, "PYG": 0, "RWF": 0, "TND": 3, "UGX": 0, "UYI": 0, "UYW": 4, "VND": 0,
    "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip


def digits_of(currency: str) -> int:
    """How many decimal places the currency has: its minor unit is 10 to the power of minus that."""
    return _DIGITS.get(currency, _DIGITS_USUAL)


def decimal(amount: int, currency: str) -> Decimal:
    """Whole minor units as an exact amount of the currency."""
    return Decimal(amount).scaleb(-digits_of(currency))
