"""Settings as a person may see them on a screen: secrets are masked."""

from collections.abc import Iterator, Mapping

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from ates_local.configuration import names
from ates_local.configuration.change import Change

MASK = "••••"
# What each company should know of itself, also where it never said it.
DEFAULTS = {
    "ATES_CURRENCY": "USD",
    "ATES_TIME_ZONE": "UTC",
    "ATES_PROVIDER": "simulated",
    "ATES_SELF_REGISTRATION": "true",
    "ATES_SMTP_HOST": "none: mails are kept here",
}


def masked(name: str, value: str) -> str:
    if names.is_secret(name):
        return MASK
    if name.endswith("_URL"):
        try:
            return make_url(value).render_as_string(hide_password=True)
        except (ArgumentError, ValueError):
            return MASK
    return value


def lines(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, default in DEFAULTS.items():
        yield name, masked(name, values[name]) if name in values else f"{default} (default)"
    for name in sorted(values.keys() - DEFAULTS.keys()):
        yield name, masked(name, values[name])


def differences(change: Change) -> Iterator[str]:
    for name in change.names:
        old, new = (
            masked(name, values[name]) if name in values else f"{DEFAULTS.get(name, 'not set')}"
            for values in (change.before, change.after)
        )
        if old == new:
            yield f"{name}: changed"
        else:
            yield f"{name}: {old} → {new}"
