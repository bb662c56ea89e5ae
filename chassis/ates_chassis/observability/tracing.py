"""One trace id from the click to the ledger row, as W3C Trace Context (https://www.w3.org/TR/trace-context/)."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_FORM = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
_current: ContextVar[str] = ContextVar("traceparent")


def new_traceparent() -> str:
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def continued(header: str | None) -> str:
    """The next hop of the trace in `header`; a new trace where that is absent or malformed."""
    match = _FORM.fullmatch(header or "")
    if match is None or int(match[1], 16) == 0:
        return new_traceparent()
    return f"00-{match[1]}-{secrets.token_hex(8)}-{match[3]}"


def traceparent() -> str | None:
    return _current.get(None)


def trace_id(header: str | None = None) -> str | None:
    """The 32 hexadecimal digits of `header`, or of the current trace."""
    match = _FORM.fullmatch(header or traceparent() or "")
    return match[1] if match else None


@contextmanager
def trace(header: str | None) -> Iterator[str]:
    """Makes `header`'s trace the current one."""
    current = continued(header)
    token = _current.set(current)
    try:
        yield current
    finally:
        _current.reset(token)
