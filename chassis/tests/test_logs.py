"""One JSON object a line, whatever is logged."""

import json
import logging

import pytest

from ates_chassis.observability.logs import JsonLines
from ates_chassis.observability.tracing import trace, trace_id

pytestmark = pytest.mark.unit


def line(message: str, **fields: object) -> dict:
    record = logging.LogRecord("ates.test", logging.WARNING, "f", 1, message, None, None)
    vars(record).update(fields)
    formatted = JsonLines("tasks").format(record)
    assert "\n" not in formatted
    return json.loads(formatted)


def test_a_line_tells_time_level_service_and_the_extra_fields():
    entry = line("hello", task_id=7)
    assert (entry["level"], entry["service"], entry["message"]) == ("warning", "tasks", "hello")
    assert entry["time"].endswith("+00:00")
    assert entry["task_id"] == 7


def test_a_line_carries_the_current_trace():
    assert "trace_id" not in line("x")
    with trace(None):
        assert line("x")["trace_id"] == trace_id()


def test_an_exception_keeps_its_traceback_on_the_one_line():
    try:
        raise ValueError("broken")  # noqa: TRY301
    except ValueError as error:
        entry = line("x", exc_info=(ValueError, error, error.__traceback__))
    assert "ValueError: broken" in entry["error"]


@pytest.mark.parametrize("odd", ["a\nb", "\ud800", 10**30, b"\xff", {1: object()}, {"a": {2}}])
def test_no_value_breaks_the_line(odd):
    assert "odd" in line("x", odd=odd)
