"""`python -m tests.release 0.1.0`: makes the fixtures of a release from a company that the code at hand runs."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from tests.release.story import FAILS_ONE_IN, Story

from ates_chassis.testing import eventually
from ates_local.definitions import OPERATOR
from ates_local.services import SERVICES
from ates_tools.topology import PRODUCERS
from support.amqp import RawConnection
from support.running_company import LauncherCompany, running_company
from support.temporary import temporary_places

HERE = Path(__file__).parent
SCHEMAS = HERE.parents[1] / "schemas"
TIMEOUT_S = 60.0


async def main(version: str) -> None:
    target = HERE / version
    (target / "messages").mkdir(parents=True, exist_ok=True)
    (target / "databases").mkdir(exist_ok=True)
    settings = {"ATES_SIMULATED_FAILS_ONE_IN": str(FAILS_ONE_IN)}
    with temporary_places() as places:
        async with running_company(places, settings) as company, listening(company) as heard:
            async with httpx.AsyncClient(
                base_url=f"{company.web_url}/api/v1", trust_env=False
            ) as http:
                await Story(company, http).run()
            types = {
                ".".join([*file.parts[-3:-1], file.stem]) for file in SCHEMAS.glob("*/*/v*.json")
            }

            async def complete() -> bool:
                return types <= set(heard)

            await eventually(complete, timeout_s=TIMEOUT_S)
            for event_type, body in sorted(heard.items()):
                (target / "messages" / f"{event_type}.json").write_bytes(body)
            await eventually(lambda: all_published(company), timeout_s=TIMEOUT_S)
            for service in SERVICES:
                if service.has_database:
                    dump(company, service.name, target / "databases" / f"{service.name}.sql")


async def all_published(company: LauncherCompany) -> bool:
    for service in SERVICES:
        if service.has_database:
            database = await asyncpg.connect(company.database_url(service.name))
            waiting = await database.fetchval(
                "SELECT count(*) FROM outbox WHERE published_at IS NULL"
            )
            await database.close()
            if waiting:
                return False
    return True


def dump(company: LauncherCompany, service: str, file: Path) -> None:
    """Schema, rights and rows as SQL that any client can run, without the dumping program's own commands."""
    postgres = company.company.postgres
    assert postgres is not None
    program = postgres.home.binaries / "pg_dump"
    done = postgres.home.run(program, "--no-owner", "--inserts", company.database_url(service))
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    lines = [line for line in done.stdout.splitlines() if not line.startswith("\\")]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


@asynccontextmanager
async def listening(company: LauncherCompany) -> AsyncIterator[dict[str, bytes]]:
    """The first message of each event type, as RabbitMQ delivers it."""
    heard: dict[str, bytes] = {}

    async def keep(message: Any) -> None:
        heard.setdefault(json.loads(message.body)["type"], message.body)

    async with RawConnection(company.amqp_url(OPERATOR)) as connection:
        channel = await connection.channel()
        queue = (await channel.queue_declare(exclusive=True)).queue or ""
        for producer in PRODUCERS:
            await channel.queue_bind(queue, f"{producer}.events", "#")
        await channel.basic_consume(queue, keep, no_ack=True)
        yield heard


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m tests.release VERSION")
    asyncio.run(main(sys.argv[1]))
