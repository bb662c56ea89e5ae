"""`./ates rebuild analytics`: the figures made anew from the producers' archived events."""

import asyncio
from typing import Annotated

import typer

from ates_analytics.consumers import listen
from ates_analytics.storage.facts import FIGURES_LOCK
from ates_local.command_error import CommandError
from ates_local.commands.common import started_company
from ates_local.commands.migrate import check_running
from ates_local.company import Company
from ates_local.rebuilding.rebuild import Outcome, Plan, Report
from ates_local.rebuilding.rebuild import rebuild as run
from ates_local.screen import console

SERVICE = "analytics"


def rebuild(service: Annotated[str, typer.Argument(help="What to rebuild: analytics.")]) -> None:
    """Make a service's figures anew from the archived events, while the old ones are served."""
    if service != SERVICE:
        raise CommandError(f"{service} cannot be rebuilt.", remedy=f"./ates rebuild {SERVICE}")
    company = started_company()
    with company.lock(f"rebuild {SERVICE}"):
        asyncio.run(_rebuild(company))


async def _rebuild(company: Company) -> None:
    await check_running(company)
    await rebuild_analytics(company, console.plain)


async def rebuild_analytics(company: Company, report: Report) -> Outcome:
    service = next(each for each in company.services if each.name == SERVICE)
    environment = company.environment.of_worker(service)
    inbox = listen(environment.get("ATES_TIME_ZONE", "UTC"))
    producers = {queue.removeprefix(f"{SERVICE}.") for queue in inbox.queues}
    plan = Plan(
        service=service,
        inbox=inbox,
        lock_key=FIGURES_LOCK,
        urls=company.environment.database_urls(SERVICE),
        archives={name: company.environment.database_urls(name).owner for name in producers},
        places=company.places,
        environment=company.environment.of_migration(service),
    )
    return await run(plan, report)
