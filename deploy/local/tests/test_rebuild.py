"""Figures made anew from the archives: equal to those of live delivery, whatever goes on meanwhile."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rebuild_scene import RebuildScene

from ates_chassis.messaging.contracts import Envelope
from ates_chassis.messaging.inbox import Delivery
from ates_chassis.messaging.rebuilding import rebuild as rebuilding
from ates_chassis.messaging.rebuilding import shadow
from ates_chassis.messaging.rebuilding.archive import Archive, _without
from ates_chassis.shared.command_error import CommandError

# The setup starts a company beside the other half of the tests.
pytestmark = [pytest.mark.service, pytest.mark.timeout(300)]

FIGURES = ("assignments", "balances", "days", "tasks", "transfers", "user_directory")
_PUT = """
    INSERT INTO outbox (event_id, type, subject, data, occurred_at, published_at)
    VALUES ($1, $2, '', $3, $4, CASE WHEN $5 THEN now() END)
"""


async def test_rebuilt_figures_equal_those_of_delivery_and_repair_what_was_broken(
    scene: RebuildScene,
) -> None:
    await scene.happen(400)
    await scene.deliver()
    right, shape = await scene.figures(), await scene.shape()
    assert all(right.values())
    owner = scene.owners["analytics"]
    await owner.execute(
        "UPDATE days SET fees = fees + 1; DELETE FROM transfers; TRUNCATE user_directory"
    )
    outcome = await scene.rebuild()
    assert outcome.events == 400
    assert await scene.figures() == right
    assert await scene.shape() == shape
    assert await scene.is_tidy()


async def test_a_migration_that_ran_meanwhile_keeps_tables_of_before_from_being_put_in_place(
    scene: RebuildScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.happen(20)
    await scene.deliver()
    right, exchange = await scene.figures(), shadow.exchange

    async def after_a_migration(*arguments: Any) -> None:
        await scene.owners["analytics"].execute("UPDATE alembic_version SET version_num = '9999'")
        await exchange(*arguments)

    monkeypatch.setattr(shadow, "exchange", after_a_migration)
    with pytest.raises(CommandError, match="migrated meanwhile"):
        await scene.rebuild()
    assert await scene.figures() == right


async def test_delivery_goes_on_after_a_rebuild_and_repeats_have_no_effect(
    scene: RebuildScene,
) -> None:
    await scene.happen(100)
    await scene.deliver()
    await scene.happen(100, published=False)
    await scene.rebuild()
    ahead = await scene.figures()
    await scene.deliver()
    assert await scene.figures() == ahead
    await scene.happen(50)
    await scene.deliver()
    rebuilt = await scene.figures()
    assert rebuilt != ahead
    await scene.rebuild()
    assert await scene.figures() == rebuilt


async def test_what_happens_and_is_delivered_during_a_rebuild_is_in_it(
    scene: RebuildScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "BATCH_MAX", 20)
    monkeypatch.setattr(rebuilding, "_FEW", 0)
    await scene.happen(300)
    await scene.deliver()
    done = asyncio.Event()

    async def live() -> None:
        while not done.is_set():
            await scene.happen(3)
            await scene.deliver()

    async def looking() -> None:
        while not done.is_set():
            assert len((await scene.figures())["transfers"]) > 0

    async def rebuilding_twice() -> None:
        try:
            await scene.rebuild()
            await scene.rebuild()
        finally:
            done.set()

    await asyncio.gather(live(), looking(), rebuilding_twice())
    seen = await scene.figures()
    await scene.rebuild()
    assert await scene.figures() == seen


async def test_a_rebuild_that_is_killed_changes_nothing_and_can_be_started_again(
    scene: RebuildScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.happen(200)
    await scene.deliver()
    right = await scene.figures()

    async def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shadow, "_replace", killed)
        with pytest.raises(KeyboardInterrupt):
            await scene.rebuild()
    assert not await scene.is_tidy()
    assert await scene.figures() == right
    await scene.happen(20)
    await scene.deliver()
    right = await scene.figures()
    await scene.rebuild()
    assert await scene.figures() == right
    assert await scene.is_tidy()


async def test_an_exchange_neither_holds_up_nor_loses_the_end_of_a_session(
    scene: RebuildScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, replace = uuid4(), shadow._replace
    kind, data = "auth.session-ended.v1", {"session_id": str(session), "user_id": str(uuid4())}
    ended = Envelope(id=uuid4(), type=kind, subject="", time=datetime.now(UTC), data=data)

    async def after_the_last_look(owner: asyncpg.Connection) -> None:
        async with asyncio.timeout(5):
            await scene.plan.inbox.apply(scene.db, [Delivery(ended, None)])
        await replace(owner)

    monkeypatch.setattr(shadow, "_replace", after_the_last_look)
    await scene.rebuild()
    stored = await scene.owners["analytics"].fetchval("SELECT session_id FROM ended_sessions")
    assert stored == session


async def test_only_one_rebuild_at_a_time(scene: RebuildScene) -> None:
    async with shadow.only_rebuild(scene.owners["analytics"]):
        with pytest.raises(CommandError, match="under way"):
            await scene.rebuild()
    await scene.rebuild()


async def test_an_event_that_commits_late_is_read_once_though_its_id_is_lower(
    scene: RebuildScene,
) -> None:
    late = await asyncpg.connect(scene.urls["tasks"].owner)
    gone = await asyncpg.connect(scene.urls["tasks"].owner)
    archive = Archive(scene.owners["tasks"], ["tasks.task-added.v1"], batch_max=2)
    values = (uuid4(), "tasks.task-added.v1", '{"late": 1}', datetime.now(UTC), True)
    first, undone = late.transaction(), gone.transaction()
    await first.start()
    await late.execute(_PUT, *values)
    await undone.start()
    await gone.execute(_PUT, uuid4(), *values[1:])
    await scene.owners["tasks"].execute(_PUT, uuid4(), *values[1:])

    async def read() -> list[UUID]:
        return [each.envelope.id async for batch in archive.rest() for each in batch]

    before = await read()
    assert values[0] not in before
    await first.commit()
    await undone.rollback()
    assert await read() == [values[0]]
    assert await read() == []
    await late.close()
    await gone.close()


@given(
    st.sets(st.integers(1, 60)),
    st.sets(st.integers(1, 60)),
)
def test_gaps_lose_exactly_what_was_found(missing: set[int], some: set[int]) -> None:
    gaps: list[tuple[int, int]] = []
    for number in sorted(missing):
        if gaps and gaps[-1][1] == number - 1:
            gaps[-1] = (gaps[-1][0], number)
        else:
            gaps.append((number, number))
    left = _without(gaps, sorted(missing & some))
    assert [n for first, last in left for n in range(first, last + 1)] == sorted(missing - some)
