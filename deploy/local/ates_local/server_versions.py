"""Whether the databases can be used at all, looked at before anything in them is changed."""

from collections.abc import Iterable

import asyncpg
from sqlalchemy.engine import make_url

from ates_chassis.database.engine import too_old
from ates_chassis.database.provisioning import DatabaseUrls
from ates_chassis.shared.command_error import CommandError

CONNECT_TIMEOUT_S = 10
REMEDY = "Upgrade that server (pg_upgrade, or dump and restore), or use another one."


async def check_versions(databases: Iterable[DatabaseUrls]) -> None:
    """All of them before the first migration of any."""
    for urls in databases:
        for url in {urls.app, urls.owner}:
            await check_version(url)


async def check_version(url: str) -> None:
    where = make_url(url).render_as_string(hide_password=True)
    try:
        connection = await asyncpg.connect(url, timeout=CONNECT_TIMEOUT_S)
    except (OSError, TimeoutError, asyncpg.PostgresError, ValueError) as error:
        raise CommandError(
            f"{where} cannot be reached.",
            details=str(error),
            remedy="Start that server, or correct its address: ./ates configure",
        ) from None
    try:
        number = int(await connection.fetchval("SHOW server_version_num"))
    finally:
        await connection.close()
    if refusal := too_old(number, where):
        raise CommandError(refusal, remedy=REMEDY)
