"""Text from outside: stripped, bounded, and without characters that a database or a page would choke on."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

_ALLOWED_CONTROLS = frozenset("\n\t")
# White space, and the marks of direction, joining and no width that a person cannot see.
_INVISIBLE = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Cs"})


def _clean(value: str) -> str:
    for character in value:
        category = unicodedata.category(character)
        if category == "Cs" or (category == "Cc" and character not in _ALLOWED_CONTROLS):
            raise ValueError(f"the character U+{ord(character):04X} is not allowed")
    return value


def _single_line(value: str) -> str:
    if "\n" in value or "\t" in value:
        raise ValueError("must be a single line")
    return value


def _visible(value: str) -> str:
    if all(unicodedata.category(character) in _INVISIBLE for character in value):
        raise ValueError("must have a visible character")
    return value


Clean = AfterValidator(_clean)
"""Refuses control characters and lone surrogates; line breaks and tabs may stay."""

SingleLine = AfterValidator(_single_line)

Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    Clean,
    SingleLine,
    AfterValidator(_visible),
]
"""A single line with at least one visible character; add a `max_length` where it is used."""
