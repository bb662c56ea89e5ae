"""One JSON object a line, whatever is logged."""

import json
import logging
from typing import Any

import pytest

from ates_chassis.observability.logs import JsonLines
from ates_chassis.observability.tracing import trace, trace_id

pytestmark = pytest.mark.unit


def line(message: str, **fields: object) -> dict[str, Any]:
    record = logging.LogRecord("ates.test", logging.WARNING, "f", 1, message, None, None)
    vars(record).update(fields)
    formatted = JsonLines("tasks").format(record)
    assert "\n" not in formatted
    fields_shown: dict[str, Any] = json.loads(formatted)
    return fields_shown


def test_a_line_tells_time_level_service_and_the_extra_fields() -> None:
    entry = line("hello", task_id=7)
    assert (entry["level"], entry["service"], entry["message"]) == ("warning", "tasks", "hello")
    assert entry["time"].endswith("+00:00")
    assert entry["task_id"] == 7


def test_a_line_carries_the_current_trace() -> None:
    assert "trace_id" not in line("x")
    with trace(None):
        assert line("x")["trace_id"] == trace_id()


def test_an_exception_keeps_its_traceback_on_the_one_line() -> None:
    try:
        raise ValueError("broken")  # noqa: TRY301
    except ValueError as error:
        entry = line("x", exc_info=(ValueError, error, error.__traceback__))
    assert "ValueError: broken" in entry["error"]


@pytest.mark.parametrize("odd", ["a\nb", "\ud800", 10**30, b"\xff", {1: object()}, {"a": {2}}])
def test_no_value_breaks_the_line(odd: Any) -> None:
    assert "odd" in line("x", odd=odd)
