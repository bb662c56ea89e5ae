"""What each release left behind: its databases come up under today's migrations, its events are understood by today's consumers."""

import json
from pathlib import Path

import asyncpg
import pytest

from ates_chassis.database.provisioning import DatabaseUrls
from ates_chassis.messaging.contracts import Contracts
from ates_tools.topology import INBOXES
from support.postgres_server import PostgresServer

CHECKOUT = Path(__file__).resolve().parents[2]
RELEASES = sorted(path for path in (CHECKOUT / "tests" / "release").iterdir() if path.is_dir())
DUMPS = [file for release in RELEASES for file in sorted(release.glob("databases/*.sql"))]
MESSAGES = [file for release in RELEASES for file in sorted(release.glob("messages/*.json"))]
NAMES = {file: f"{file.parents[1].name}/{file.stem}" for file in [*DUMPS, *MESSAGES]}
CONTRACTS = Contracts(CHECKOUT / "schemas")
# One message of each type that there was.
OF_0_1_0 = 14


def test_there_is_a_release_with_every_service_and_messages_of_released_types() -> None:
    lock = (CHECKOUT / "schemas" / "released.lock").read_text().splitlines()
    types = {line.split("  ")[1].removesuffix(".json").replace("/", ".") for line in lock}
    # A version that is younger than the last release has none yet.
    assert {file.stem for file in MESSAGES} <= types
    assert len(MESSAGES) >= OF_0_1_0
    assert {file.stem for file in DUMPS} == {"accounting", "analytics", "auth", "payments", "tasks"}


@pytest.mark.parametrize("file", MESSAGES, ids=NAMES.get)
def test_an_event_of_a_release_fits_its_schema_and_whoever_listens_to_it(file: Path) -> None:
    envelope = CONTRACTS.decode(file.read_bytes())
    assert envelope.type == file.stem
    assert json.loads(file.read_bytes())["specversion"] == "1.0"
    for inbox in INBOXES:
        if envelope.type in inbox.types:
            queue = f"{inbox.service}.{envelope.type.partition('.')[0]}"
            inbox.model(queue, envelope.type).model_validate(envelope.data)


@pytest.mark.parametrize("file", DUMPS, ids=NAMES.get)
async def test_a_database_of_a_release_has_todays_schema_after_todays_migrations(
    file: Path, postgres: PostgresServer
) -> None:
    service = file.stem
    old = await postgres.create_from_dump(service, text_of(file))
    new = await postgres.create_database(service)
    try:
        assert await rows_in(old, "outbox" if service != "analytics" else "inbox") > 0
        await postgres.migrate(service, old)
        assert await postgres.schema_of(old) == await postgres.schema_of(new)
    finally:
        await postgres.drop_database(old)
        await postgres.drop_database(new)


ANSWER = "INSERT INTO answers (key, request, status, body) VALUES ('key', 'request', 201, 'body')"
RENAMED = {"answers": "idempotency_keys", "people": "user_directory"}


@pytest.mark.parametrize("file", DUMPS, ids=NAMES.get)
async def test_renamed_tables_keep_their_rows_and_show_them_by_both_names(
    file: Path, postgres: PostgresServer
) -> None:
    urls = await postgres.create_from_dump(file.stem, text_of(file))
    try:
        await contents(urls, "answers", ANSWER)
        before = {name: await contents(urls, name) for name in RENAMED}
        await postgres.migrate(file.stem, urls)
        after = {name: await contents(urls, new) for name, new in RENAMED.items()}
        by_old_name = {name: await contents(urls, name) for name in RENAMED}
    finally:
        await postgres.drop_database(urls)
    assert before == after == by_old_name
    assert len(before["answers"]) == 1
    assert bool(before["people"]) == (file.stem != "auth"), "auth's own table is another"


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
async def test_the_books_of_a_release_balance_after_todays_migrations(
    release: Path, postgres: PostgresServer
) -> None:
    dump = text_of(release / "databases" / "accounting.sql")
    urls = await postgres.create_from_dump("accounting", dump)
    try:
        await postgres.migrate("accounting", urls)
        database = await asyncpg.connect(urls.app)
        wrong = await database.fetch(
            """
            SELECT accounts.id FROM accounts LEFT JOIN transfers ON transfers.user_id = accounts.id
            GROUP BY accounts.id HAVING accounts.balance <> COALESCE(sum(transfers.delta), 0)
            """
        )
        kinds = {row[0] for row in await database.fetch("SELECT DISTINCT kind FROM transfers")}
        await database.close()
    finally:
        await postgres.drop_database(urls)
    assert not wrong
    assert kinds >= {"fee", "reward", "correction", "payout", "payout-returned"}


def text_of(dump: Path) -> str:
    return dump.read_text(encoding="utf-8")


async def rows_in(urls: DatabaseUrls, table: str) -> int:
    database = await asyncpg.connect(urls.owner)
    try:
        count: int = await database.fetchval(f"SELECT count(*) FROM {table}")
        return count
    finally:
        await database.close()


async def contents(urls: DatabaseUrls, table: str, before: str = "") -> list[tuple[object, ...]]:
    database = await asyncpg.connect(urls.owner)
    try:
        if before:
            await database.execute(before)
        return [tuple(row) for row in await database.fetch(f"SELECT * FROM {table} ORDER BY 1")]
    finally:
        await database.close()
