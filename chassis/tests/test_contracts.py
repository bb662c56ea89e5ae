"""Events on the wire: what is let in, and why the rest is not."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest

from ates_chassis.messaging.contracts import BrokenContractError, Contracts

pytestmark = pytest.mark.unit

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def body(contracts: Contracts) -> Callable[..., bytes]:
    def make(**changes: object) -> bytes:
        event = orjson.loads(
            contracts.encode(id=uuid4(), type="tasks.ping.v1", subject="7", time=NOW, data={"n": 7})
        )
        return orjson.dumps({**event, **changes})

    return make


def refusal(contracts: Contracts, body: bytes) -> str:
    with pytest.raises(BrokenContractError) as caught:
        contracts.decode(body)
    return caught.value.reason


def test_an_event_comes_back_as_it_was_sent(contracts: Contracts) -> None:
    sent: dict[str, Any] = {
        "id": uuid4(),
        "type": "tasks.ping.v1",
        "subject": "7",
        "time": NOW,
        "data": {"n": 7},
    }
    envelope = contracts.decode(contracts.encode(**sent))
    assert {name: getattr(envelope, name) for name in sent} == sent


def test_the_body_is_a_cloud_event(contracts: Contracts) -> None:
    time = NOW.astimezone(tz=None) + timedelta(0)
    body = contracts.encode(id=uuid4(), type="tasks.ping.v1", subject="7", time=time, data={"n": 1})
    event = orjson.loads(body)
    assert event["specversion"] == "1.0"
    assert event["source"] == "/ates/tasks"
    assert event["dataschema"] == "/schemas/tasks/ping/v1.json"
    assert event["time"] == "2026-03-01T12:00:00+00:00"


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfe", b"null", b"[]", b"7", b'"x"', b"{}", b'{"id": 1}', b"[" * 100_000],
)
def test_what_is_not_an_event_is_undecodable(contracts: Contracts, raw: bytes) -> None:
    assert refusal(contracts, raw) == "undecodable"


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "x"},
        {"id": None},
        {"id": ["a"]},
        {"time": "yesterday"},
        {"time": 12},
        {"time": "2026-03-01T12:00:00"},
        {"type": 7},
        {"type": None},
        {"type": {"a": 1}},
        {"subject": ["a"]},
    ],
)
def test_a_malformed_envelope_is_undecodable(
    contracts: Contracts, body: Callable[..., bytes], changes: dict[str, Any]
) -> None:
    assert refusal(contracts, body(**changes)) == "undecodable"


@pytest.mark.parametrize(
    "event_type",
    [
        "tasks.ping.v3",
        "tasks.other.v1",
        "ping",
        "",
        "tasks.ping.v1\n",
        "tasks.ping.v0",
        "tasks.ping.v1.v1",
        "TASKS.ping.v1",
        "tasks./../tasks/ping.v1",
        "../../tasks.ping.v1",
        "../../x.y.z",
        "/etc.passwd.v1",
        "tasks.ping.../v1",
        "tasks.ping\0.v1",
        "tasks.ping.v١",
        "x" * 100_000,
        "tasks." + "x" * 300 + ".v1",
    ],
)
def test_an_unknown_type_is_refused_before_it_becomes_a_path(
    contracts: Contracts, body: Callable[..., bytes], event_type: str
) -> None:
    assert refusal(contracts, body(type=event_type)) == "unknown-type"


@pytest.mark.parametrize("name", ["a.b", "a/b", "..", "a.b.c", "tasks.pi/ng.v1"])
def test_only_the_form_of_a_type_becomes_a_path(contracts: Contracts, name: str) -> None:
    with pytest.raises(ValueError):
        contracts.path(name)


@pytest.mark.parametrize("data", [{}, {"n": "7"}, {"n": 1.5}, [], None, "x"])
def test_data_that_does_not_fit_its_schema_is_refused(
    contracts: Contracts, body: Callable[..., bytes], data: Any
) -> None:
    assert refusal(contracts, body(data=data)) == "schema-invalid"


def test_the_refusal_names_the_field(contracts: Contracts, body: Callable[..., bytes]) -> None:
    with pytest.raises(BrokenContractError, match=r"^n: "):
        contracts.decode(body(data={"n": "seven"}))


def test_fields_that_the_schema_does_not_know_may_come_along(
    contracts: Contracts, body: Callable[..., bytes]
) -> None:
    assert contracts.decode(body(data={"n": 7, "more": 1})).data["more"] == 1
