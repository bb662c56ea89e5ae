"""The facts that services tell each other, as the AsyncAPI document of the package describes them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Json = Mapping[str, Any]
DOCUMENT = Path(__file__).resolve().parents[2] / "asyncapi.json"


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: str
    values: tuple[str, ...]
    """All that it can be, where these are few."""
    meaning: str
    required: bool


@dataclass(frozen=True, slots=True)
class DocumentedEvent:
    type: str
    name: str
    version: str
    producer: str
    exchange: str
    when: str
    """When the fact is true."""
    fields: tuple[Field, ...]
    example: str
    consumers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Events:
    envelope: tuple[Field, ...]
    """What is around the data of every event."""
    by_producer: Mapping[str, tuple[DocumentedEvent, ...]]


def events_of(document: Json) -> Events:
    """What the AsyncAPI `document` says, by producer."""
    events = [_event(document, event_type) for event_type in sorted(_sent(document))]
    producers = sorted({event.producer for event in events})
    first: Json = document["components"]["schemas"][events[0].type]
    return Events(
        envelope=tuple(field for field in _fields(first) if field.name != "type"),
        by_producer={
            producer: tuple(event for event in events if event.producer == producer)
            for producer in producers
        },
    )


def _event(document: Json, event_type: str) -> DocumentedEvent:
    producer, name, version = event_type.split(".")
    message = document["components"]["schemas"][event_type]
    data = message["properties"]["data"]
    return DocumentedEvent(
        type=event_type,
        name=name,
        version=version.removeprefix("v"),
        producer=producer,
        exchange=document["channels"][event_type]["bindings"]["amqp"]["exchange"]["name"],
        when=message["description"],
        fields=tuple(_fields(data)),
        example=json.dumps(data["examples"][0], indent=2, ensure_ascii=False),
        consumers=tuple(sorted(_consumers(document, event_type))),
    )


def _sent(document: Json) -> Iterator[str]:
    """The event types: each is the name of the channel that it is sent to."""
    for name, operation in document["operations"].items():
        if operation["action"] == "send":
            yield name


def _consumers(document: Json, event_type: str) -> Iterator[str]:
    """Whose queues, `<consumer>.<producer>`, are bound to the type."""
    schema = {"$ref": f"#/components/schemas/{event_type}"}
    for queue, operation in document["operations"].items():
        payload = document["components"]["messages"].get(f"{queue}:SubscribeMessage", {})
        payload_schema = payload.get("payload", {})
        if operation["action"] == "receive" and schema in payload_schema.get(
            "oneOf", [payload_schema]
        ):
            yield queue.partition(".")[0]


def _fields(schema: Json) -> Iterator[Field]:
    for name, field in schema["properties"].items():
        values = field.get("enum", [field["const"]] if "const" in field else [])
        yield Field(
            name=name,
            kind=_kind(field),
            values=tuple(str(value) for value in values),
            meaning=field.get("description", ""),
            required=name in schema["required"],
        )


def _kind(field: Json) -> str:
    """`uuid or null`; a format says more than the type string does."""
    declared = field.get("type", "string")
    kinds = declared if isinstance(declared, list) else [declared]
    return " or ".join(
        str(field.get("format", kind)) if kind == "string" else str(kind) for kind in kinds
    )
