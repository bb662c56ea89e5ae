"""A node that is being set up, an outbox of an older installation, and grace: nothing is set aside too early."""

import asyncpg
import pytest
from broker.rabbitmq_operator import PING, QUEUE, Operator
from failing_events import FindFailed, metric, published
from ping_services import Teller
from running import Run

from ates_chassis.database.provisioning import DatabaseUrls
from ates_chassis.messaging.holds import Holds
from ates_chassis.testing import eventually
from support.postgres_server import PostgresServer
from support.rabbitmq_server import RabbitMQServer

pytestmark = pytest.mark.broker


async def test_while_a_node_is_being_set_up_nothing_is_set_aside(
    teller: Teller,
    operator: Operator,
    run: Run,
    failed: FindFailed,
    only_bound_types: None,
    rabbitmq: RabbitMQServer,
) -> None:
    """Exchanges come before their bindings, and before them there is none at all."""
    await teller.put(*range(20))
    exchange = {"type": "topic", "durable": True}
    await operator.call("DELETE", "exchanges/ates/tasks.events")
    try:
        async with run(teller.relay(unroutable_grace_s=5.0).run):
            before = metric("publish_failures_total")

            async def tried() -> float:
                return metric("publish_failures_total") - before

            await eventually(tried, until=lambda seen: seen > 0)
            await operator.call("PUT", "exchanges/ates/tasks.events", exchange)
            seen = await tried()
            await eventually(tried, until=lambda now: now > seen)
            await rabbitmq.node.import_definitions()
            await operator.bind("tasks.events", QUEUE, PING)
            await published(teller, *range(20))
    finally:
        await operator.call("PUT", "exchanges/ates/tasks.events", exchange)
        await rabbitmq.node.import_definitions()
        await operator.bind("tasks.events", QUEUE, PING)
    assert await failed() == []


async def test_an_outbox_of_an_older_installation_is_brought_up_to_date_with_its_rows(
    teller: Teller,
    operator: Operator,
    owner: asyncpg.Connection,
    run: Run,
    postgres: PostgresServer,
    tasks_urls: DatabaseUrls,
) -> None:
    await teller.put(1, 2)
    current = await owner.fetchval("SELECT version_num FROM alembic_version")
    await owner.execute(
        """
        DROP VIEW answers, people;
        ALTER TABLE idempotency_keys RENAME TO answers;
        ALTER INDEX pk_idempotency_keys RENAME TO pk_answers;
        ALTER INDEX ix_idempotency_keys_answered_at RENAME TO ix_answers_answered_at;
        ALTER TABLE user_directory RENAME TO people;
        ALTER INDEX pk_user_directory RENAME TO pk_people;
        ALTER TABLE outbox DROP COLUMN failed_at, DROP COLUMN failure;
        CREATE INDEX ix_outbox_unpublished ON outbox (id) WHERE published_at IS NULL;
        UPDATE alembic_version SET version_num = '0004';
        """
    )
    await postgres.migrate("tasks", tasks_urls)
    assert await owner.fetchval("SELECT version_num FROM alembic_version") == current
    indexes = "SELECT indexname FROM pg_indexes WHERE tablename = 'outbox' ORDER BY 1"
    names = {row["indexname"] for row in await owner.fetch(indexes)}
    assert {"ix_outbox_failed", "ix_outbox_waiting"} < names
    assert "ix_outbox_unpublished" not in names
    async with run(teller.relay().run):
        await published(teller, 1, 2)


async def test_a_type_is_given_up_only_after_several_tries_and_its_whole_grace() -> None:
    holds = Holds(pause_max_s=0.05, grace_s=0.1)
    assert not holds.add("a", unroutable=True)
    assert not holds.add("a", unroutable=True)
    assert holds.held == ["a"]

    async def given_up() -> bool:
        return holds.add("a", unroutable=True)

    await eventually(given_up)
    assert holds.held == []
    assert not holds.add("a", unroutable=False)
    holds.release("a")
    assert (holds.held, holds.due) == ([], [])
