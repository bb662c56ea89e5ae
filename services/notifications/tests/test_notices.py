"""Notices: whom which fact is told, once; and what a person sees and reads of their own."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from notifications_service import NotificationsService
from uuid_utils.compat import uuid7


async def test_a_drawn_task_is_told_with_its_title_whichever_event_comes_first(
    service: NotificationsService,
) -> None:
    person, tasks = await service.person(), [uuid7(), uuid7()]
    await service.hear(service.assigned(person, task_id=tasks[0]))
    await service.hear(service.added(tasks[0], "Feed the bird"))
    [notice] = (await service.get("/notices", person)).json()["items"]
    assert notice["kind"] == "task-given"
    assert notice["count"] == 1
    assert notice["task"] == {
        "id": str(tasks[0]),
        "title": "Feed the bird",
        "jira_key": "POPUG-42",
    }
    assert notice["read_at"] is None


@pytest.mark.parametrize("cause", ["created", "reassigned", "assignee-left"])
async def test_whoever_is_given_a_task_is_told_whatever_the_cause(
    service: NotificationsService, cause: str
) -> None:
    person = await service.person()
    await service.hear(service.assigned(person, cause=cause))
    assert await service.notices(person) == {"task-given": [1]}


async def test_a_task_that_a_reassignment_took_is_told_to_whoever_had_it(
    service: NotificationsService,
) -> None:
    before, now = uuid7(), uuid7()
    await service.hear(service.assigned(now, before=before, number=2, cause="reassigned"))
    assert await service.notices(before) == {"task-taken": [1]}
    assert await service.notices(now) == {"task-given": [1]}


async def test_who_keeps_a_task_or_has_left_is_told_of_no_loss(
    service: NotificationsService,
) -> None:
    same, gone, heir = uuid7(), uuid7(), uuid7()
    await service.hear(
        service.assigned(same, before=same, number=2, cause="reassigned"),
        service.assigned(heir, before=gone, number=2, cause="assignee-left"),
    )
    assert await service.notices(same) == {"task-given": [1]}
    assert await service.notices(gone) == {}


async def test_rewards_and_corrections_are_told_with_their_sum_and_other_transfers_are_not(
    service: NotificationsService,
) -> None:
    person = uuid7()
    await service.hear(
        service.posted(person, 2_500),
        service.posted(person, 3_000),
        service.posted(person, -700, kind="correction"),
        service.posted(person, -1_250, kind="fee"),
        service.posted(person, -99, kind="payout"),
    )
    items = (await service.get("/notices", person)).json()["items"]
    amounts = {item["kind"]: (item["count"], item["amount"]) for item in items}
    assert amounts == {
        "reward": (2, {"amount": 5_500, "currency": "USD"}),
        "correction": (1, {"amount": -700, "currency": "USD"}),
    }


@pytest.mark.parametrize("end", ["settled", "failed"])
@pytest.mark.parametrize("due_comes_first", [True, False])
async def test_the_end_of_a_payout_is_told_to_its_person_also_where_it_is_heard_of_first(
    service: NotificationsService, end: str, due_comes_first: bool
) -> None:
    person, payout = uuid7(), uuid7()
    ended = service.settled(payout) if end == "settled" else service.failed(payout)
    events = [service.due(person, payout), ended]
    for event in events if due_comes_first else reversed(events):
        await service.hear(event)
    assert await service.notices(person) == {"payout-due": [1], f"payout-{end}": [1]}
    [notice, _] = (await service.get("/notices", person)).json()["items"]
    assert notice["payout_id"] == str(payout)
    assert notice["amount"] == {"amount": 12_345, "currency": "USD"}
    assert notice["business_day"] == "2026-11-19"


async def test_due_and_end_of_a_payout_that_come_at_once_are_both_told(
    service: NotificationsService,
) -> None:
    person = uuid7()
    for _ in range(10):
        payout = uuid7()
        await asyncio.gather(
            service.hear(service.due(person, payout)), service.hear(service.settled(payout))
        )
    assert await service.notices(person) == {"payout-due": [1] * 10, "payout-settled": [1] * 10}


async def test_a_fact_is_told_once_also_when_the_inbox_has_forgotten_it(
    service: NotificationsService,
) -> None:
    person, other, payout = uuid7(), uuid7(), uuid7()
    facts = [
        service.assigned(person, before=other, number=2, cause="reassigned"),
        service.posted(person),
        service.due(person, payout),
        service.settled(payout),
    ]
    await service.hear(*facts)
    once = (await service.notices(person), await service.notices(other))
    await service.execute("DELETE FROM inbox")
    await service.hear(*reversed(facts), *facts)
    assert (await service.notices(person), await service.notices(other)) == once


async def test_shuffled_doubled_facts_on_two_workers_at_once_are_told_once(
    service: NotificationsService,
) -> None:
    rng = random.Random(7)
    people = [uuid7() for _ in range(5)]
    facts = [
        service.assigned(person, before=rng.choice(people), number=n + 2, cause="reassigned")
        for n in range(20)
        for person in people
    ]
    facts += [service.posted(person) for person in people for _ in range(10)]

    async def work() -> None:
        """As one worker: batch after batch."""
        shuffled = rng.sample(facts, len(facts))
        for at in range(0, len(shuffled), 25):
            await service.hear(*shuffled[at : at + 25])

    await asyncio.gather(work(), work())
    seen = {person: await service.notices(person) for person in people}
    assert {person: counts["task-given"] for person, counts in seen.items()} == {
        person: [20] for person in people
    }
    assert all(counts["reward"] == [10] for counts in seen.values())
    taken = sum(sum(counts.get("task-taken", [])) for counts in seen.values())
    expected = sum(
        e.envelope.data["previous_assignee_id"] != e.envelope.data["assignee_id"]
        for e in facts
        if "previous_assignee_id" in e.envelope.data
    )
    assert taken == expected


async def test_two_thousand_reassigned_tasks_are_one_notice_of_each_kind(
    service: NotificationsService,
) -> None:
    one, other = uuid7(), uuid7()
    flood = [
        service.assigned(one, before=other, number=2, cause="reassigned")
        if n % 2
        else service.assigned(other, before=one, number=2, cause="reassigned")
        for n in range(4_000)
    ]
    for at in range(0, len(flood), 500):
        await service.hear(*flood[at : at + 500])
    for person in (one, other):
        assert await service.notices(person) == {"task-given": [2_000], "task-taken": [2_000]}


async def test_what_was_read_or_is_older_than_some_minutes_gathers_no_more(
    service: NotificationsService,
) -> None:
    person = uuid7()
    await service.hear(service.assigned(person))
    await service.age(timedelta(minutes=6))
    await service.hear(service.assigned(person))
    [newest, _] = (await service.get("/notices", person)).json()["items"]
    assert (await service.post(f"/notices/{newest['id']}/read", person)).status_code == 200
    await service.hear(service.assigned(person), service.assigned(person))
    assert await service.notices(person) == {"task-given": [1, 1, 2]}


async def test_what_is_older_than_a_month_is_told_nobody(service: NotificationsService) -> None:
    person = uuid7()
    old = datetime.now(UTC) - timedelta(days=31)
    await service.hear(service.assigned(person, at=old), service.posted(person, at=old))
    assert await service.notices(person) == {}


async def test_a_person_sees_pages_of_their_own_and_how_many_are_unread(
    service: NotificationsService,
) -> None:
    person, other = uuid7(), uuid7()
    for _ in range(5):
        payout = uuid7()
        await service.hear(service.due(person, payout), service.due(other, uuid7()))
    first = (await service.get("/notices", person, limit=3)).json()
    rest = (await service.get("/notices", person, limit=3, after=first["next"])).json()
    ids = [item["id"] for item in first["items"] + rest["items"]]
    assert len(ids) == 5
    assert ids == sorted(ids, reverse=True)
    assert rest["next"] is None
    assert (await service.get("/notices/unread", person)).json() == {"unread": 5}
    read = await service.post("/notices/read", person, {"up_to": ids[1]}, key="once")
    assert read.json() == {"unread": 1}
    unread = (await service.get("/notices", person, unread=True)).json()["items"]
    assert [item["id"] for item in unread] == [ids[0]]
    assert (await service.get("/notices/unread", other)).json() == {"unread": 5}


async def test_nobody_reads_the_notices_of_another(service: NotificationsService) -> None:
    person, other = uuid7(), uuid7()
    await service.hear(service.assigned(person))
    [notice] = (await service.get("/notices", person)).json()["items"]
    answer = await service.post(f"/notices/{notice['id']}/read", other)
    assert answer.status_code == 404
    assert answer.json()["code"] == "no-such-notice"
    assert (await service.get("/notices/unread", person)).json() == {"unread": 1}
    once = await service.post(f"/notices/{notice['id']}/read", person)
    again = await service.post(f"/notices/{notice['id']}/read", person)
    assert once.json()["read_at"] == again.json()["read_at"] is not None


async def _tables_with(service: NotificationsService, person: UUID) -> set[str]:
    names = await service.rows(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'user_id' AND table_schema = 'public'"
    )
    counts = {
        name: await service.value(f"SELECT count(*) FROM {name} WHERE user_id = :id", id=person)
        for (name,) in names
    }
    return {name for name, count in counts.items() if count}


async def test_of_an_erased_person_nothing_stays_but_that_they_were_and_nothing_comes_again(
    service: NotificationsService,
) -> None:
    person, payout = await service.person(), uuid7()
    await service.prefer(person, language="ru")
    await service.hear(
        service.assigned(person), service.due(person, payout), service.failed(payout)
    )
    await service.post("/notices/read", person, {"up_to": str(uuid7())}, key="a key")
    before = await _tables_with(service, person)
    assert before == {"contacts", "emails", "notices", "payouts", "preferences"}
    await service.hear(service.erased(person))
    assert await _tables_with(service, person) == {"contacts"}
    await service.hear(service.assigned(person), service.user(person, version=1))
    await service.hear(service.posted(person))
    assert await _tables_with(service, person) == {"contacts"}
    [row] = await service.rows("SELECT * FROM contacts WHERE user_id = :id", id=person)
    assert (row.email, row.full_name, row.erased) == (None, None, True)


async def test_an_erasure_beside_the_news_of_the_person_leaves_nothing(
    service: NotificationsService,
) -> None:
    for _ in range(10):
        person, payout = await service.person(), uuid7()
        await asyncio.gather(
            service.hear(service.due(person, payout), service.posted(person)),
            service.hear(service.assigned(person)),
            service.hear(service.settled(payout)),
            service.hear(service.erased(person)),
        )
        assert await _tables_with(service, person) <= {"contacts", "payouts"}
