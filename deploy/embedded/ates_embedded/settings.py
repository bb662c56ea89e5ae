"""What the environment says about this run: the only reader of it, and the memory of the ports."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from ates_embedded import state_files
from ates_embedded.failure import Failure
from ates_embedded.places import Places
from ates_embedded.ports import DEFAULT_BASE, LAST_OFFSET, Ports

LARGEST_PORT = 65_535
DATABASE_URL = "_DATABASE_URL"
NOT_PASSED_ON = {"ATES_STATE_DIR", "ATES_PORT_BASE", "ATES_AMQP_URL", "ATES_PYTHON"}


@dataclass(frozen=True)
class Settings:
    ports: Ports
    database_urls: Mapping[str, str]
    amqp_url: str | None
    passed_on: Mapping[str, str]

    @classmethod
    def read(cls, places: Places, environment: Mapping[str, str] = os.environ) -> Self:
        ours = {name: value for name, value in environment.items() if name.startswith("ATES_")}
        urls = {
            name.removeprefix("ATES_").removesuffix(DATABASE_URL).lower(): value
            for name, value in ours.items()
            if name.endswith(DATABASE_URL)
        }
        passed_on = {
            name: value
            for name, value in ours.items()
            if name not in NOT_PASSED_ON and not name.endswith(DATABASE_URL)
        }
        base = port_base(ours.get("ATES_PORT_BASE"), places)
        return cls(Ports(base), urls, ours.get("ATES_AMQP_URL"), passed_on)

    def remember(self, places: Places) -> None:
        """So that `./ates status` finds what `ATES_PORT_BASE=9000 ./ates up` started."""
        state_files.write(places.settings, json.dumps({"port_base": self.ports.base}))


def port_base(asked: str | None, places: Places) -> int:
    if asked is None:
        return remembered_ports(places).base
    if asked.isdigit() and 0 < int(asked) <= LARGEST_PORT - LAST_OFFSET:
        return int(asked)
    raise Failure(
        f"ATES_PORT_BASE={asked} is not a port.",
        remedy=f"Give a number from 1024 to {LARGEST_PORT - LAST_OFFSET}.",
    )


def remembered_ports(places: Places) -> Ports:
    remedy = f"Delete it, and say the ports of this aTES: ATES_PORT_BASE={DEFAULT_BASE} ./ates up"
    known = state_files.read_object(places.settings, remedy=remedy) or {}
    base = known.get("port_base", DEFAULT_BASE)
    if not isinstance(base, int):
        raise state_files.damaged(places.settings, "port_base is not a number", remedy)
    return Ports(base)
