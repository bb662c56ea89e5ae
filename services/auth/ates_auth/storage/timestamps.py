"""Times as a page's cursor has them."""

from datetime import UTC, datetime

from ates_chassis.shared.reasons import Reason, ViolationError


def parse_timestamp(part: str) -> datetime:
    """A time with its zone. Raises ValueError for what is none, or none that a database could compare with."""
    timestamp = datetime.fromisoformat(part)
    if timestamp.tzinfo is None:
        raise ViolationError(Reason.of("time-without-zone"))
    try:
        return timestamp.astimezone(UTC)
    except OverflowError as error:
        raise ViolationError(Reason.of("time-out-of-range")) from error
