"""Whatever a body or a header holds: it is an event, or a contract broken by that message alone."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ates_chassis.messaging.contracts import BrokenContractError, Contracts, read_envelope
from ates_chassis.messaging.dispositions import attempts_of
from ates_chassis.messaging.parking import origin_of
from ates_chassis.shared.errors import describe

pytestmark = pytest.mark.unit

FIELDS = ("specversion", "id", "type", "subject", "time", "data")
EVENT = {
    "specversion": "1.0",
    "id": str(uuid4()),
    "type": "tasks.ping.v1",
    "subject": "7",
    "time": "2026-03-01T12:00:00+00:00",
    "data": {"n": 7},
}
REASONS = {"undecodable", "unknown-type", "schema-invalid"}

_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from(["\ud800", "\0", "tasks.ping.v1", "a" * 70_000]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
_offsets = st.sampled_from(["Z", "+14:00", "-23:59", "+23:59:59.999999", "", "+99:00"])
_times = st.builds(
    lambda at, offset: at + offset,
    st.datetimes().map(datetime.isoformat)
    | st.sampled_from(["0001-01-01T00:00:00", "9999-12-31T23:59:59.999999"]),
    _offsets,
)
_nested = st.builds(
    lambda depth, pair: pair[0] * depth + pair[1] * depth,
    st.integers(200, 1_200),
    st.sampled_from([("[", "]"), ('{"a":', "}"), ('[{"":', "}]")]),
).map(lambda text: text.replace(":}", ":1}"))
_numbers = st.sampled_from(
    ["NaN", "Infinity", "-0", "1e400", "1e-400", "9" * 5_000, "0" * 9, "1.0"]
)
_literals = _nested | _numbers | _json.map(json.dumps) | _times.map(lambda t: f'"{t}"')


def decoded(contracts: Contracts, body: bytes) -> None:
    """Decodes, and holds a refusal to what it must be to travel in a header."""
    refused: BrokenContractError | None = None
    try:
        envelope = contracts.decode(body)
    except BrokenContractError as error:
        refused = error
    if refused is not None:
        assert refused.reason in REASONS
        assert len(str(refused).encode()) <= 2_000
    else:
        assert envelope.time.tzinfo is UTC
        assert isinstance(envelope.type, str)
        assert isinstance(envelope.data["n"], int)


@given(st.binary())
def test_any_bytes_are_an_event_or_a_broken_contract(contracts: Contracts, body: bytes) -> None:
    decoded(contracts, body)


@given(_json)
def test_any_json_is_an_event_or_a_broken_contract(contracts: Contracts, value: Any) -> None:
    decoded(contracts, json.dumps(value).encode())


@given(st.sampled_from(FIELDS), _literals, st.booleans())
def test_any_value_of_any_field_is_an_event_or_a_broken_contract(
    contracts: Contracts, name: str, value: str, twice: bool
) -> None:
    fields = [f'"{each}":{json.dumps(EVENT[each])}' for each in FIELDS if twice or each != name]
    body = "{" + ",".join([*fields, f'"{name}":{value}']) + "}"
    decoded(contracts, body.encode())


@pytest.mark.parametrize("name", FIELDS[1:])
@pytest.mark.parametrize("depth", [100, 500, 1_000, 1_020, 100_000])
def test_nesting_of_any_depth_in_any_field_is_a_broken_contract(
    contracts: Contracts, name: str, depth: int
) -> None:
    fields = [f'"{each}":{json.dumps(EVENT[each])}' for each in FIELDS if each != name]
    body = "{" + ",".join([*fields, f'"{name}":' + "[" * depth + "]" * depth]) + "}"
    with pytest.raises(BrokenContractError):
        contracts.decode(body.encode())


@pytest.mark.parametrize(
    "data", [b"[" * 5_000_000, b'"' + b"x" * 5_000_000 + b'"', b"\0" * 5_000_000]
)
def test_what_is_said_of_a_body_of_megabytes_is_short(contracts: Contracts, data: bytes) -> None:
    body = orjson.dumps(EVENT).replace(b'{"n":7}', data)
    with pytest.raises(BrokenContractError) as caught:
        contracts.decode(body)
    assert len(str(caught.value)) <= 500


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_beyond_the_years_of_utc_is_undecodable(time: str) -> None:
    with pytest.raises(BrokenContractError) as caught:
        read_envelope(orjson.dumps({**EVENT, "time": time}))
    assert caught.value.reason == "undecodable"


@given(_json | st.binary())
def test_a_header_of_attempts_is_a_small_count_whatever_it_holds(value: Any) -> None:
    assert 0 <= attempts_of(value) <= 1_000


@pytest.mark.parametrize(
    ("value", "count"), [(3, 3), (-5, 0), (True, 0), (2**63 - 1, 1_000), ("3", 0), (None, 0)]
)
def test_attempts_are_counted_where_the_header_holds_a_count(value: Any, count: int) -> None:
    assert attempts_of(value) == count


@given(st.dictionaries(st.sampled_from(["x-death", "x-ates-origin"]), _json))
def test_the_origin_of_a_parked_message_can_be_read_whatever_its_headers_hold(
    headers: dict[str, Any],
) -> None:
    assert origin_of("accounting", "accounting.tasks", headers) == ("accounting.tasks", False)


@given(st.text(st.characters()))
def test_what_an_error_says_can_be_written_as_utf_8_and_is_bounded(text: str) -> None:
    assert len(describe(ValueError(text)).encode()) <= 2_000


def test_an_error_that_cannot_be_read_is_described_all_the_same() -> None:
    class TooDeepError(Exception):
        def __str__(self) -> str:
            raise RecursionError

    assert describe(TooDeepError()) == "TooDeepError: without a message: RecursionError"
