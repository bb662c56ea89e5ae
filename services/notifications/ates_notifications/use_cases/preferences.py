"""What a person wants to be told by mail, and when; and the end of mails by a link."""

from uuid import UUID

from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_notifications.domain.links import Unsubscription
from ates_notifications.domain.preferences import NoticePreferences
from ates_notifications.storage import contacts, preferences


async def show_preferences(tx: ReadSession, *, user_id: UUID) -> NoticePreferences:
    return await preferences.of_one(tx, user_id)


async def change_preferences(
    tx: Transaction, *, user_id: UUID, changed: NoticePreferences
) -> NoticePreferences:
    """What is planned already goes out as it was planned, but for what is wanted no more."""
    await contacts.hold(tx, [user_id])
    await preferences.change(tx, user_id, changed)
    return changed


async def unsubscribe(tx: Transaction, *, unsubscription: Unsubscription) -> None:
    """Ends the mails of a link. Of somebody erased there is nothing to end, which nobody is told."""
    held = await contacts.hold(tx, [unsubscription.user_id])
    if unsubscription.user_id in held.ids:
        now = await preferences.of_one(tx, unsubscription.user_id)
        changed = now.without(unsubscription.kind)
        await preferences.change(tx, unsubscription.user_id, changed)
