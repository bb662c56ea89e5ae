"""Several things at the same moment: creating while somebody leaves, reassigning while tasks are completed."""

import asyncio
import random
import time
from collections import defaultdict
from functools import partial
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import text
from sqlalchemy.engine.row import Row
from tasks_service import TasksService

from ates_chassis.shared.user_directory import Person
from ates_chassis.testing import bearer, eventually, published
from ates_tasks.use_cases import assignment, imports

REASSIGN_TEN_THOUSAND_S = 20.0
"""Far above the second that it takes, for a machine that does many other things."""


def not_unavailable(answer: httpx.Response) -> bool:
    """A 503 says that nothing was done: on a busy machine the wait for a connection may end with it."""
    return answer.status_code != 503


async def _rows(service: TasksService, query: str, **values: UUID) -> list[Row[Any]]:
    async with service.db.transaction() as tx:
        return list((await tx.execute(text(query), values)).all())


async def _change(service: TasksService, *people: Person) -> None:
    async with service.db.transaction() as tx:
        await assignment.follow_people(tx, changes=people)


async def _file(service: TasksService, author: UUID, count: int) -> None:
    rows = "Summary\n" + "".join(f"task {n}\n" for n in range(count))
    async with service.db.transaction() as tx:
        await imports.import_tasks(tx, content=rows.encode(), author_id=author, dry_run=False)


async def _reassign(service: TasksService, by: UUID) -> httpx.Response:
    return await service.client.post("/tasks/reassign", headers=bearer(by, "manager"))


async def _check_events_and_rows_agree(service: TasksService) -> None:
    """Every assignment told once, numbered without a gap, each starting where the one before ended."""
    async with service.db.transaction() as tx:
        assigned = await published(tx, "tasks.task-assigned.v1")
        logged = await tx.execute(
            text("SELECT task_id::text, count(*) FROM task_log WHERE kind = 'assign' GROUP BY 1")
        )
        log = dict(map(tuple, logged.all()))
    chains = defaultdict(list)
    for event in assigned:
        chains[event["task_id"]].append(event)
    tasks = await _rows(service, "SELECT id::text, assignee_id::text, assigned_count FROM tasks")
    for task in tasks:
        chain = sorted(chains.pop(task.id), key=lambda event: event["number"])
        assert [event["number"] for event in chain] == list(range(1, task.assigned_count + 1))
        assert chain[-1]["assignee_id"] == task.assignee_id
        previous = [None, *(event["assignee_id"] for event in chain)]
        assert [event["previous_assignee_id"] for event in chain] == previous[:-1]
        assert log[task.id] == len(chain)
    assert chains == {}


async def test_no_task_stays_with_somebody_who_leaves_while_it_is_filed(
    service: TasksService,
) -> None:
    stays = await service.hire()
    for _ in range(8):
        leaves = await service.hire()
        gone = Person(id=leaves, role="developer", active=False, version=2)
        filed_at_once = [service.file(stays) for _ in range(6)]
        await asyncio.gather(*filed_at_once[:3], _change(service, gone), *filed_at_once[3:])
        held = await _rows(service, "SELECT 1 FROM tasks WHERE assignee_id = :id", id=leaves)
        assert held == []
    await _check_events_and_rows_agree(service)


async def test_no_task_stays_with_somebody_who_leaves_while_all_are_reassigned(
    service: TasksService,
) -> None:
    manager, stays = await service.hire("manager"), await service.hire("other")
    await _file(service, stays, 200)
    for role, active in (("developer", False), ("manager", True), ("administrator", True)):
        leaves = await service.hire()
        gone = Person(id=leaves, role=role, active=active, version=2)
        await asyncio.gather(
            _reassign(service, manager), _change(service, gone), _reassign(service, manager)
        )
        held = await _rows(service, "SELECT 1 FROM tasks WHERE assignee_id = :id", id=leaves)
        assert held == []
    await _check_events_and_rows_agree(service)


async def test_a_completed_task_is_never_moved(service: TasksService) -> None:
    manager = await service.hire("manager")
    employees = [await service.hire() for _ in range(3)]
    await _file(service, manager, 60)
    rng = random.Random(60)

    async def complete(task: Row[Any]) -> None:
        for employee in rng.sample(employees, 3):
            post = partial(
                service.client.post,
                f"/tasks/{task.id}/complete",
                headers=bearer(employee, "developer"),
            )
            answer = await eventually(post, until=not_unavailable)
            assert answer.status_code in (200, 403)

    tasks = await _rows(service, "SELECT id FROM tasks")
    await asyncio.gather(
        *(complete(task) for task in tasks), *(_reassign(service, manager) for _ in range(6))
    )
    async with service.db.transaction() as tx:
        completed = await published(tx, "tasks.task-completed.v1")
    done = await _rows(
        service, "SELECT id::text, assignee_id::text FROM tasks WHERE status = 'done'"
    )
    assert {(event["task_id"], event["completed_by"]) for event in completed} == {
        tuple(row) for row in done
    }
    assert len(completed) == len(done) > 0
    moved = await _rows(
        service,
        """
        SELECT 1 FROM task_log AS moved JOIN task_log AS done USING (task_id)
        WHERE moved.kind = 'assign' AND done.kind = 'complete' AND moved.id > done.id
        """,
    )
    assert moved == []
    await _check_events_and_rows_agree(service)


