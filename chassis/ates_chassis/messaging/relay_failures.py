"""What the relay does with a row that RabbitMQ did not take: waits, sets it aside with its reason, or reports an outage."""

import logging
from collections.abc import Sequence

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from ates_chassis.messaging.holds import Holds
from ates_chassis.messaging.publishing import (
    ChannelEndedError,
    NackedError,
    UnconfirmedError,
    UnroutableError,
    UnsendableError,
)
from ates_chassis.observability import metrics
from ates_chassis.settings import BrokerSettings

log = logging.getLogger(__name__)

# A type that a full queue refuses is tried this much less often than a lost connection: each try makes copies elsewhere.
_HOLD_BACKOFFS = 6
_FAILURE_MAX = 500
_SET_ASIDE = text(
    "UPDATE outbox SET failed_at = clock_timestamp(), failure = :failure WHERE id = ANY(:ids)"
)

OutboxRow = Row[tuple[object, ...]]
Failure = tuple[OutboxRow, UnconfirmedError]


class Failures:
    """What the relay knows of its rows that were not taken, for one connection to RabbitMQ.

    `singly` says how many rows to send one by one, since one among them closed the channel.
    """

    def __init__(self, settings: BrokerSettings) -> None:
        self._settings = settings
        self.forget()

    def forget(self) -> None:
        pause_max_s = _HOLD_BACKOFFS * self._settings.backoff_max_s
        self.holds = Holds(pause_max_s=pause_max_s, grace_s=self._settings.unroutable_grace_s)
        self.singly = 0

    async def settle(self, connection: AsyncConnection, failures: Sequence[Failure]) -> None:
        """A row that can never be sent is set aside; one that can at another time waits; an outage is raised.

        Later events of the same subject go on: handlers take them in any order.
        """
        _log_first(failures)
        for row, why in failures:
            if isinstance(why, UnsendableError):
                await _set_aside(connection, [row.id], str(why))
        await self._hold_types(connection, failures)
        lost = [
            (row, why)
            for row, why in failures
            if type(why) in (UnconfirmedError, ChannelEndedError)
        ]
        if lost:
            await self._settle_lost(connection, lost)

    async def _hold_types(self, connection: AsyncConnection, failures: Sequence[Failure]) -> None:
        for kind in (UnroutableError, NackedError):
            for event_type in {row.type for row, why in failures if isinstance(why, kind)}:
                if self.holds.add(event_type, unroutable=kind is UnroutableError):
                    ids = [row.id for row, _ in failures if row.type == event_type]
                    await _set_aside(connection, ids, "unroutable: no queue takes this type")

    async def _settle_lost(self, connection: AsyncConnection, lost: Sequence[Failure]) -> None:
        """Of a batch whose channel was closed for one message, each row goes alone, until it is found."""
        complaint = next((why for _, why in lost if isinstance(why, ChannelEndedError)), None)
        if complaint is None:
            raise lost[0][1]
        if len(lost) > 1:
            self.singly = len(lost)
        else:
            await _set_aside(connection, [lost[0][0].id], f"refused: {complaint}")


async def _set_aside(connection: AsyncConnection, ids: Sequence[int], why: str) -> None:
    await connection.execute(
        _SET_ASIDE, {"ids": ids, "failure": why[:_FAILURE_MAX].replace("\0", "")}
    )
    log.critical("events set aside", extra={"outbox_ids": ids[:10], "reason": why})
    metrics.OUTBOX_FAILED.inc(len(ids))


def _log_first(failures: Sequence[Failure]) -> None:
    row, failure = failures[0]
    log.error(
        "event not taken by RabbitMQ",
        extra={
            "outbox_id": row.id,
            "type": row.type,
            "reason": str(failure),
            "rows": len(failures),
        },
    )
