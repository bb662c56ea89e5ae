"""The documents that are made of the event schemas and of who listens: `docs/events.md` and the AsyncAPI document."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_INTRODUCTION = """\
# Events

The facts that services tell each other, generated from `schemas/` and from the code of those who listen; do not edit.
Each travels as a [CloudEvents 1.0](https://cloudevents.io) message in structured JSON: over the topic exchange
`<producer>.events`, with its type as the routing key, into the queue `<consumer>.<producer>` of everyone who listens.
How contracts change is told in [schemas/README.md](../schemas/README.md).
"""


@dataclass(frozen=True)
class Contract:
    """One version of one event: its schema, and the services that have a handler for it."""

    type: str
    schema: Json
    consumers: Sequence[str]

    @property
    def producer(self) -> str:
        return self.type.partition(".")[0]

    @property
    def file(self) -> str:
        producer, name, version = self.type.split(".")
        return f"schemas/{producer}/{name}/{version}.json"


def contracts(schemas: Path, listeners: Mapping[str, Sequence[str]]) -> Iterator[Contract]:
    """All contracts in the order of their types; `listeners` maps each consumer to the types it handles."""
    for path in sorted(schemas.glob("*/*/v*.json")):
        event_type = ".".join([*path.parts[-3:-1], path.stem])
        consumers = sorted(name for name, types in listeners.items() if event_type in types)
        yield Contract(event_type, json.loads(path.read_text(encoding="utf-8")), consumers)


def events_page(all_contracts: Sequence[Contract]) -> str:
    lines = [_INTRODUCTION, "| event | producer | consumers |", "|---|---|---|"]
    for each in all_contracts:
        consumers = ", ".join(each.consumers) or "–"
        lines.append(
            f"| [`{each.type}`](#{each.type.replace('.', '')}) | {each.producer} | {consumers} |"
        )
    for each in all_contracts:
        lines += ["", f"## {each.type}", "", each.schema["description"], ""]
        lines += ["| field | kind | meaning |", "|---|---|---|"]
        lines += [
            f"| `{name}` | {_kind(field)} | {field.get('description', '')} |"
            for name, field in each.schema["properties"].items()
        ]
        example = json.dumps(each.schema["examples"][0], indent=2, ensure_ascii=False)
        lines += ["", f"Schema: [{each.file}](../{each.file})", "", "```json", example, "```"]
    return "\n".join(lines) + "\n"


def _kind(field: Json) -> str:
    if "enum" in field:
        return " \\| ".join(f"`{value}`" for value in field["enum"])
    kinds = field["type"] if isinstance(field["type"], list) else [field["type"]]
    return " or ".join(
        str(field.get("format", kind)) if kind == "string" else kind for kind in kinds
    )


def asyncapi(of_workers: Sequence[Json]) -> Json:
    """One AsyncAPI document of all workers' documents, as FastStream makes them: what one sends, others receive."""
    first = of_workers[0]
    merged: Json = {
        "asyncapi": first["asyncapi"],
        "info": {
            "title": "aTES events",
            "version": first["info"]["version"],
            "description": "The facts that aTES services tell each other through RabbitMQ.",
        },
        "defaultContentType": first["defaultContentType"],
        "servers": first["servers"],
        "channels": {},
        "operations": {},
        "components": {"messages": {}, "schemas": {}},
    }
    for document in of_workers:
        for part in ("channels", "operations"):
            merged[part] |= document[part]
        for part in ("messages", "schemas"):
            merged["components"][part] |= document["components"][part]
    # FastStream keeps what it knows in sets, whose order is another one in each process.
    for part in ("channels", "operations"):
        merged[part] = dict(sorted(merged[part].items()))
    for part in ("messages", "schemas"):
        merged["components"][part] = dict(sorted(merged["components"][part].items()))
    return merged
