"""A service's migrations, run with its owner role in a process of their own."""

import sys
from collections.abc import Mapping

from ates_local import work
from ates_local.places import Places
from ates_local.services import Service


async def migrate(service: Service, *, places: Places, environment: Mapping[str, str]) -> None:
    await work.command(
        [sys.executable, "-m", "ates_chassis.database.migrations", service.migrations],
        what=f"The migration of {service.name}",
        folder=places.checkout,
        environment=environment,
    )
