"""Mails: planned as each person prefers, sent once, or given up; payments hears what became of those about a payout."""

from collections.abc import Sequence
from datetime import datetime

from ates_chassis.database.engine import Transaction
from ates_chassis.messaging import outbox
from ates_notifications.domain import GATHERING, ChangedNotice
from ates_notifications.domain.emails import (
    DELAY,
    Email,
    EmailBounds,
    PlannedEmail,
    cleaned,
)
from ates_notifications.domain.preferences import (
    CompanyDefaults,
    NoticePreferences,
    Reader,
    mailed_as,
)
from ates_notifications.events import MailDeliveredV1, MailUndeliverableV1
from ates_notifications.storage import contacts, emails, preferences


class EmailChannel:
    """Plans a mail at once, one a day, or none, and never within quiet hours."""

    def __init__(self, company: CompanyDefaults) -> None:
        self._company = company

    async def take(
        self, tx: Transaction, *, changed: Sequence[ChangedNotice], now: datetime
    ) -> None:
        chosen = await preferences.of_all(tx, {each.user_id for each in changed})
        plans = [
            self._plan(each, chosen.get(each.user_id, NoticePreferences()), now) for each in changed
        ]
        await emails.plan(tx, [plan for plan in plans if plan is not None])

    def _plan(
        self, notice: ChangedNotice, chosen: NoticePreferences, now: datetime
    ) -> PlannedEmail | None:
        reader = Reader(user_id=notice.user_id, preferences=chosen, company=self._company)
        mode = mailed_as(chosen, notice.kind)
        if mode == "off":
            return None
        if mode == "daily":
            at = then = reader.next_digest(now)
        else:
            at = reader.undisturbed(now + DELAY)
            then = reader.undisturbed(max(now + DELAY, notice.created_at + GATHERING))
        return PlannedEmail(
            user_id=notice.user_id,
            notice_id=None if mode == "daily" else notice.id,
            at=at,
            then=then,
            traceparent=notice.traceparent,
        )


async def claim_emails(tx: Transaction, *, bounds: EmailBounds) -> list[Email]:
    return await emails.claim(tx, bounds)


async def note_sent(tx: Transaction, *, email: Email, reader: Reader) -> None:
    """The server has it. What was added meanwhile is told later."""
    await contacts.hold(tx, [email.user_id])
    if not await emails.end(tx, email, "sent"):
        return
    await emails.note_mailed(tx, email)
    if email.is_digest:
        await _plan_next_digest(tx, email, reader)
    else:
        await emails.tell_the_rest(tx, email)
    if (notice := email.about_payout) is not None and notice.payout_id is not None:
        event = MailDeliveredV1.model_validate(
            {"notice_id": notice.id, "payout_id": notice.payout_id, "kind": notice.kind}
        )
        await outbox.put_traced(tx, [(event, email.traceparent)])


async def _plan_next_digest(tx: Transaction, email: Email, reader: Reader) -> None:
    kinds = email.preferences.kinds_of("daily")
    await emails.plan_next_digest(tx, email, reader.next_digest(email.now), kinds)


async def note_unneeded(tx: Transaction, *, email: Email, reader: Reader) -> None:
    """All of it was read meanwhile, is wanted no more, or its reader has left."""
    await contacts.hold(tx, [email.user_id])
    if await emails.end(tx, email, "unneeded") and email.is_digest and not email.notices:
        # Something may have been added since the mail was claimed.
        await _plan_next_digest(tx, email, reader)


async def note_undeliverable(tx: Transaction, *, email: Email, why: str) -> None:
    """Nothing is gained by trying again."""
    reason = cleaned(why, without=(email.address, email.full_name))
    if not await emails.end(tx, email, "undeliverable", reason):
        return
    if (notice := email.about_payout) is not None and notice.payout_id is not None:
        event = MailUndeliverableV1.model_validate(
            {"notice_id": notice.id, "payout_id": notice.payout_id, "kind": notice.kind, "reason": reason}
        )  # fmt: skip
        await outbox.put_traced(tx, [(event, email.traceparent)])


async def note_failed(tx: Transaction, *, email: Email, why: str, bounds: EmailBounds) -> None:
    """Tries again later, and gives up after the stated time."""
    if bounds.is_over(email.due_since, email.now):
        await note_undeliverable(tx, email=email, why=why)
    else:
        reason = cleaned(why, without=(email.address, email.full_name))
        await emails.note_later(tx, email, reason, bounds.wait_s(email.attempts))


async def put_off(tx: Transaction, *, until: Sequence[tuple[Email, datetime]]) -> None:
    """Nothing was tried, and counts as nothing."""
    await emails.put_off(tx, until)
