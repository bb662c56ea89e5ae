"""Fees and rewards from other services' facts, in any order, in batches, and from two workers at once."""

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime
from uuid import UUID

from accounting_service import AccountingService
from uuid_utils.compat import uuid7

from ates_accounting.domain.books import Books
from ates_accounting.domain.ledger import Occurrence
from ates_accounting.use_cases import ledger
from ates_chassis.messaging.contracts import Envelope
from ates_chassis.messaging.inbox import Delivery
from ates_chassis.observability.tracing import new_traceparent, trace_id

BOOKS = Books(currency="USD", zone="UTC")


async def test_each_assignment_costs_its_assignee_the_fee(service: AccountingService) -> None:
    task, first, second = uuid7(), uuid7(), uuid7()
    await service.hear(
        service.added(task),
        service.assigned(task, first),
        service.assigned(task, second, 2),
        service.assigned(task, second, 3),
    )
    fee, _ = await service.price(task)
    assert await service.balance(first) == -fee
    assert await service.balance(second) == -2 * fee


async def test_completion_pays_the_reward(service: AccountingService) -> None:
    task, employee = uuid7(), uuid7()
    await service.hear(service.added(task), service.assigned(task, employee))
    await service.hear(service.completed(task, employee))
    fee, reward = await service.price(task)
    assert await service.balance(employee) == reward - fee


async def test_facts_count_in_whatever_order_they_arrive(service: AccountingService) -> None:
    task, employee = uuid7(), uuid7()
    await service.hear(service.completed(task, employee))
    await service.hear(service.assigned(task, employee))
    fee, reward = await service.price(task)
    await service.hear(service.added(task, title="Late news", jira_key="ATES-7"))
    assert await service.price(task) == (fee, reward)
    assert await service.balance(employee) == reward - fee
    statement = (await service.get("/accounts/me/transfers", by=employee)).json()["items"]
    assert [row["kind"] for row in statement] == ["fee", "reward"]
    shown = {"id": str(task), "title": "Late news", "jira_key": "ATES-7"}
    assert [row["task"] for row in statement] == [shown, shown]
    assert len(await service.published("task-priced")) == 1


async def test_a_name_once_known_stays(service: AccountingService) -> None:
    task = uuid7()
    await service.hear(service.added(task, title="First"))
    await service.hear(service.added(task, title="Second"))
    assert await service.value("SELECT title FROM tasks") == "First"


async def test_a_fact_heard_again_has_no_second_effect(service: AccountingService) -> None:
    task, employee = uuid7(), uuid7()
    batch = [
        service.added(task),
        service.assigned(task, employee),
        service.completed(task, employee),
    ]
    await service.hear(*batch, *batch)
    await service.hear(*batch[::-1])
    assert await service.value("SELECT count(*) FROM transfers") == 2
    assert len(await service.published("transfer-posted")) == 2
    fee, reward = await service.price(task)
    assert await service.balance(employee) == reward - fee


def _occurrence(task: UUID, employee: UUID) -> Occurrence:
    return Occurrence(
        event_id=uuid7(),
        occurred_at=datetime.now(UTC),
        task_id=task,
        user_id=employee,
        traceparent=new_traceparent(),
    )


async def test_a_fact_that_slips_past_the_inbox_is_stopped_by_its_natural_key(
    service: AccountingService,
) -> None:
    task, employee = uuid7(), uuid7()
    once = _occurrence(task, employee)
    for _ in range(2):
        async with service.db.transaction() as tx:
            await ledger.charge_fees(
                tx, assignments=[once, once], books=BOOKS, rng=random.Random(1)
            )
    fee, _ = await service.price(task)
    assert await service.balance(employee) == -fee
    assert len(await service.published("transfer-posted")) == 1


async def test_a_batch_of_five_hundred_mixed_facts(service: AccountingService) -> None:
    rng = random.Random(500)
    tasks, employees = [uuid7() for _ in range(80)], [uuid7() for _ in range(9)]
    makers = [service.assigned, service.completed]
    batch = [rng.choice(makers)(rng.choice(tasks), rng.choice(employees)) for _ in range(420)]
    batch += [service.added(task) for task in tasks]
    rng.shuffle(batch)
    await service.hear(*batch)
    price = {row.id: row for row in await service.rows("SELECT id, fee, reward FROM tasks")}
    expected: Counter[str] = Counter()
    for each in batch:
        data = each.envelope.data
        if "assignee_id" in data:
            expected[data["assignee_id"]] -= price[UUID(data["task_id"])].fee
        elif "completed_by" in data:
            expected[data["completed_by"]] += price[UUID(data["task_id"])].reward
    accounts = await service.rows("SELECT id, balance FROM accounts")
    assert {str(row.id): row.balance for row in accounts} == dict(expected)
    assert len(await service.published("task-priced")) == 80
    assert len(await service.published("transfer-posted")) == 420


async def test_balances_after_follow_the_order_of_posting(service: AccountingService) -> None:
    employee = uuid7()
    await service.hear(*(service.assigned(uuid7(), employee) for _ in range(30)))
    await service.hear(*(service.completed(uuid7(), employee) for _ in range(30)))
    balance = 0
    for row in await service.rows("SELECT delta, balance_after FROM transfers ORDER BY number"):
        balance += row.delta
        assert row.balance_after == balance
    assert await service.balance(employee) == balance


