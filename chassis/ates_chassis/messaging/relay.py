"""The relay: moves outbox rows to RabbitMQ in id order, and marks a row only after RabbitMQ confirmed it."""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from aio_pika.abc import AbstractChannel
from asyncpg.prepared_stmt import PreparedStatement
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ates_chassis.database.engine import Database
from ates_chassis.database.locks import TRY_SESSION, LockKey
from ates_chassis.messaging.broker import ServiceBroker, Silences, confirming_channel
from ates_chassis.messaging.contracts import Contracts
from ates_chassis.messaging.publishing import (
    Message,
    UnconfirmedError,
    UnsendableError,
    publish_all,
)
from ates_chassis.messaging.relay_failures import Failures, OutboxRow
from ates_chassis.messaging.retrying import keep_running, wait_for_stop
from ates_chassis.observability import metrics
from ates_chassis.settings import BrokerSettings
from ates_chassis.shared.errors import describe

log = logging.getLogger(__name__)

_STANDBY_S = 1.0

_LOOKS_COST = 20

_CLAIM = text(
    """
    SELECT id, event_id::text AS event_id, type, subject, occurred_at, data::text AS data, traceparent
    FROM outbox
    WHERE published_at IS NULL AND failed_at IS NULL AND type <> ALL(CAST(:held AS text[]))
    ORDER BY id LIMIT :most
    """,
)
# One of each held type: the oldest.
_CLAIM_DUE = text(
    """
    SELECT oldest.* FROM unnest(CAST(:due AS text[])) AS due(type), LATERAL (
        SELECT id, event_id::text AS event_id, type, subject, occurred_at, data::text AS data, traceparent
        FROM outbox
        WHERE published_at IS NULL AND failed_at IS NULL AND outbox.type = due.type
        ORDER BY id LIMIT 1
    ) AS oldest
    """,
)
_MARK = text("UPDATE outbox SET published_at = clock_timestamp() WHERE id = ANY(:ids)")
_COUNT_FAILED = text("SELECT count(*) FROM outbox WHERE failed_at IS NOT NULL")
_WAITING = """
    SELECT EXISTS (
        SELECT FROM outbox WHERE published_at IS NULL AND failed_at IS NULL AND type <> ALL($1::text[])
    )
"""
_TRY_LOCK = text(TRY_SESSION.format(key=LockKey.RELAY))


