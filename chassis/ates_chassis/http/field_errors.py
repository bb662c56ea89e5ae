"""What is wrong with a field of a request, whoever found it: a rule of ours or Pydantic."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from ates_chassis.shared.reasons import ENGLISH, Reason, ViolationError

# Pydantic's types, and which of what it tells of them is which parameter of ours.
_BOUNDS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = MappingProxyType(
    {
        "greater_than": ("number-too-small", {"min": "gt"}),
        "greater_than_equal": ("number-too-small", {"min": "ge"}),
        "less_than": ("number-too-large", {"max": "lt"}),
        "less_than_equal": ("number-too-large", {"max": "le"}),
        "string_too_long": ("too-long", {"max": "max_length"}),
        "string_too_short": ("too-short", {"min": "min_length"}),
        "too_long": ("too-many-items", {"max": "max_length"}),
    }
)
_NAME_MAX: Final = 100
_PLAIN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "enum": "unknown-value",
        "extra_forbidden": "unknown-field",
        "literal_error": "unknown-value",
        "missing": "missing",
    }
)


@dataclass(frozen=True, slots=True)
class FieldError:
    """`text` is English; pages say what `reason` means in their own words."""

    field: str
    reason: Reason
    text: str

    def shown(self) -> dict[str, Any]:
        return {
            "field": self.field,
            "code": self.reason.code,
            "params": dict(self.reason.params),
            "reason": self.text,
        }


def of_pydantic(error: Mapping[str, Any]) -> FieldError:
    """Of one of the errors of a `ValidationError`. What has no code of its own does not have the right form."""
    where = error["loc"]
    # Of a field that is not known, the name is the caller's.
    field = (".".join(str(part) for part in where[1:]) or str(where[0]))[:_NAME_MAX]
    text = str(error["msg"]).removeprefix("Value error, ")
    return FieldError(field, _reason(error["type"], error.get("ctx", {})), text)


def _reason(kind: str, context: Mapping[str, Any]) -> Reason:
    cause = context.get("error")
    if isinstance(cause, ViolationError):
        return cause.reason
    if kind == "string_too_short" and context["min_length"] == 1:
        return Reason.of("required")
    if kind in _BOUNDS:
        code, names = _BOUNDS[kind]
        return Reason.of(code, **{ours: _param(context[theirs]) for ours, theirs in names.items()})
    if kind in ENGLISH:
        return Reason.of(kind, **context)
    return Reason.of(_PLAIN.get(kind, "malformed"))


def _param(bound: object) -> str | int:
    return bound if isinstance(bound, int) else str(bound)
