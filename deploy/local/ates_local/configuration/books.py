"""The currency of the books that there are, which no setting can change."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import asyncpg

from ates_chassis.shared.command_error import CommandError
from ates_local import installation
from ates_local.company import Company
from ates_local.databases import app_role, urls_of
from ates_local.in_force import ports_in_force
from ates_local.ports import Ports, free_base
from ates_local.postgres import Postgres
from ates_local.server_process import ServerProcess
from ates_local.settings import CURRENCY

DEFAULT_CURRENCY = "USD"
CONNECT_TIMEOUT_S = 10
SERVICE = "accounting"
_CURRENCY = """
    SELECT currency FROM books
    WHERE EXISTS (SELECT FROM transfers) OR EXISTS (SELECT FROM tasks)
"""


def in_force(values: Mapping[str, str]) -> str:
    return values.get(CURRENCY, DEFAULT_CURRENCY)


async def check_currency(company: Company) -> None:
    """Raises CommandError where the books have rows in another currency; accounting's database must answer."""
    configured = in_force(company.settings.values)
    booked = await currency_of(company.environment.database_urls(SERVICE).owner)
    if booked is not None and booked != configured:
        raise refused(booked, configured)


def refused(booked: str, configured: str) -> CommandError:
    return CommandError(
        f"The books are kept in {booked} and have entries; their currency cannot become {configured}.",
        remedy=f"./ates configure {CURRENCY}={booked}. Another currency needs a company of its own: give it another "
        "folder in ATES_STATE_DIR.",
    )


async def currency_of(url: str) -> str | None:
    """None while the books are empty, or not made yet."""
    try:
        connection = await asyncpg.connect(url, timeout=CONNECT_TIMEOUT_S)
    except (asyncpg.InvalidCatalogNameError, asyncpg.InvalidPasswordError):
        return None  # the first start broke off before it made them
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        raise CommandError(
            "Accounting's database does not answer, so its currency is not known.",
            details=str(error),
            remedy="Start it, and repeat.",
        ) from None
    try:
        booked: str | None = await connection.fetchval(_CURRENCY)
    except asyncpg.UndefinedTableError:
        return None
    finally:
        await connection.close()
    return booked


async def check_change_of_currency(company: Company, before: Mapping[str, str]) -> None:
    """Before another currency is stored; an embedded PostgreSQL is started for a moment where it does not run."""
    if in_force(before) == in_force(company.settings.values):
        return
    known = installation.load(company.places)
    if SERVICE in company.settings.database_urls:
        if known and known.servers:
            await check_currency(company)
    elif known and known.data:
        async with answering(company) as postgres:
            booked = await currency_of(urls_of(postgres, SERVICE, app_role(SERVICE)).owner)
        if booked is not None and booked != in_force(company.settings.values):
            raise refused(booked, in_force(company.settings.values))


@contextlib.asynccontextmanager
async def answering(company: Company) -> AsyncIterator[Postgres]:
    if company.postgres is None:
        raise AssertionError("its databases are elsewhere")
    ports = ports_in_force(company.places) or company.ports
    postgres = replace(company.postgres, ports=ports)
    installation.check_there(postgres.home.data)
    if await postgres.is_ready():
        yield postgres
        return
    await asyncio.to_thread(company.end_leftovers)
    # On a port of its own: nobody else shall find it.
    apart = replace(postgres, ports=Ports(free_base()))
    process = ServerProcess(apart.program(), company.places, apart.is_ready)
    await process.start()
    try:
        yield apart
    finally:
        await process.stop()