class Relay:
    """One is active per service: the holder of an advisory lock on the connection that claims the rows."""

    def __init__(
        self,
        *,
        service: str,
        db: Database,
        contracts: Contracts,
        settings: BrokerSettings,
        broker: ServiceBroker,
    ) -> None:
        self._exchange = f"{service}.events"
        self._service = service
        self._broker = broker
        self._db = db
        self._contracts = contracts
        self._settings = settings
        self._failures = Failures(settings)
        self._silences = Silences()

    async def run(self, stop: asyncio.Event) -> None:
        async def relay_until_failure() -> None:
            await self._relay(stop)

        await keep_running(
            relay_until_failure, what="relay", stop=stop, backoff_max_s=self._settings.backoff_max_s
        )

    async def _relay(self, stop: asyncio.Event) -> None:
        async with self._db.engine.connect() as plain:
            connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
            while not await connection.scalar(_TRY_LOCK):
                await wait_for_stop(stop, _STANDBY_S)
                if stop.is_set():
                    return
            try:
                await self._look_at_age(connection)
                self._failures.forget()
                amqp = await self._broker.connection(stop)
                channel = await confirming_channel(amqp)
                waiting = await _prepared(connection)
                while not stop.is_set():
                    if channel.is_closed:
                        channel = await confirming_channel(amqp)
                    if not await self.relay_batch(connection, channel, stop):
                        await self._until_events_wait(stop, waiting)
            finally:
                # The session lock would go back into the pool together with its connection.
                await connection.invalidate()

    async def relay_batch(
        self, connection: AsyncConnection, channel: AbstractChannel, stop: asyncio.Event
    ) -> int:
        """Publishes one batch and marks what was confirmed. Returns its size.

        What RabbitMQ does not take is held or set aside, and the rest goes on; raises UnconfirmedError where it does not answer.
        """
        rows = await self._claim(connection)
        _note_age(rows)
        answers = await self._publish(channel, rows, stop)
        confirmed = [row for row, answer in zip(rows, answers, strict=True) if answer is None]
        if confirmed:
            await connection.execute(_MARK, {"ids": [row.id for row in confirmed]})
        for event_type, count in Counter(row.type for row in confirmed).items():
            metrics.EVENTS_PUBLISHED.labels(event_type).inc(count)
            self._failures.holds.release(event_type)
        self._failures.singly = max(0, self._failures.singly - len(rows))
        failures = [(r, a) for r, a in zip(rows, answers, strict=True) if a is not None]
        if failures:
            metrics.PUBLISH_FAILURES.inc(len(failures))
            await self._failures.settle(connection, failures)
        elif confirmed:
            self._silences.end()
        return len(rows)

    async def _claim(self, connection: AsyncConnection) -> Sequence[OutboxRow]:
        if self._failures.singly:
            return (
                await connection.execute(_CLAIM, {"most": 1, "held": self._failures.holds.held})
            ).all()
        due: Sequence[OutboxRow] = []
        if types := self._failures.holds.due:
            due = (await connection.execute(_CLAIM_DUE, {"due": types})).all()
            for gone in set(types) - {row.type for row in due}:
                self._failures.holds.release(gone)
        claim = {"most": self._settings.batch_max, "held": self._failures.holds.held}
        return [*due, *(await connection.execute(_CLAIM, claim)).all()]

    async def _publish(
        self, channel: AbstractChannel, rows: Sequence[OutboxRow], stop: asyncio.Event
    ) -> list[UnconfirmedError | None]:
        """One row that cannot be sent must not keep those beside it from being marked."""

        def note_overdue(count: int) -> None:
            _note_age(rows)
            metrics.PUBLISH_FAILURES.inc(count)
            log.warning("RabbitMQ has not confirmed yet", extra={"messages": count})

        encoded = [self._encode(row) for row in rows]
        answers = iter(
            await publish_all(
                channel,
                self._exchange,
                [message for message in encoded if isinstance(message, Message)],
                wait=self._broker.wait(stop, note_overdue, self._silences),
            )
        )
        return [one if isinstance(one, UnconfirmedError) else next(answers) for one in encoded]

    def _encode(self, row: OutboxRow) -> Message | UnconfirmedError:
        try:
            body = self._contracts.encode(
                id=UUID(row.event_id),
                type=row.type,
                subject=row.subject,
                time=row.occurred_at,
                data=orjson.Fragment(row.data),
            )
        except Exception as error:  # noqa: BLE001 - such as a time that has no UTC; the rows beside it go on
            return UnsendableError(f"cannot be encoded: {describe(error)}")
        return Message(
            routing_key=row.type,
            body=body,
            message_id=f"{self._service}-{row.id}",
            headers={"traceparent": row.traceparent},
        )

    @staticmethod
    async def _look_at_age(connection: AsyncConnection) -> None:
        """While RabbitMQ is away nothing is claimed; the alarm hangs on the age all the same."""
        _note_age((await connection.execute(_CLAIM, {"most": 1, "held": []})).all())
        metrics.OUTBOX_FAILED.set(await connection.scalar(_COUNT_FAILED) or 0)

    async def _until_events_wait(
        self, stop: asyncio.Event, waiting: "PreparedStatement[Any]"
    ) -> None:
        """Looks soon after there was work, and more seldom once it has been quiet."""
        clock = asyncio.get_running_loop().time
        quiet_from = clock() + self._settings.idle_after_s
        took_s = 0.0
        while not stop.is_set():
            quiet = clock() > quiet_from
            pause_ms = self._settings.poll_idle_ms if quiet else self._settings.poll_ms
            # A look passes over all held rows: where they are many, it is taken seldom enough to cost little.
            await wait_for_stop(stop, max(pause_ms / 1000, _LOOKS_COST * took_s))
            started = clock()
            held = self._failures.holds.held
            if (held and self._failures.holds.due) or await waiting.fetchval(held):
                return
            took_s = clock() - started if held else 0.0


async def _prepared(connection: AsyncConnection) -> "PreparedStatement[Any]":
    """The question of every poll, asked of the driver itself: around it everything else would cost the most."""
    raw = await connection.get_raw_connection()
    assert isinstance(raw.driver_connection, asyncpg.Connection)
    return await raw.driver_connection.prepare(_WAITING)


def _note_age(rows: Sequence[OutboxRow]) -> None:
    age_s = (datetime.now(UTC) - rows[0].occurred_at).total_seconds() if rows else 0.0
    metrics.OUTBOX_AGE.set(max(0.0, age_s))
