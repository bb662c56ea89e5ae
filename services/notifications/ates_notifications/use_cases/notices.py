"""Notices: from facts to what people are told, and what they have read."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.paging import Window
from ates_chassis.messaging import outbox
from ates_chassis.shared import user_directory
from ates_chassis.shared.user_directory import Person
from ates_notifications import domain
from ates_notifications.domain import (
    NEWS_MAX_AGE,
    Contact,
    KnownPayout,
    NoSuchNoticeError,
    Notice,
    NoticeFact,
    TaskTitle,
)
from ates_notifications.events import NoticesChangedV1
from ates_notifications.storage import contacts, erasure, notices, payouts, titles
from ates_notifications.use_cases.channels import Channel


async def tell(
    tx: Transaction, *, facts: Sequence[NoticeFact], channels: Sequence[Channel]
) -> None:
    """Tells people what concerns them, each fact once; what is old tells nobody anything any more."""
    if not facts:
        return
    held = await contacts.hold(tx, (fact.user_id for fact in facts))
    if held.now is None:
        return
    oldest = held.now - NEWS_MAX_AGE
    news = [fact for fact in facts if fact.happened_at > oldest]
    changed = await notices.gather(tx, held, news)
    if changed:
        for channel in channels:
            await channel.take(tx, changed=changed, now=held.now)
        traces = {each.user_id: each.traceparent for each in changed}
        events = [(NoticesChangedV1(user_id=user_id), trace) for user_id, trace in traces.items()]
        await outbox.put_traced(tx, events)


async def tell_of_due_payouts(
    tx: Transaction, *, due: Mapping[UUID, KnownPayout], channels: Sequence[Channel]
) -> None:
    """Tells whose payouts are due; and how one ended, where that was heard of before."""
    known = await payouts.note_due(tx, due)
    facts = [fact for each in known for fact in domain.facts_of_payout(each, is_due=True)]
    await tell(tx, facts=facts, channels=channels)


async def tell_of_ended_payouts(
    tx: Transaction, *, ended: Mapping[UUID, KnownPayout], channels: Sequence[Channel]
) -> None:
    """Tells how payouts ended, where it is known already whose they are."""
    known = await payouts.note_ended(tx, ended)
    facts = [fact for each in known for fact in domain.facts_of_payout(each, is_due=False)]
    await tell(tx, facts=facts, channels=channels)


async def remember_titles(tx: Transaction, *, tasks: Sequence[TaskTitle]) -> None:
    await titles.remember(tx, tasks)


async def follow_people(
    tx: Transaction, *, people_now: Sequence[Person], addresses: Sequence[Contact]
) -> None:
    """Takes over what auth says of people: their rights, and where their mail goes. Of the erased it forgets everything."""
    gone = [each.user_id for each in addresses if each.erased]
    await user_directory.remember(tx, people_now)
    if gone:
        await erasure.forget_payouts(tx, gone)
    await contacts.remember(tx, addresses)
    if gone:
        await erasure.forget(tx, gone)


async def show_notices(
    tx: ReadSession, *, user_id: UUID, window: Window, unread: bool
) -> list[Notice]:
    """A page of a person's notices, newest first."""
    return await notices.notices_page(tx, user_id, window, unread=unread)


async def count_unread(tx: ReadSession | Transaction, *, user_id: UUID) -> int:
    return await notices.count_unread(tx, user_id)


async def mark_read(tx: Transaction, *, user_id: UUID, notice_id: UUID) -> Notice:
    """Raises NoSuchNoticeError for what is not the person's own."""
    held = await contacts.hold(tx, [user_id])
    if held.now is None or await notices.notice_of(tx, user_id, notice_id) is None:
        raise NoSuchNoticeError("you have no such notice")
    if await notices.mark_read(tx, notice_id, held.now):
        await outbox.put(tx, NoticesChangedV1(user_id=user_id))
    notice = await notices.notice_of(tx, user_id, notice_id)
    assert notice is not None
    return notice


async def mark_all_read(tx: Transaction, *, user_id: UUID, up_to: UUID) -> int:
    """Up to a notice, so that nothing is read that the person has not seen. Returns how many are unread yet."""
    await contacts.hold(tx, [user_id])
    if await notices.mark_all_read(tx, user_id, up_to):
        await outbox.put(tx, NoticesChangedV1(user_id=user_id))
    return await notices.count_unread(tx, user_id)
