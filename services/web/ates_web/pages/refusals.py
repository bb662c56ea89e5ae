"""What was refused, in the language of the visit: a sentence for each code, filled with its parameters."""

import logging
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from ates_chassis.shared.reasons import Params
from ates_web.clients.upstream import Problem
from ates_web.pages.formatting import day
from ates_web.pages.language import _, count, later

log = logging.getLogger(__name__)

# The one catalogue of all refusals. `tests/test_refusals.py` holds it to what the services' code has.
SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        # Every service.
        "address-too-long": later("The address is too long."),
        "bad-request": later("The request cannot be read."),
        "conflict": later("This does not fit what is there by now."),
        "cross-site": later("This request did not come from a page of this site."),
        "forbidden": later("You may not do this."),
        "headers-too-large": later(
            "The browser sent too much about itself. Delete its cookies here."
        ),
        "idempotency-key-reused": later(
            "This form was sent before with something else in it. Load the page again."
        ),
        "invalid": later("Something in it is not right."),
        "malformed-query": later("The address is malformed."),
        "method-not-allowed": later("That does not work here."),
        "no-origin": later("It does not tell where it came from."),
        "not-found": later("There is nothing here."),
        "refused": later("This is refused."),
        "service-unavailable": later("Temporarily unavailable"),
        "too-large": later("That is too much at once."),
        "too-slow": later("The request did not arrive in time. Try again."),
        "too-many-requests": later("Too many attempts. Wait a little and try again."),
        "unauthenticated": later("Sign in first."),
        "unavailable": later("Temporarily unavailable"),
        "unexpected": later("Something unexpected happened. It is logged."),
        "unsupported-media-type": later("This kind of file is not understood."),
        # Of a field.
        "after-last-day": later("The last day is too late."),
        "amount-out-of-range": later("The amount is zero or too large."),
        "bad-row": later("The row in line %(line)s cannot be read; check its quotation marks."),
        "character-not-allowed": later("The character %(character)s is not allowed."),
        "dates-swapped": later("The last day must not be before the first."),
        "day-needs-period": later("A day goes with a period only."),
        "day-not-begun": later("The day %(day)s has not begun."),
        "day-running": later(
            "The day %(day)s is still running; an administrator may close it early."
        ),
        "empty-hours": later("Quiet hours must not end when they begin."),
        "ids-or-text": later("Give either ids or a text to search for."),
        "inside-address": later("This address leads into an inner network."),
        "login-form": later(
            "%(min)s to %(max)s letters of a to z, digits, dots, hyphens and underscores, "
            "a letter or digit first."
        ),
        "malformed": later("This does not have the right form."),
        "missing": later("Fill this in."),
        "no-header": later("The first line must name a column Summary."),
        "no-such-week": later("There is no such week."),
        "not-a-cursor": later("This page of the list is not there."),
        "not-a-jira-key": later("It must look like ABC-123."),
        "not-a-time-zone": later("There is no such time zone."),
        "not-a-webhook-url": later(
            "Give an address that begins with https://, such as https://example.com/hooks."
        ),
        "not-an-email": later("This is not an e-mail address."),
        "not-one-line": later("This must be a single line."),
        "not-utf-8": later("Line %(line)s is not UTF-8; save the file as UTF-8."),
        "nothing-visible": later("It needs at least one visible character."),
        "number-too-large": later("At most %(max)s."),
        "number-too-small": later("At least %(min)s."),
        "one-correction": later("Choose a person and an amount, or a transfer to reverse."),
        "one-period": later("Choose either a period and a day, or the first and the last day."),
        "other-currency": later("The books are kept in %(currency)s."),
        "required": later("Fill this in."),
        "time-out-of-range": later("This time is out of all range."),
        "time-without-zone": later("The time needs its zone."),
        "title-missing": later("A task needs a title."),
        "too-long": later("At most %(max)s characters."),
        "too-long-by": later("%(actual)s characters; at most %(max)s are allowed."),
        "too-many-bytes": later("At most %(max)s bytes at once."),
        "too-many-cells": later("It has more cells than the first line has columns."),
        "too-many-days": later("At most %(max)s days at once."),
        "too-many-items": later("At most %(max)s at once."),
        "too-many-marks": later("More than %(max)s combining marks in a row."),
        "too-many-rows": later("More than %(max)s rows; split the file."),
        "too-short": later("At least %(min)s characters."),
        "unknown-field": later("This is not known here."),
        "unknown-grant": later("This way to sign in is not known."),
        "unknown-value": later("This is none of the values that may stand here."),
        "wrong-length": later("%(min)s to %(max)s characters."),
        # People and sign-in.
        "email-taken": later("Somebody has this e-mail address already."),
        "invalid-client": later("Client or secret is wrong."),
        "invalid-grant": later("This does not show who you are."),
        "invalid-request": later("Something is missing in the request."),
        "last-administrator": later("The last administrator must stay; make another one first."),
        "login-taken": later("Somebody has this login already."),
        "no-such-session": later("You have no such session."),
        "no-such-user": later("There is no such person."),
        "role-not-yours": later("Only an administrator gives a role."),
        "self-registration-off": later("Only an administrator adds people here."),
        "unauthorized-client": later("Programs do not sign in here."),
        "unsupported-grant-type": later("This way to sign in is not known."),
        "user-erased": later("This person was erased; that cannot be undone."),
        "wrong-password": later("The old password is wrong."),
        # Tasks.
        "no-such-task": later("There is no such task."),
        "nobody-to-assign": later("There is nobody whom a task can be given to."),
        "not-a-backlog": later("This file is no table of tasks."),
        "not-yours": later("This task is somebody else’s."),
        # Money.
        "already-reversed": later("This transfer was reversed before."),
        "correction-not-waiting": later("This correction is no longer waiting."),
        "balance-too-low": later(
            "The balance is lower than the payout by now; the next close pays what is left."
        ),
        "bank-file-not-handed-over": later(
            "This bank file was never downloaded, so no bank can have it."
        ),
        "bank-file-outdated": later(
            "A payout of this file failed, or its person was erased, before the file was stored."
            " Withdraw it: what is open gets a new one."
        ),
        "bank-file-settled": later("The bank carried out all of this file."),
        "bank-file-withdrawn": later("This bank file was withdrawn."),
        "day-not-over": later("This day is not over yet."),
        "earlier-day-not-closed": later(
            "The day %(day)s is not closed yet, and its close may pay this money; pay again after it."
        ),
        "earlier-day-open": later("Close %(day)s first: days are closed in order."),
        "mail-on-its-way": later("This mail is on its way already."),
        "not-a-person": later("Only people can be corrected, not programs."),
        "not-your-correction": later(
            "Only the person who requested this correction may withdraw it."
        ),
        "own-account": later("This is about your own account; somebody else must do it."),
        "own-correction": later("Somebody else must decide on this correction."),
        "requester-may-not": later(
            "The person who requested this correction may no longer post corrections."
        ),
        "reversal-waiting": later("A reversal of this transfer is already waiting for approval."),
        "too-many-corrections-waiting": later(
            "%(max)s of your corrections are waiting for approval; withdraw some first."
        ),
        "no-such-correction": later("There is no such correction."),
        "mail-was-sent": later("This mail was sent before."),
        "no-company-account": later("The company’s bank account is not set."),
        "no-such-bank-file": later("There is no such bank file."),
        "no-such-day": later("There is no business day %(day)s."),
        "no-such-payout": later("There is no such payout."),
        "no-such-price": later("This task has no price yet."),
        "no-such-transfer": later("There is no such transfer."),
        "not-reversible": later("Such a transfer cannot be reversed by hand."),
        "payout-differs": later("This payout is known with another person, day or amount."),
        "payout-just-filed": later(
            "This payout was put into a bank file just now. Look at it again."
        ),
        "payout-followed": later("A later payout took this money along."),
        "payout-not-manual": later("This payment’s provider says itself how it ends."),
        "payout-not-returned": later("This payout has not come back."),
        "payout-not-sent": later("This payout is not on its way."),
        "payout-retried-already": later("This payout was paid again before."),
        # Notices and webhooks.
        "delivery-not-failed": later("This delivery was not given up."),
        "no-such-delivery": later("There is no such delivery."),
        "no-such-link": later("This link is not good any more."),
        "no-such-notice": later("You have no such notice."),
        "no-such-webhook": later("There is no such webhook."),
        "too-many-webhooks": later("There are too many webhooks already. Delete one first."),
    }
)

_OTHERWISE = SENTENCES["refused"]
# Beyond it the library has not enough digits, and nobody reads them.
_GROUPED_BELOW = 10**15


def reason_of(problem: Problem) -> str:
    """Why it was refused: what is wrong with its first field, or the rule itself."""
    if problem.code == "invalid" and problem.errors:
        first = problem.errors[0]
        return sentence(first.code, first.params)
    return sentence(problem.code, problem.params)


def sentence(code: str, params: Params) -> str:
    """The code of a refusal, or of a field's, in the language of the visit."""
    try:
        return _(SENTENCES[code], **{name: _written(value) for name, value in params.items()})
    except KeyError:
        # Of a service that is newer than web.
        log.exception("a refusal without a sentence", extra={"code": code})
        return _(_OTHERWISE)


def _written(value: str | int) -> str:
    """As people write it: a number in groups, a day by its month's name."""
    if isinstance(value, int):
        return count(value) if abs(value) < _GROUPED_BELOW else str(value)
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value
