"""The settings of this aTES as they are kept in its state folder, and the only reader of the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from ates_chassis.shared.command_error import CommandError
from ates_local import state_files
from ates_local.configuration import env_file
from ates_local.places import Places
from ates_local.ports import DEFAULT_BASE, LAST_OFFSET, Ports

LARGEST_PORT = 65_535
PORT_BASE = "ATES_PORT_BASE"
AMQP_URL = "ATES_AMQP_URL"
CURRENCY = "ATES_CURRENCY"
DATABASE_URL = "_DATABASE_URL"
OWN_AMQP_URL = "_AMQP_URL"
# What the environment says of one run and not of the company.
OF_THE_RUN = frozenset(
    {"ATES_STATE_DIR", "ATES_PYTHON", "ATES_TEST_INFRA", "ATES_TEST_COMPANY", "ATES_PICTURES"}
)
REMEDY = "Correct that line of ates.env; its first lines say how values are written."


@dataclass(frozen=True)
class Settings:
    ports: Ports
    database_urls: Mapping[str, str]
    amqp_url: str | None
    passed_on: Mapping[str, str]
    amqp_urls: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Self:
        """From `NAME: value` as in `ates.env`."""
        base, amqp = values.get(PORT_BASE), values.get(AMQP_URL)
        databases = _by_service(values, DATABASE_URL)
        brokers = _by_service({**values, AMQP_URL: ""}, OWN_AMQP_URL)
        passed_on = {
            name: value
            for name, value in values.items()
            if name not in {PORT_BASE, AMQP_URL} and not name.endswith((DATABASE_URL, OWN_AMQP_URL))
        }
        ports = Ports(DEFAULT_BASE if base is None else port_base(base))
        return cls(ports, databases, amqp or None, passed_on, brokers)

    @classmethod
    def read(cls, places: Places, environment: Mapping[str, str] = os.environ) -> Self:
        """What is in force; the environment counts where nothing was ever stored, and is taken over by `up` alone."""
        check_not_lost(places)
        values = stored(places)
        return cls.of(of_the_company(environment) if values is None else values)

    @property
    def values(self) -> dict[str, str]:
        base = {PORT_BASE: str(self.ports.base)} if self.ports.base != DEFAULT_BASE else {}
        return {
            **base,
            **({AMQP_URL: self.amqp_url} if self.amqp_url else {}),
            **{f"ATES_{name.upper()}{OWN_AMQP_URL}": url for name, url in self.amqp_urls.items()},
            **{
                f"ATES_{name.upper()}{DATABASE_URL}": url
                for name, url in self.database_urls.items()
            },
            **self.passed_on,
        }

    def amqp_url_of(self, user: str) -> str | None:
        """None where the broker is the embedded one."""
        return self.amqp_urls.get(user, self.amqp_url)

    @property
    def has_own_broker(self) -> bool:
        return bool(self.amqp_url or self.amqp_urls)

    def remember(self, places: Places) -> None:
        """Keeps a person's comments."""
        text = state_files.read(places.env, remedy=REMEDY) or ""
        new = env_file.changed(text, self.values)
        if new != text:
            state_files.write(places.env, new)
        places.old_settings.unlink(missing_ok=True)


def stored(places: Places) -> dict[str, str] | None:
    """None where this aTES was neither configured nor started."""
    text = state_files.read(places.env, remedy=REMEDY)
    if text is None:
        return _of_an_earlier_release(places)
    try:
        return env_file.read(text)
    except env_file.NotUnderstoodError as error:
        raise state_files.damaged(places.env, str(error), REMEDY) from None


def check_not_lost(places: Places) -> None:
    """A company that was started has settings, if only the default ones."""
    if places.demo_mark.exists() and not (places.env.exists() or places.old_settings.exists()):
        raise CommandError(
            f"{places.env} is gone: the settings of this company.",
            remedy="Bring it back from a backup, or say them again: ./ates configure ATES_CURRENCY=… …",
        )


def _of_an_earlier_release(places: Places) -> dict[str, str] | None:
    """It kept the base of the ports alone."""
    remedy = f"Delete it, and say the ports of this aTES: {PORT_BASE}={DEFAULT_BASE} ./ates up"
    known = state_files.read_object(places.old_settings, remedy=remedy)
    if known is None:
        return None
    base = known.get("port_base", DEFAULT_BASE)
    if not isinstance(base, int):
        raise state_files.damaged(places.old_settings, "port_base is not a number", remedy)
    return {PORT_BASE: str(base)} if base != DEFAULT_BASE else {}


def of_the_company(environment: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in environment.items()
        if name.startswith("ATES_") and name not in OF_THE_RUN
    }


def without_ours(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """For processes of the company: what it does hangs on its settings, not on the shell it was started from."""
    return {name: value for name, value in environment.items() if not name.startswith("ATES_")}


def _by_service(values: Mapping[str, str], suffix: str) -> dict[str, str]:
    return {
        name.removeprefix("ATES_").removesuffix(suffix).lower(): value
        for name, value in values.items()
        if name.endswith(suffix) and value
    }


def port_base(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) <= LARGEST_PORT - LAST_OFFSET:
        return int(text)
    raise CommandError(
        f"{PORT_BASE}={text} is not a port.",
        remedy=f"Give a number from 1 to {LARGEST_PORT - LAST_OFFSET}; below 1024 only root may listen.",
    )
