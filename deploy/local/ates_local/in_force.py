"""The ports with which the company runs. The settings may have been changed since, and count from the next `up` on."""

import re

from ates_local import state_files
from ates_local.places import Places
from ates_local.ports import OFFSETS, Ports
from ates_local.services import SERVICES
from ates_local.supervision import Supervisor

_PORT = re.compile(r"^export ATES_PORT=([0-9]+)$", re.MULTILINE)


def ports_in_force(places: Places) -> Ports | None:
    """As the programs under the supervisor were given them; None where there is none."""
    if not Supervisor(places).is_alive():
        return None
    for service in SERVICES:
        script = state_files.read(places.programs / service.api_program, remedy="./ates down")
        match = _PORT.search(script or "")
        if match:
            return Ports(int(match[1]) - OFFSETS[service.name])
    return None
