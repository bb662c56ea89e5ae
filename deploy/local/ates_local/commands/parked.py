"""`./ates parked`: the commands of every service on what it parked, all at once."""

from collections.abc import Sequence

from ates_chassis.messaging.commands import parked
from ates_chassis.messaging.commands.parked import OwnParkingQueue
from ates_local.commands.common import AROUND, started_company
from ates_local.company import Company
from ates_local.definitions import read_definitions


def parking_queues_of(company: Company) -> Sequence[OwnParkingQueue]:
    """By the addresses of the services' own users; the definitions say who takes events from which queues."""
    queues: dict[str, set[str]] = {}
    for binding in read_definitions(company.places)["bindings"]:
        service, _, kind = binding["source"].partition(".")
        if kind == "replay":
            queues.setdefault(service, set()).add(binding["destination"])
    return [
        OwnParkingQueue(service, company.environment.amqp_url(service), frozenset(taken))
        for service, taken in sorted(queues.items())
    ]


app = parked.app_of(lambda: parking_queues_of(started_company()), AROUND)
