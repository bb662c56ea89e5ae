"""Mails about payouts: what happens to each, apart from the payment; and whom they go to."""

from collections.abc import Sequence
from uuid import UUID

from ates_chassis.database.engine import Transaction
from ates_chassis.shared import user_directory
from ates_chassis.shared.user_directory import Person
from ates_payments import domain
from ates_payments.domain import (
    Mail,
    MailOnItsWayError,
    MailWasSentError,
    NoSuchPayoutError,
    Payout,
    Recipient,
    RetryPolicy,
)
from ates_payments.storage import erasure, mails, recipients, register


async def claim_mails(tx: Transaction, *, retry_policy: RetryPolicy) -> list[Mail]:
    return await mails.claim(tx, retry_policy)


async def note_sent(tx: Transaction, *, mail: Mail) -> None:
    await mails.note_sent(tx, mail)


async def note_refused(tx: Transaction, *, mail: Mail, why: str) -> None:
    """Nothing is gained by trying again: the mail is undelivered."""
    await mails.note_undelivered(tx, mail, domain.cleaned(why, without=mail.email))


async def note_failed(tx: Transaction, *, mail: Mail, why: str, retry_policy: RetryPolicy) -> None:
    """Tries again later, and gives up after the last attempt."""
    why = domain.cleaned(why, without=mail.email)
    if mail.attempts >= retry_policy.attempts_max:
        await mails.note_undelivered(tx, mail, why)
    else:
        await mails.note_later(tx, mail, why, retry_policy.wait_s(mail.attempts))


async def give_back(tx: Transaction, *, untried: Sequence[Mail], wait_s: float) -> None:
    await mails.give_back(tx, untried, wait_s)


async def send_mail_again(tx: Transaction, *, payout_id: UUID) -> Payout:
    """Sends an undelivered mail anew. Raises NoSuchPayoutError, MailWasSentError, MailOnItsWayError."""
    payout = await register.payout_for_update(tx, payout_id)
    if payout is None:
        raise NoSuchPayoutError("there is no such payout")
    if payout.mail == "sent":
        raise MailWasSentError("this mail was sent before")
    if payout.mail != "undelivered":
        # Somebody may be offering it to the mail server at this moment.
        raise MailOnItsWayError("this mail is on its way already")
    await mails.send_again(tx, payout_id)
    return await register.payout_for_update(tx, payout_id) or payout


async def follow_people(
    tx: Transaction, *, people_now: Sequence[Person], addresses: Sequence[Recipient]
) -> None:
    """Takes over what auth says of people: their rights, and where their mail goes.

    Of those who were erased it forgets addresses and names, and reasons and stored answers, which may name people as well.
    """
    await user_directory.remember(tx, people_now)
    await recipients.remember(tx, addresses)
    if gone := [each.user_id for each in addresses if each.erased]:
        await erasure.lock(tx, gone)
        files = await erasure.forget_reasons(tx, gone)
        await mails.forget(tx, gone, domain.RECIPIENT_ERASED)
        await erasure.forget_answers(tx, [*gone, *files])
