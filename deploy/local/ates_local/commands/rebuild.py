"""`./ates rebuild analytics`: the service's own command, `python -m ates_analytics rebuild`."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Annotated

import typer

from ates_analytics.consumers import listen
from ates_chassis.shared.command_error import CommandError
from ates_local.commands.common import started_company
from ates_local.commands.migrate import check_running
from ates_local.company import Company
from ates_local.settings import without_ours

SERVICE = "analytics"


def rebuild(service: Annotated[str, typer.Argument(help="What to rebuild: analytics.")]) -> None:
    """Make a service's figures anew from the archived events, while the old ones are served."""
    if service != SERVICE:
        raise CommandError(f"{service} cannot be rebuilt.", remedy=f"./ates rebuild {SERVICE}")
    company = started_company()
    with company.lock(f"rebuild {SERVICE}"):
        asyncio.run(check_running(company))
        done = subprocess.run(
            [sys.executable, "-m", f"ates_{SERVICE}", "rebuild"],
            cwd=company.places.checkout,
            env={**without_ours(), **environment_of(company)},
            check=False,
        )
    if done.returncode != 0:
        raise SystemExit(done.returncode)


def environment_of(company: Company) -> Mapping[str, str]:
    """That of analytics' migrations, and where the producers' archives are, for roles that change nothing in them."""
    service = next(each for each in company.services if each.name == SERVICE)
    producers = sorted(queue.removeprefix(f"{SERVICE}.") for queue in listen("UTC").queues)
    archives = {name: company.environment.database_urls(name).app for name in producers}
    own = company.environment.of_migration(service)
    return {**own, "ATES_ARCHIVE_URLS": json.dumps(archives)}
