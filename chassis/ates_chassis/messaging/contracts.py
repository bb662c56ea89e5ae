"""Event contracts: the schema files, events as CloudEvents 1.0 in structured JSON, and both ways between them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import jsonschema_rs
import orjson
from pydantic import BaseModel, ConfigDict

from ates_chassis.shared.errors import describe, readable

CONTENT_TYPE = "application/cloudevents+json"

# Types become paths, so nothing else may pass.
_TYPE = re.compile(r"([a-z][a-z0-9-]{0,63})\.([a-z][a-z0-9-]{0,63})\.(v[1-9][0-9]{0,5})", re.ASCII)


class Event(BaseModel):
    """Base of a producer's events: one frozen model per version, its TYPE and the field that is its subject."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    TYPE: ClassVar[str]
    SUBJECT: ClassVar[str]

    @property
    def subject(self) -> str:
        return str(getattr(self, self.SUBJECT))


class BrokenContractError(Exception):
    """A message that is not an event, is of an unknown type, or does not fit its schema."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A decoded event; from `Contracts.decode`, its `data` fits the schema of `type`."""

    id: UUID
    type: str
    subject: str
    time: datetime
    data: dict[str, Any]


def schema_path(event_type: str) -> str:
    """Raises ValueError for what is not `<producer>.<event>.v<N>`."""
    match = _TYPE.fullmatch(event_type)
    if match is None:
        raise ValueError(f"{event_type!r} is not an event type")
    producer, name, version = match.groups()
    return f"{producer}/{name}/{version}.json"


def _instant(value: str) -> datetime:
    """Raises ValueError for a time that leaves open where on earth it is meant, OverflowError for one beyond UTC's years."""
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError("time has no offset from UTC")
    return instant.astimezone(UTC)


def _string(raw: dict[str, Any], name: str) -> str:
    value = raw[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is not a string")
    return value


def read_envelope(body: bytes) -> Envelope:
    """The event in `body`, its data not yet held to a schema; raises BrokenContractError with the reason `undecodable`."""
    try:
        raw = orjson.loads(body)
        return Envelope(
            id=UUID(_string(raw, "id")),
            type=_string(raw, "type"),
            subject=_string(raw, "subject"),
            time=_instant(_string(raw, "time")),
            data=raw["data"],
        )
    except Exception as error:  # whatever it is, this body is the reason
        raise BrokenContractError("undecodable", describe(error)) from error


class Contracts:
    """The schema files below one folder, `<producer>/<event>/v<N>.json`, each read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._validator = cache(self._read)

    def types_of(self, producer: str) -> list[str]:
        """The event types that `producer` has contracts for, in their order."""
        files = sorted((self._folder / producer).glob("*/v*.json"))
        return [f"{producer}.{file.parent.name}.{file.stem}" for file in files]

    def schema(self, event_type: str) -> dict[str, Any]:
        """Raises OSError or ValueError where there is none."""
        schema: dict[str, Any] = orjson.loads(self.path(event_type).read_bytes())
        return schema

    def envelope(self) -> dict[str, Any]:
        """What is around the data of every event."""
        file = self._folder / "envelope.json"
        envelope: dict[str, Any] = orjson.loads(file.read_bytes())
        return envelope

    def path(self, event_type: str) -> Path:
        return self._folder / schema_path(event_type)

    def _read(self, event_type: str) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(self.schema(event_type), validate_formats=True)

    def check(self, event_type: str, data: object) -> None:
        """Raises BrokenContractError where `data` does not fit, or no schema of that type exists."""
        try:
            validator = self._validator(event_type)
        except (OSError, ValueError) as error:
            raise BrokenContractError(
                "unknown-type", readable(f"no schema of {event_type!r}")
            ) from error
        try:
            validator.validate(data)
        except jsonschema_rs.ValidationError as error:
            where = "/".join(str(part) for part in error.instance_path) or "data"
            detail = readable(f"{where}: {error.message}")
            raise BrokenContractError("schema-invalid", detail) from error
        except (
            Exception
        ) as error:  # data that the library cannot take in, such as too deep a nesting
            raise BrokenContractError("schema-invalid", describe(error)) from error

    def encode(self, *, id: UUID, type: str, subject: str, time: datetime, data: object) -> bytes:
        """The message body. Sources: CloudEvents 1.0, JSON format, structured content mode."""
        return orjson.dumps(
            {
                "specversion": "1.0",
                "id": id,
                "type": type,
                "source": f"/ates/{type.partition('.')[0]}",
                "subject": subject,
                "time": time.astimezone(UTC),
                "datacontenttype": "application/json",
                "dataschema": f"/schemas/{schema_path(type)}",
                "data": data,
            },
        )

    def decode(self, body: bytes) -> Envelope:
        """Raises BrokenContractError with the reason `undecodable`, `unknown-type` or `schema-invalid`."""
        envelope = read_envelope(body)
        self.check(envelope.type, envelope.data)
        return envelope
