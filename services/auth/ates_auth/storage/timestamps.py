"""Times as a page's cursor has them."""

from datetime import UTC, datetime


def parse_timestamp(part: str) -> datetime:
    """A time with its zone. Raises ValueError for what is none, or none that a database could compare with."""
    timestamp = datetime.fromisoformat(part)
    if timestamp.tzinfo is None:
        raise ValueError("a time without its zone")
    try:
        return timestamp.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a time out of all range") from error