async def test_a_task_cannot_be_completed_by_whom_it_was_taken_from(service: TasksService) -> None:
    manager, old = await service.hire("manager"), await service.hire()
    task = await service.file(manager)
    new = await service.hire()
    await _change(service, Person(id=old, role="manager", active=True, version=2))
    answer = await service.client.post(
        f"/tasks/{task['id']}/complete", headers=bearer(old, "developer")
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "not-yours")
    answer = await service.client.post(
        f"/tasks/{task['id']}/complete", headers=bearer(new, "developer")
    )
    assert answer.status_code == 200


async def test_two_reassignments_at_once_are_two_draws_of_every_task(service: TasksService) -> None:
    manager = await service.hire("manager")
    for _ in range(4):
        await service.hire()
    await _file(service, manager, 300)
    answers = await asyncio.gather(*(_reassign(service, manager) for _ in range(2)))
    assert [answer.json() for answer in answers] == [{"reassigned": 300}] * 2
    counts = await _rows(service, "SELECT assigned_count, count(*) FROM tasks GROUP BY 1")
    assert [tuple(row) for row in counts] == [(3, 300)]
    await _check_events_and_rows_agree(service)


async def test_a_second_reassignment_waits_for_the_first_before_it_locks_a_row(
    service: TasksService,
) -> None:
    manager = await service.hire("manager")
    await service.hire()
    await _file(service, manager, 5)

    async def waiting() -> list[str]:
        rows = await _rows(
            service,
            "SELECT wait_event FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
        )
        return [row.wait_event for row in rows]

    async with service.db.transaction() as tx:
        await assignment.reassign_tasks(tx, by=manager)
        second = asyncio.create_task(_reassign(service, manager))
        assert await eventually(waiting) == ["advisory"]
    assert (await second).json() == {"reassigned": 5}


async def test_one_key_reassigns_once_however_often_the_button_is_pressed(
    service: TasksService,
) -> None:
    manager = await service.hire("manager")
    await service.hire()
    await _file(service, manager, 20)
    headers = bearer(manager, "manager") | {"Idempotency-Key": "press"}
    answers = await asyncio.gather(
        *(service.client.post("/tasks/reassign", headers=headers) for _ in range(4))
    )
    assert [answer.json() for answer in answers] == [{"reassigned": 20}] * 4
    counts = await _rows(service, "SELECT DISTINCT assigned_count FROM tasks")
    assert [tuple(row) for row in counts] == [(2,)]


async def test_reassigning_with_nobody_to_assign_changes_nothing(service: TasksService) -> None:
    manager = await service.hire("manager")
    answer = await _reassign(service, manager)
    assert (answer.status_code, answer.json()["code"]) == (409, "nobody-to-assign")


async def test_ten_thousand_tasks_are_reassigned_in_seconds(service: TasksService) -> None:
    manager = await service.hire("manager")
    for _ in range(20):
        await service.hire()
    await _file(service, manager, 10_000)
    started = time.perf_counter()
    answer = await _reassign(service, manager)
    assert answer.json() == {"reassigned": 10_000}
    assert time.perf_counter() - started < REASSIGN_TEN_THOUSAND_S


async def test_people_change_while_others_change_without_a_circle(service: TasksService) -> None:
    people = [await service.hire() for _ in range(6)]
    await _file(service, people[0], 50)

    async def shuffle(version: int) -> None:
        changes = [
            Person(id=person, role="developer", active=(version + n) % 3 > 0, version=version)
            for n, person in enumerate(people)
        ]
        random.Random(version).shuffle(changes)
        await _change(service, *changes)

    await asyncio.gather(*(shuffle(version) for version in range(2, 14)))
    held = await _rows(
        service,
        "SELECT 1 FROM tasks JOIN user_directory AS people ON people.id = assignee_id WHERE status = 'open' AND NOT active",
    )
    assert held == []
    await _check_events_and_rows_agree(service)


async def test_what_is_told_in_sql_carries_the_trace_of_the_click(service: TasksService) -> None:
    manager, trace = await service.hire("manager"), "4bf92f3577b34da6a3ce929d0e0e4736"
    await service.hire()
    headers = bearer(manager, "manager") | {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    await service.client.post("/tasks", json={"title": "x"}, headers=headers)
    await service.client.post("/tasks/reassign", headers=headers)
    traces = await _rows(service, "SELECT DISTINCT split_part(traceparent, '-', 2) FROM outbox")
    assert [tuple(row) for row in traces] == [(trace,)]
