"""Why something is refused: a code with parameters, which programs and pages read, and English for whoever reads the API.

Pages have a sentence for each code in each of their languages. No text of a service is ever read by another.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Self

Params = Mapping[str, str | int]

_TEXT_MAX: Final = 100

# Of a field, or of one of several rules with the same code of a refusal. The names in braces are the parameters.
ENGLISH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "after-last-day": "must be before 9999-12-31",
        "amount-out-of-range": "between 1 and {max:,} cents, up or down",
        "bad-row": "the row in line {line} cannot be read; check its quotation marks",
        "character-not-allowed": "the character {character} is not allowed",
        "day-needs-period": "goes with `period` only",
        "day-not-begun": "{day} has not begun",
        "day-running": "{day} is still running; an administrator may close it early",
        "dates-swapped": "must not be before `from`",
        "earlier-day-not-closed": (
            "{day} is not closed yet, and its close may pay this money; pay again after it"
        ),
        "earlier-day-open": "close {day} first: days are closed in order",
        "empty-hours": "must not end when they begin",
        "ids-or-text": "either `id` or `q`",
        "inside-address": "leads into an inner network, which no setting allows",
        "login-form": (
            "{min} to {max} letters of a to z, digits, dots, hyphens and underscores, a letter or digit first"
        ),
        "malformed": "does not have the right form",
        "missing": "Field required",
        "no-header": "the first line must name a column Summary",
        "no-such-day": "there is no business day {day}",
        "no-such-week": "there is no such week",
        "not-a-cursor": "not a cursor of this list",
        "not-a-jira-key": "must look like ABC-123",
        "not-a-time-zone": "not a time zone of the IANA database, such as Europe/Berlin",
        "not-a-webhook-url": "not an address that a webhook may have, such as https://example.com/hooks",
        "not-an-email": "not an e-mail address",
        "not-one-line": "must be a single line",
        "not-utf-8": "line {line} is not UTF-8",
        "nothing-visible": "needs at least one visible character",
        "number-too-large": "at most {max:,}",
        "number-too-small": "at least {min:,}",
        "one-correction": "give either user_id and delta, or reverses",
        "one-period": "give either `period` and `date`, or `from` and `to`",
        "other-currency": "the books are kept in {currency}",
        "required": "must not be empty",
        "time-out-of-range": "a time out of all range",
        "time-without-zone": "a time without its zone",
        "title-missing": "a task needs a title",
        "too-long": "more than {max:,} characters",
        "too-long-by": "{actual} characters; {max} are allowed",
        "too-many-bytes": "the body may have {max:,} bytes at most",
        "too-many-cells": "more cells than the first line has columns",
        "too-many-corrections-waiting": (
            "{max} of your corrections are waiting for approval; withdraw some first"
        ),
        "too-many-days": "at most {max} days at once",
        "too-many-items": "at most {max:,} at once",
        "too-many-marks": "more than {max} combining marks in a row",
        "too-many-rows": "more than {max:,} rows",
        "too-short": "at least {min} characters",
        "unknown-field": "is not known here",
        "unknown-grant": "one of password, refresh_token, client_credentials",
        "unknown-value": "is none of the values that may stand here",
        "wrong-length": "{min} to {max} characters",
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """`code` is a key of `ENGLISH`, or that of a refusal; `params` are what its text names, and days are ISO 8601."""

    code: str
    params: Params = field(default_factory=dict)

    @classmethod
    def of(cls, code: str, **params: str | int) -> Self:
        """Texts from outside are cut, so that an answer does not repeat a megabyte."""
        bounded = {k: v[:_TEXT_MAX] if isinstance(v, str) else v for k, v in params.items()}
        return cls(code, MappingProxyType(bounded))

    def __str__(self) -> str:
        return ENGLISH[self.code].format(**self.params)


class ViolationError(ValueError):
    """A value breaks a rule; raised where values are cleaned and parsed, by the reason alone."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason
