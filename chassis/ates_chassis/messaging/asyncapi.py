"""What the AsyncAPI document of a worker says of its events: each as its contract has it, in its envelope."""

from collections.abc import Sequence
from typing import Any, cast

from faststream.rabbit import ExchangeType, RabbitExchange
from faststream.rabbit.publisher.specification import RabbitPublisherSpecification
from faststream.rabbit.subscriber.specification import RabbitSubscriberSpecification
from faststream.specification import AsyncAPI

from ates_chassis.messaging.broker import ServiceBroker
from ates_chassis.messaging.contracts import CONTENT_TYPE, Contracts

Json = dict[str, Any]
VERSION = "1"


class SubscriberSpecification(RabbitSubscriberSpecification):
    """One payload for each event type that the queue is bound to."""

    def __init__(self, contracts: Contracts, types: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._contracts = contracts
        self._types = types

    @property
    def description(self) -> str:
        return f"What {self.config.queue.name.partition('.')[0]} is told by {self.config.exchange.name}."

    def get_payloads(self) -> list[tuple[Json, str]]:
        return [(payload_of(self._contracts, each), each) for each in self._types]


class _PublisherSpecification(RabbitPublisherSpecification):
    def __init__(
        self, plain: RabbitPublisherSpecification, contracts: Contracts, type: str
    ) -> None:
        super().__init__(_outer_config=plain._outer_config, specification_config=plain.config)  # noqa: SLF001
        self._contracts = contracts
        self._type = type

    def get_payloads(self) -> list[tuple[Json, str]]:
        return [(payload_of(self._contracts, self._type), self._type)]


def specification_of(service: str) -> AsyncAPI:
    return AsyncAPI(
        title=f"aTES {service}: events",
        version=VERSION,
        description=f"The facts that {service} tells and hears through RabbitMQ.",
        schema_version="3.0.0",
    )


def payload_of(contracts: Contracts, event_type: str) -> Json:
    """The whole message: the envelope, with the data of this type in it."""
    schema = contracts.schema(event_type)
    data = {key: value for key, value in schema.items() if not key.startswith("$")}
    envelope = contracts.envelope()
    return {
        "title": event_type,
        "description": schema.get("description", ""),
        "contentMediaType": CONTENT_TYPE,
        "type": "object",
        "required": envelope["required"],
        "properties": {**envelope["properties"], "type": {"const": event_type}, "data": data},
    }


def describe_published(broker: ServiceBroker, service: str, contracts: Contracts) -> None:
    """Names in the document what the outbox of `service` can publish; the relay, not these publishers, sends it."""
    for event_type in contracts.types_of(service):
        publisher = broker.publisher(
            routing_key=event_type,
            exchange=RabbitExchange(
                f"{service}.events", type=ExchangeType.TOPIC, durable=True, declare=False
            ),
            persist=True,
            title=event_type,
            description=contracts.schema(event_type).get("description"),
        )
        plain = publisher.specification
        assert isinstance(plain, RabbitPublisherSpecification)
        # FastStream says here that each specification has the same two types of settings.
        publisher.specification = cast("Any", _PublisherSpecification(plain, contracts, event_type))
