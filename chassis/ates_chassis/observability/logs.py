"""Logs: one JSON object a line on standard output, each with its service and trace id."""

import json
import logging
import sys
from datetime import UTC, datetime

import orjson

from ates_chassis.observability.tracing import trace_id

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_QUIET = ("aiormq", "httpx", "httpcore", "apscheduler", "uvicorn.error")


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object; what was given as `extra` becomes fields."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self._service,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (trace := trace_id()) is not None:
            line["trace_id"] = trace
        line |= {key: value for key, value in vars(record).items() if key not in _STANDARD}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        try:
            return orjson.dumps(line, default=str).decode()
        except TypeError:  # lone surrogates, integers past 64 bits
            return json.dumps(line, default=str)


def start_logging(service: str, level: str) -> None:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines(service))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # A job that is still at work is skipped on purpose, each second of a payday.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
