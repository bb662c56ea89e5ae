"""What services say about a field or a rule, in the language of the visit; they themselves say it in English."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from ates_web.pages.formatting import day
from ates_web.pages.language import _, count, later

# Validators' own words, and reasons with something filled in. The first that fits is taken.
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), template)
    for pattern, template in (
        (
            r"Field required|String should have at least 1 character|must not be empty",
            later("Fill this in."),
        ),
        (
            r"programs do not sign in through the gateway",
            later("Programs do not sign in here."),
        ),
        (
            r"is missing for this grant_type",
            later("Fill this in."),
        ),
        (
            r"String should have at least (?P<length>\d+) characters",
            later("At least %(length)s characters."),
        ),
        (
            r"(?:String should have at most|more than|\d+ characters;) (?P<length>[\d,]+) (?:char|are all)",
            later("At most %(length)s characters."),
        ),
        (
            r"(?P<least>\d+) to (?P<length>\d+) characters",
            later("%(least)s to %(length)s characters."),
        ),
        (
            r"(?P<least>\d+) to (?P<length>\d+) letters of a to z, digits, dots, hyphens and underscores",
            later(
                "%(least)s to %(length)s letters of a to z, digits, dots, hyphens and underscores, "
                "a letter or digit first."
            ),
        ),
        (
            r"String should match pattern|Input should be a valid|Input should be",
            later("This does not have the right form."),
        ),
        (
            r"the character (?P<character>U\+\w+) is not allowed",
            later("The character %(character)s is not allowed."),
        ),
        (
            r"the books are kept in (?P<currency>\w+)",
            later("The books are kept in %(currency)s."),
        ),
        (
            r"between 1 and [\d,]+ cents, up or down",
            later("The amount is zero or too large."),
        ),
        (r"(?P<day>\S+) has not begun", later("The day %(day)s has not begun.")),
        (
            r"(?P<day>\S+) is still running",
            later("The day %(day)s is still running; an administrator may close it early."),
        ),
        (
            r"(?P<day>\S+) is not closed yet",
            later(
                "The day %(day)s is not closed yet, and its close may pay this money; pay again after it."
            ),
        ),
        (
            r"the body may have (?P<limit>[\d,]+) bytes at most",
            later("At most %(limit)s bytes at once."),
        ),
        (r"at most (?P<days>\d+) days at once", later("At most %(days)s days at once.")),
        (r"there is no business day (?P<day>[\w-]+)", later("There is no business day %(day)s.")),
        (
            r"close (?P<day>\S+) first: days are closed in order",
            later("Close %(day)s first: days are closed in order."),
        ),
        (
            r"line (?P<line>\d+) is not UTF-8",
            later("Line %(line)s is not UTF-8; save the file as UTF-8."),
        ),
        (
            r"more than (?P<marks>\d+) combining marks in a row",
            later("More than %(marks)s combining marks in a row."),
        ),
        (
            r"more than (?P<rows>[\d,]+) rows",
            later("More than %(rows)s rows; split the file."),
        ),
        (
            r"the row in line (?P<line>\d+): ",
            later("The row in line %(line)s cannot be read; check its quotation marks."),
        ),
    )
)

_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "Method Not Allowed": later("That does not work here."),
        "a task needs a title": later("A task needs a title."),
        "a time out of all range": later("This time is out of all range."),
        "a time without its zone": later("The time needs its zone."),
        "either `id` or `q`": later("Give either ids or a text to search for."),
        "give either `period` and `date`, or `from` and `to`": later(
            "Choose either a period and a day, or the first and the last day."
        ),
        "give either user_id and delta, or reverses": later(
            "Choose a person and an amount, or a transfer to reverse."
        ),
        "goes with `period` only": later("A day goes with a period only."),
        "more cells than the first line has columns": later(
            "It has more cells than the first line has columns."
        ),
        "needs at least one visible character": later("It needs at least one visible character."),
        "must be a single line": later("This must be a single line."),
        "must be before 9999-12-31": later("The last day is too late."),
        "must look like ABC-123": later("It must look like ABC-123."),
        "must not be before `from`": later("The last day must not be before the first."),
        "you cannot correct your own account": later("You cannot correct your own account."),
        "only people can be corrected, not programs": later(
            "Only people can be corrected, not programs."
        ),
        "a reversal of this transfer is already waiting for approval": later(
            "A reversal of this transfer is already waiting for approval."
        ),
        "not a cursor of this list": later("This page of the list is not there."),
        "not an e-mail address": later("This is not an e-mail address."),
        "one of password, refresh_token, client_credentials": later(
            "This way to sign in is not known."
        ),
        "only an administrator gives a role": later("Only an administrator gives a role."),
        "somebody has this e-mail address already": later(
            "Somebody has this e-mail address already."
        ),
        "somebody has this login already": later("Somebody has this login already."),
        "the first line must name a column Summary": later(
            "The first line must name a column Summary."
        ),
        "the old password is wrong": later("The old password is wrong."),
        "there is no such transfer": later("There is no such transfer."),
        "there is no such user": later("There is no such person."),
        "there is no such week": later("There is no such week."),
        "somebody else must pay your own payout again": later(
            "Somebody else must pay your own payout again."
        ),
        "somebody else must say how your own payout ended": later(
            "Somebody else must say how your own payout ended."
        ),
        "somebody else must withdraw a downloaded bank file with your own payout": later(
            "Somebody else must withdraw a downloaded bank file with your own payout."
        ),
        "this Idempotency-Key was used for another request": later(
            "This form was sent before with something else in it. Load the page again."
        ),
        "this request did not come from a page of this site": later(
            "This request did not come from a page of this site."
        ),
        "this transfer was reversed before": later("This transfer was reversed before."),
    }
)


def known(reason: str) -> str | None:
    """The reason in words for people; None where no service is known to say this."""
    reason = reason.removeprefix("Value error, ")
    if (sentence := _SENTENCES.get(reason)) is not None:
        return _(sentence)
    for pattern, template in _PATTERNS:
        if (match := pattern.match(reason)) is not None:
            return _(template, **_filled(match.groupdict()))
    return None


def plain(reason: str) -> str:
    """The reason in words for people, or as it was given."""
    text = known(reason) or reason.removeprefix("Value error, ")
    return text[:1].upper() + text[1:]


def _filled(form_values: Mapping[str, str | None]) -> dict[str, str]:
    """What was found, as people write it."""
    return {name: _written(value) for name, value in form_values.items() if value is not None}


def _written(text: str) -> str:
    digits = text.replace(",", "")
    if digits.isdecimal():
        return count(int(digits))
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text
