"""Three archives and the figures made of them, without RabbitMQ: a test delivers by itself."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from rebuild_scene import PRODUCERS, RebuildScene

from ates_analytics.__main__ import MIGRATIONS
from ates_analytics.consumers import listen
from ates_chassis.database.engine import Database
from ates_chassis.database.locks import LockKey
from ates_chassis.messaging.contracts import Contracts
from ates_chassis.messaging.rebuilding.rebuild import Plan
from ates_chassis.settings import SCHEMAS
from support.fixtures import ServiceDatabase
from support.postgres_server import PostgresServer


@pytest.fixture
async def scene(
    service_database: ServiceDatabase, postgres: PostgresServer
) -> AsyncIterator[RebuildScene]:
    urls = {name: await service_database(name) for name in (*PRODUCERS, "analytics")}
    plan = Plan(
        inbox=listen("Europe/Berlin"),
        lock_key=LockKey.FIGURES,
        app_url=urls["analytics"].app,
        owner_url=urls["analytics"].owner,
        archives={name: urls[name].app for name in PRODUCERS},
        migrations=MIGRATIONS,
        schemas=SCHEMAS,
    )
    contracts = Contracts(SCHEMAS)
    db = Database(urls["analytics"].app, check_event=contracts.check)
    owners = {name: await asyncpg.connect(url.owner) for name, url in urls.items()}
    yield RebuildScene(urls, plan, db, owners, postgres.admin_url)
    for owner in owners.values():
        await owner.close()
    await db.close()
