"""The schema files are valid, frozen, and what producers and consumers hold themselves to."""

import hashlib
import importlib
import inspect
import json
from pathlib import Path

import jsonschema_rs
import pytest

from ates_chassis.messaging.contracts import Contracts, Event
from ates_tools.topology import INBOXES, PRODUCERS

CHECKOUT = Path(__file__).resolve().parents[2]
SCHEMAS = CHECKOUT / "schemas"
FILES = sorted(SCHEMAS.glob("*/*/v*.json"))
NAMES = [str(path.relative_to(SCHEMAS)) for path in FILES]


def event_type(path: Path) -> str:
    return ".".join([*path.parts[-3:-1], path.stem])


TYPES = {event_type(path) for path in FILES}


def emitted() -> list[type[Event]]:
    modules = [importlib.import_module(f"ates_{producer}.events") for producer in PRODUCERS]
    return [
        model
        for module in modules
        for _, model in inspect.getmembers(module, inspect.isclass)
        if issubclass(model, Event) and "TYPE" in vars(model)
    ]


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_schema_is_valid_says_when_it_is_true_and_fits_its_examples(path: Path) -> None:
    schema = json.loads(path.read_text())
    jsonschema_rs.meta.validate(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"/schemas/{path.relative_to(SCHEMAS)}"
    assert schema["title"] == event_type(path)
    assert schema["additionalProperties"] is False
    assert len(schema["description"]) > 20
    assert all(field.get("description") for field in schema["properties"].values())
    assert schema["examples"]
    for example in schema["examples"]:
        Contracts(SCHEMAS).check(event_type(path), example)


def test_a_released_schema_never_changes() -> None:
    lock = dict(
        line.split("  ")[::-1] for line in (SCHEMAS / "released.lock").read_text().splitlines()
    )
    actual = {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in zip(NAMES, FILES, strict=True)
    }
    changed = [name for name in lock if lock[name] != actual.get(name)]
    assert not changed, (
        f"released files are frozen; write a new version instead of changing {changed}"
    )
    missing = [f"{actual[name]}  {name}" for name in actual if name not in lock]
    assert not missing, "release new files by adding to schemas/released.lock:\n" + "\n".join(
        missing
    )


@pytest.mark.parametrize("model", emitted(), ids=lambda model: model.TYPE)
def test_a_producers_model_is_what_its_schema_says(model: type[Event]) -> None:
    schema = json.loads(Contracts(SCHEMAS).path(model.TYPE).read_text())
    assert set(model.model_fields) == set(schema["properties"])
    assert model.SUBJECT in schema["required"]
    for example in schema["examples"]:
        assert model.model_validate(example).model_dump(mode="json") == example


def test_every_schema_has_a_producer_and_every_producer_its_own() -> None:
    assert {model.TYPE for model in emitted()} == TYPES
    for model in emitted():
        assert model.__module__ == f"ates_{model.TYPE.partition('.')[0]}.events"


def test_every_consumer_reads_what_somebody_produces() -> None:
    bound = [
        (inbox, queue, type_)
        for inbox in INBOXES
        for queue, types in inbox.queues.items()
        for type_ in types
    ]
    assert bound
    for inbox, queue, type_ in bound:
        assert type_ in TYPES, f"{inbox.service} listens to {type_}, which nobody produces"
        schema = json.loads(Contracts(SCHEMAS).path(type_).read_text())
        for example in schema["examples"]:
            inbox.model(queue, type_).model_validate(example)


def test_the_envelope_fits_what_the_chassis_sends() -> None:
    envelope = json.loads((SCHEMAS / "envelope.json").read_text())
    jsonschema_rs.meta.validate(envelope)
    [example] = envelope["examples"]
    sent = Contracts(SCHEMAS).decode(json.dumps(example).encode())
    encoded = Contracts(SCHEMAS).encode(
        id=sent.id, type=sent.type, subject=sent.subject, time=sent.time, data=sent.data
    )
    jsonschema_rs.Draft202012Validator(envelope, validate_formats=True).validate(
        json.loads(encoded)
    )
    assert json.loads(encoded) == example


def test_personal_data_travels_in_auths_events_alone() -> None:
    personal = {"login", "email", "full_name", "name"}
    for path in FILES:
        fields = set(json.loads(path.read_text())["properties"])
        assert event_type(path).startswith("auth.user-") or not fields & personal
