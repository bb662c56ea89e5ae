"""The inbox: what a service listens to, and one transaction for a batch of events: ids, effects, new events.

Handlers are set-based and order-tolerant: each gets the new events of its types, in order of arrival, and may see
them late or in another order than they happened. A fact has an effect once, however often it is delivered.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Column, DateTime, MetaData, Table, Uuid, func, text

from ates_chassis.database.engine import Database, Transaction
from ates_chassis.messaging.contracts import BrokenContractError, Envelope
from ates_chassis.shared.consumed_events import ConsumedEvent, Data, EventData

Handler = Callable[[Transaction, Sequence[ConsumedEvent[Data]]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A decoded event with its trace, on its way to a handler."""

    envelope: Envelope
    traceparent: str | None


def inbox_table(metadata: MetaData) -> Table:
    """Ids of the facts that had their effect. Money does not rely on it alone: the ledger has natural keys."""
    return Table(
        "inbox",
        metadata,
        Column("event_id", Uuid, primary_key=True),
        Column("received_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    )


# The ids are inserted in their order: two workers with overlapping batches wait for each other, never in a circle.
_KEEP_NEW = text(
    """
    INSERT INTO inbox (event_id) SELECT DISTINCT id FROM unnest(CAST(:ids AS uuid[])) AS new(id) ORDER BY id
    ON CONFLICT DO NOTHING RETURNING event_id
    """,
)


class Inbox:
    """The handlers of one service by event type; `consumers.py` fills it and reads as all that is listened to."""

    def __init__(self, service: str) -> None:
        self.service = service
        self._routes: dict[str, tuple[type[EventData], Handler[EventData]]] = {}

    @property
    def types(self) -> list[str]:
        return list(self._routes)

    @property
    def queues(self) -> dict[str, list[str]]:
        """The queues of the service, `<consumer>.<producer>`, with the exact event types bound to each."""
        queues: dict[str, list[str]] = {}
        for event_type in self._routes:
            queues.setdefault(self._queue(event_type), []).append(event_type)
        return queues

    def on(self, event_type: str, model: type[Data]) -> Callable[[Handler[Data]], Handler[Data]]:
        return self.on_all({event_type: model})

    def on_all(self, models: Mapping[str, type[Data]]) -> Callable[[Handler[Data]], Handler[Data]]:
        """One handler of several types, which it gets together in one call.

        For types that lock the same rows: in one statement they are locked in order, in one statement for each type they
        would be locked in circles.
        """

        def register(handler: Handler[Data]) -> Handler[Data]:
            for event_type, model in models.items():
                if event_type in self._routes:
                    raise ValueError(f"{event_type} has a handler already")
                self._routes[event_type] = (model, handler)  # type: ignore[assignment]  # one table for handlers of every model
            return handler

        return register

    def model(self, queue: str, event_type: str) -> type[EventData]:
        """Raises BrokenContractError for a type without a handler, or whose facts are not told on that queue.

        So no service can tell another's facts by sending them through its own exchange.
        """
        if event_type not in self._routes or queue != self._queue(event_type):
            raise BrokenContractError("no-handler", f"{event_type} is not handled on {queue}")
        return self._routes[event_type][0]

    def _queue(self, event_type: str) -> str:
        return f"{self.service}.{event_type.partition('.')[0]}"

    async def apply(self, db: Database, deliveries: Sequence[Delivery]) -> None:
        """Gives the new ones among `deliveries` their effect, all in one transaction, or raises and changes nothing."""
        async with db.transaction() as tx:
            ids = [delivery.envelope.id for delivery in deliveries]
            new = set((await tx.scalars(_KEEP_NEW, {"ids": ids})).all())
            # Of several versions of a fact the one that came first, as over batches.
            fresh: dict[UUID, Delivery] = {}
            for each in deliveries:
                if each.envelope.id in new:
                    fresh.setdefault(each.envelope.id, each)
            # In the order in which handlers are declared, so that what others build on comes first.
            for handler, models in self._handlers():
                events = [
                    _received(a, models[a.envelope.type])
                    for a in fresh.values()
                    if a.envelope.type in models
                ]
                if events:
                    await handler(tx, events)

    def _handlers(self) -> list[tuple[Handler[EventData], dict[str, type[EventData]]]]:
        """Each handler with the types that it gets together."""
        models: dict[Handler[EventData], dict[str, type[EventData]]] = {}
        for event_type, (model, handler) in self._routes.items():
            models.setdefault(handler, {})[event_type] = model
        return list(models.items())


def _received(delivery: Delivery, model: type[EventData]) -> ConsumedEvent[EventData]:
    return ConsumedEvent(
        id=delivery.envelope.id,
        time=delivery.envelope.time,
        traceparent=delivery.traceparent,
        data=model.model_validate(delivery.envelope.data),
    )
