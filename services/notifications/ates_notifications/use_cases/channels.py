"""The ways by which a notice reaches its person beside the inbox: mail now, others as they come."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ates_chassis.database.engine import Transaction
from ates_notifications.domain import ChangedNotice


class Channel(Protocol):
    """What it sends, it keeps in rows of its own and sends by a job: nothing outside is asked while notices are written."""

    async def take(
        self, tx: Transaction, *, changed: Sequence[ChangedNotice], now: datetime
    ) -> None:
        """Plans what is to be sent of notices that are new, or tell of more, in the transaction that made them so.

        Their people are held. It looks itself at what each of them prefers.
        """
        ...
