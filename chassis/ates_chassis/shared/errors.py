"""Refusals: the ways in which a rule says no. HTTP answers them with a 4xx problem, the inbox parks them."""

from typing import ClassVar

from ates_chassis.shared.reasons import Reason


class RefusedError(Exception):
    """A rule of the product said no.

    `code` is stable and part of the API; the message is English for whoever reads the API. Where one code has several
    rules, or a rule has parameters, it is a `Reason` with a code of its own. `field` names the offending input, if one is.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, message: str | Reason, *, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = str(message)
        self.reason = message if isinstance(message, Reason) else Reason(self.code)
        self.field = field


class InvalidError(RefusedError):
    code: ClassVar[str] = "invalid"


class UnauthenticatedError(RefusedError):
    code: ClassVar[str] = "unauthenticated"


class ForbiddenError(RefusedError):
    code: ClassVar[str] = "forbidden"


class OwnAccountError(ForbiddenError):
    """Nobody moves money of their own account by hand; somebody else must."""

    code: ClassVar[str] = "own-account"


class NotFoundError(RefusedError):
    code: ClassVar[str] = "not-found"


class ConflictError(RefusedError):
    code: ClassVar[str] = "conflict"


class PayloadTooLargeError(RefusedError):
    code: ClassVar[str] = "too-large"


class TooManyError(RefusedError):
    """Too many attempts; `retry_after_s` says when the next one may be made."""

    code: ClassVar[str] = "too-many-requests"

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


_DESCRIPTION_MAX = 500


def describe(error: BaseException) -> str:
    """What happened, for a header or a log: bounded, and of characters that UTF-8 has."""
    try:
        message = str(error)
    except Exception as another:  # noqa: BLE001 - it may hold what was too deep to be read
        message = f"without a message: {type(another).__name__}"
    return readable(f"{type(error).__name__}: {message}")


def readable(text: str) -> str:
    """The beginning of a text from outside, any lone surrogate in it escaped."""
    return text[:_DESCRIPTION_MAX].encode(errors="backslashreplace").decode()[:_DESCRIPTION_MAX]
