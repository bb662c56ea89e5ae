"""Three archives and the figures made of them, without RabbitMQ: a test delivers by itself."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from companies import company_in
from installations import places_in
from rebuild_scene import RebuildScene

from ates_analytics.__main__ import MIGRATIONS
from ates_analytics.consumers import listen
from ates_chassis.database.engine import Database
from ates_chassis.database.locks import LockKey
from ates_chassis.messaging.contracts import Contracts
from ates_chassis.messaging.rebuilding.rebuild import Plan
from ates_chassis.settings import SCHEMAS
from ates_local import installation, postgres_home
from ates_local.company import Company
from ates_local.places import Places
from support.archives import ARCHIVES
from support.fixtures import ServiceDatabase
from support.postgres_server import PostgresServer


@pytest.fixture
async def scene(
    service_database: ServiceDatabase, postgres: PostgresServer
) -> AsyncIterator[RebuildScene]:
    urls = {name: await service_database(name) for name in (*ARCHIVES, "analytics")}
    plan = Plan(
        inbox=listen("Europe/Berlin"),
        lock_key=LockKey.FIGURES,
        app_url=urls["analytics"].app,
        owner_url=urls["analytics"].owner,
        archives={name: urls[name].app for name in ARCHIVES},
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


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return places_in(tmp_path / "checkout")


@pytest.fixture
def company(tmp_path: Path) -> Company:
    company = company_in(tmp_path / "state")
    with company.lock("up"):
        (company.places.postgres / "data").mkdir(parents=True)
    return company


@pytest.fixture(autouse=True)
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In the place of /var/lib/ates."""
    folder = tmp_path / "system"
    for module in (installation, postgres_home):
        monkeypatch.setattr(module, "OUTSIDE", folder)
    return folder


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """Somebody's folder, with names in it that aTES uses too."""
    folder = tmp_path / "documents"
    for name in ("mail", "logs", "rabbitmq", "postgres", "programs"):
        (folder / name).mkdir(parents=True)
        (folder / name / "letter.txt").write_text("Dear")
    (folder / "secrets.json").write_text('{"bank": "x"}')
    (folder / "lock").touch()
    return folder
