"""`./ates migrate`: brings the databases of running servers to the newest migrations."""

import asyncio

from ates_chassis.shared.command_error import CommandError
from ates_chassis.shared.screen import console
from ates_local import work
from ates_local.commands.common import started_company
from ates_local.company import Company
from ates_local.progress import Progress
from ates_local.server_versions import check_versions
from ates_local.services import Service


def migrate() -> None:
    """Run the migrations of every service."""
    company = started_company()
    with company.lock("migrate"):
        asyncio.run(migrate_all(company))


async def migrate_all(company: Company) -> None:
    await check_running(company)
    await check_versions(company.own_databases())
    with Progress(console) as progress:

        async def one(service: Service) -> None:
            with progress.step(f"Migrations of {service.name}"):
                await company.migrate(service)

        served = [service for service in company.services if service.has_database]
        await work.together(*(one(service) for service in served))


async def check_running(company: Company) -> None:
    began = company.places.passwords.exists()
    if not began or (company.postgres and not await company.postgres.is_ready()):
        raise CommandError("PostgreSQL does not run.", remedy="./ates up")
