"""What a service refused, in the language of the visit; services themselves answer in English."""

from collections.abc import Mapping
from types import MappingProxyType

from ates_web.clients.upstream import Problem
from ates_web.pages.language import _, later, spoken
from ates_web.pages.reasons import known

# By the stable `code` of the problem. In English the service's own detail says more.
BY_CODE: Mapping[str, str] = MappingProxyType(
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
            "An earlier day is not closed yet, and its close may pay this money; pay again after it."
        ),
        "earlier-day-open": later("An earlier day is still open; days are closed in order."),
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
            "Too many of your corrections are waiting for approval; withdraw some first."
        ),
        "no-such-correction": later("There is no such correction."),
        "mail-was-sent": later("This mail was sent before."),
        "no-company-account": later("The company’s bank account is not set."),
        "no-such-bank-file": later("There is no such bank file."),
        "no-such-day": later("There is no such business day."),
        "no-such-payout": later("There is no such payout."),
        "no-such-price": later("This task has no price yet."),
        "no-such-transfer": later("There is no such transfer."),
        "not-reversible": later("Such a transfer cannot be reversed by hand."),
        "payout-differs": later("This payout is known with another worker, day or amount."),
        "payout-just-filed": later(
            "This payout was put into a bank file just now. Look at it again."
        ),
        "payout-followed": later("A later payout took this money along."),
        "payout-not-manual": later("This payment’s provider says itself how it ends."),
        "payout-not-returned": later("This payout has not come back."),
        "payout-not-sent": later("This payout is not on its way."),
        "payout-retried-already": later("This payout was paid again before."),
    }
)


def reason_of(problem: Problem) -> str:
    """Why it was refused."""
    text = problem.detail or problem.title
    if spoken().code == "en":
        return text
    return known(text) or _(BY_CODE.get(problem.code, text))
