"""Drawing all open tasks anew, and those of people who left."""

from collections import Counter
from uuid import UUID

from sqlalchemy import text
from tasks_service import TasksService

from ates_chassis.shared.user_directory import Person
from ates_chassis.testing import bearer, published
from ates_tasks.domain.tasks import Draft
from ates_tasks.use_cases import assignment, imports, tasks

# The upper 0.1 % point of chi-square with 4 degrees of freedom: a fair draw fails once in a thousand runs, so three
# draws in a row must fail before the test does.
_CHI_SQUARE_4_AT_001 = 18.47


async def _file(service: TasksService, author: UUID, count: int) -> None:
    async with service.db.transaction() as tx:
        rows = "Summary\n" + "".join(f"task {n}\n" for n in range(count))
        await imports.import_tasks(tx, content=rows.encode(), author_id=author, dry_run=False)


async def test_every_open_task_is_drawn_again_and_told(service: TasksService) -> None:
    manager = await service.hire("manager")
    employees = [await service.hire("developer") for _ in range(3)]
    await _file(service, manager, 50)
    done = await service.file(manager)
    await service.client.post(
        f"/tasks/{done['id']}/complete", headers=bearer(UUID(done["assignee_id"]), "developer")
    )
    answer = await service.client.post("/tasks/reassign", headers=bearer(manager, "manager"))
    assert answer.json() == {"reassigned": 50}
    async with service.db.transaction() as tx:
        assigned = await published(tx, "tasks.task-assigned.v1")
        counts = (
            await tx.execute(text("SELECT assigned_count, count(*) FROM tasks GROUP BY 1"))
        ).all()
    again = [event for event in assigned if event["cause"] == "reassigned"]
    assert len(again) == 50
    assert {event["number"] for event in again} == {2}
    assert {UUID(event["assignee_id"]) for event in again} <= set(employees)
    assert dict(map(tuple, counts)) == {1: 1, 2: 50}


async def test_only_managers_and_administrators_reassign(service: TasksService) -> None:
    for role in ("boss", "accountant", "developer", "other", "internalservice"):
        answer = await service.client.post(
            "/tasks/reassign", headers=bearer(await service.hire(role), role)
        )
        assert answer.status_code == 403, role


async def test_draws_are_uniform_over_those_who_may_be_assignees(service: TasksService) -> None:
    manager = await service.hire("manager")
    employees = {
        await service.hire(role) for role in ("boss", "accountant", "developer", "other", "other")
    }
    await _file(service, manager, 2_000)
    worst = []
    for _ in range(3):
        await service.client.post("/tasks/reassign", headers=bearer(manager, "manager"))
        async with service.db.transaction() as tx:
            rows = (
                await tx.execute(text("SELECT assignee_id, count(*) FROM tasks GROUP BY 1"))
            ).all()
        drawn = Counter(dict(map(tuple, rows)))
        assert set(drawn) == employees
        worst.append(sum((count - 400) ** 2 / 400 for count in drawn.values()))
    assert min(worst) < _CHI_SQUARE_4_AT_001


async def test_the_open_tasks_of_somebody_who_left_are_drawn_again(service: TasksService) -> None:
    leaver = await service.hire("developer")
    await _file(service, leaver, 10)
    heir = await service.hire("developer")
    async with service.db.transaction() as tx:
        gone = Person(id=leaver, role="developer", active=False, version=2)
        await assignment.follow_people(tx, changes=[gone])
    async with service.db.transaction() as tx:
        assigned = await published(tx, "tasks.task-assigned.v1")
    left = [event for event in assigned if event["cause"] == "assignee-left"]
    assert {event["assignee_id"] for event in left} == {str(heir)}
    assert {event["previous_assignee_id"] for event in left} == {str(leaver)}
    assert len(left) == 10


async def test_late_news_of_a_person_does_not_undo_newer_news(service: TasksService) -> None:
    employee = await service.hire("developer")
    async with service.db.transaction() as tx:
        await assignment.follow_people(
            tx, changes=[Person(id=employee, role="developer", active=False, version=5)]
        )
    async with service.db.transaction() as tx:
        await assignment.follow_people(
            tx, changes=[Person(id=employee, role="developer", active=True, version=4)]
        )
    answer = await service.client.get("/tasks/mine", headers=bearer(employee, "developer"))
    assert answer.status_code == 401


async def test_a_task_filed_before_the_only_assignee_left_waits_for_the_next_one(
    service: TasksService,
) -> None:
    only = await service.hire("developer")
    async with service.db.transaction() as tx:
        await tasks.create_task(tx, draft=Draft(title="x"), author_id=only)
    async with service.db.transaction() as tx:
        await assignment.follow_people(
            tx, changes=[Person(id=only, role="manager", active=True, version=2)]
        )
    heir = Person(id=UUID(int=7), role="other", active=True, version=1)
    async with service.db.transaction() as tx:
        await assignment.follow_people(tx, changes=[heir])
        assigned = await published(tx, "tasks.task-assigned.v1")
    assert assigned[-1]["assignee_id"] == str(heir.id)