async def test_two_workers_over_the_same_accounts_and_tasks_neither_deadlock_nor_lose(
    service: AccountingService,
) -> None:
    tasks, employees = [uuid7() for _ in range(40)], [uuid7() for _ in range(6)]

    def batch(seed: int) -> list[Delivery]:
        rng = random.Random(seed)
        makers = [service.assigned, service.completed]
        events = [rng.choice(makers)(rng.choice(tasks), rng.choice(employees)) for _ in range(60)]
        events += [service.added(task) for task in rng.sample(tasks, 20)]
        rng.shuffle(events)
        return events

    await asyncio.gather(*(service.hear(*batch(seed)) for seed in range(30)))
    assert await service.value("SELECT count(*) FROM transfers") == 1_800
    wrong = await service.rows(
        """
        SELECT id FROM accounts WHERE balance IS DISTINCT FROM (SELECT sum(delta) FROM transfers WHERE user_id = accounts.id)
            OR balance IS DISTINCT FROM
                (SELECT balance_after FROM transfers WHERE user_id = accounts.id ORDER BY number DESC LIMIT 1)
        """
    )
    assert wrong == []


async def test_opposite_batches_never_wait_for_each_other_in_a_circle(
    service: AccountingService,
) -> None:
    """One meets T1 then T9 and charges W9 then pays W1, the other the other way round."""
    t1, t9, w1, w9 = *(uuid7() for _ in range(2)), *(uuid7() for _ in range(2))

    def forth() -> list[Delivery]:
        return [service.added(t9), service.assigned(t9, w9), service.completed(t1, w1)]

    def back() -> list[Delivery]:
        return [service.added(t1), service.assigned(t1, w1), service.completed(t9, w9)]

    for _ in range(40):
        await asyncio.gather(
            *(service.hear(*batch) for batch in (forth(), back(), forth(), back()))
        )
    assert await service.value("SELECT count(*) FROM transfers") == 320


async def test_a_price_is_drawn_once_however_many_meet_the_task_at_once(
    service: AccountingService,
) -> None:
    task = uuid7()
    facts = [service.added(task), *(service.assigned(task, uuid7(), n) for n in range(1, 8))]
    await asyncio.gather(*(service.hear(fact) for fact in facts))
    [priced] = await service.published("task-priced")
    fee, reward = await service.price(task)
    assert (priced["fee"], priced["reward"], priced["currency"]) == (fee, reward, "USD")
    assert await service.rows("SELECT DISTINCT amount FROM transfers") == [(fee,)]


async def test_the_trace_of_the_click_is_on_the_ledger_row_and_on_what_is_told(
    service: AccountingService,
) -> None:
    task, employee, trace = uuid7(), uuid7(), new_traceparent()
    await service.hear(
        service.assigned(task, employee, trace=trace), service.completed(uuid7(), employee)
    )
    assert await service.value("SELECT traceparent FROM transfers WHERE kind = 'fee'") == trace
    traced = await service.rows(
        "SELECT type, traceparent FROM outbox WHERE subject = :task OR data->>'task_id' = :task",
        task=str(task),
    )
    assert {row.type: trace_id(row.traceparent) for row in traced} == {
        "accounting.task-priced.v1": trace_id(trace),
        "accounting.transfer-posted.v1": trace_id(trace),
    }


async def test_a_transfer_keeps_the_time_of_its_fact_and_gets_the_database_s(
    service: AccountingService,
) -> None:
    employee = uuid7()
    event = service.assigned(uuid7(), employee)
    await service.hear(event)
    [row] = await service.rows(
        "SELECT occurred_at, now() - posted_at < interval '1 minute' AS fresh, business_day = now()::date AS today"
        " FROM transfers"
    )
    assert (row.occurred_at, row.fresh, row.today) == (event.envelope.time, True, True)


async def test_a_posted_transfer_is_told_as_it_stands_in_the_ledger(
    service: AccountingService,
) -> None:
    employee = uuid7()
    await service.hear(service.assigned(uuid7(), employee))
    [event] = await service.published("transfer-posted")
    [row] = await service.rows("SELECT * FROM transfers")
    assert event == {
        "transfer_id": str(row.id),
        "user_id": str(employee),
        "kind": "fee",
        "delta": -row.amount,
        "currency": "USD",
        "task_id": str(row.task_id),
        "business_day": row.business_day.isoformat(),
        "balance_after": -row.amount,
    }


async def test_people_are_followed_and_a_deactivation_takes_effect_at_once(
    service: AccountingService,
) -> None:
    employee = await service.hire()
    assert (await service.get("/accounts/me", by=employee)).status_code == 200
    data = {
        "user_id": str(employee), "login": "x", "email": "x@example.com", "full_name": "X",
        "role": "developer", "active": False, "version": 2,
    }  # fmt: skip
    envelope = Envelope(
        id=uuid7(),
        type="auth.user-changed.v1",
        subject=str(employee),
        time=datetime.now(UTC),
        data=data,
    )
    await service.hear(Delivery(envelope, None))
    assert (await service.get("/accounts/me", by=employee)).status_code == 401
