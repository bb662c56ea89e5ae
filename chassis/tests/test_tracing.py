"""One trace from hop to hop."""

import pytest

from ates_chassis.observability.tracing import (
    continued,
    new_traceparent,
    trace,
    trace_id,
    traceparent,
)

pytestmark = pytest.mark.unit

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_the_next_hop_keeps_the_trace_and_has_a_span_of_its_own() -> None:
    hop = continued(PARENT)
    assert trace_id(hop) == trace_id(PARENT)
    assert hop != PARENT


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "garbage",
        PARENT + "\n",
        PARENT.upper(),
        PARENT.replace("0af7", "zzzz"),
        "00-" + "0" * 32 + "-b7ad6b7169203331-01",
        PARENT + "; DROP TABLE",
    ],
)
def test_a_malformed_header_starts_a_new_trace(header: str | None) -> None:
    assert trace_id(continued(header)) not in (None, "0af7651916cd43dd8448eb211c80319c", "0" * 32)


def test_the_trace_is_current_only_inside_its_block() -> None:
    assert traceparent() is None
    with trace(PARENT) as outer:
        assert traceparent() == outer
        with trace(new_traceparent()) as inner:
            assert traceparent() == inner
        assert traceparent() == outer
    assert trace_id() is None
