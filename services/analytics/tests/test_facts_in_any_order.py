"""Whatever order facts arrive in, and however often: the figures are those of a model of a few lines."""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import mean, median
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import pytest
from analytics_service import AnalyticsService
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

BERLIN = ZoneInfo("Europe/Berlin")
# Around the change to summer time, so that days have other bounds than in UTC, and one has 23 hours.
START = datetime(2026, 3, 27, 20, tzinfo=UTC)
FIRST, LAST = START.date() - timedelta(days=1), START.date() + timedelta(days=5)
NAME = UUID(int=7)
TASKS, WORKERS = 5, 4

hours = st.integers(0, 80)
task_facts = st.one_of(
    st.tuples(st.just("added"), st.integers(1, TASKS)),
    st.tuples(st.just("priced"), st.integers(1, TASKS)),
    st.tuples(st.just("completed"), st.integers(1, TASKS)),
    st.tuples(st.just("assigned"), st.integers(1, TASKS), st.integers(1, 4)),
)
money_facts = st.tuples(
    st.just("posted"),
    st.integers(1, WORKERS),
    st.sampled_from(["fee", "reward", "payout", "payout-returned", "correction"]),
    st.integers(1, 9),
)
# Each batch is a list of facts; the same one may come again, within a batch and later.
histories = st.lists(st.lists(st.one_of(task_facts, money_facts), max_size=12), max_size=8)


def _id(*what: object) -> UUID:
    return uuid5(NAME, repr(what))


def _number(*what: object, of: int) -> int:
    return _id("number", *what).int % of


@dataclass
class FactsModel:
    """What the figures must be: every fact's content follows from its name, so that it says the same each time."""

    created: dict[int, datetime] = field(default_factory=dict)
    completed: dict[int, datetime] = field(default_factory=dict)
    rewards: dict[int, int] = field(default_factory=dict)
    assignments: dict[tuple[int, int], datetime] = field(default_factory=dict)
    transfers: dict[tuple[int, str, int], tuple[int, Any]] = field(default_factory=dict)

    def arrival(self, service: Any, what: str, *about: Any, again: bool) -> Any:
        """The fact as it arrives, noted; `again` comes under another event id, as a natural duplicate."""
        at = START + timedelta(hours=_number(what, *about, of=80))
        more = {"at": at, "event_id": _id(what, *about, again)}
        task = _id("task", about[0])
        match what:
            case "added":
                self.created[about[0]] = at
                return service.added(task, f"task {about[0]}", **more)
            case "completed":
                self.completed[about[0]] = at
                return service.completed(task, **more)
            case "priced":
                self.rewards[about[0]] = 2_000 + _number("reward", about[0], of=3)
                return service.priced(task, self.rewards[about[0]], **more)
            case "assigned":
                self.assignments[about] = at
                cause = "created" if about[1] == 1 else "reassigned"
                return service.assigned(task, about[1], cause, **more)
        delta = _number(*about, of=2_000) + 1
        delta = -delta if about[1] in {"fee", "payout"} else delta
        day = at.astimezone(BERLIN).date()
        self.transfers[about] = (delta, day)
        employee = _id("worker", about[0])
        return service.posted(employee, about[1], delta, day, transfer=_id(*about), **more)

    def negative_balances(self) -> list[tuple[int, str]]:
        balances: Counter[UUID] = Counter()
        for (employee, _, _), (delta, _) in self.transfers.items():
            balances[_id("worker", employee)] += delta
        return sorted((cents, str(user)) for user, cents in balances.items() if cents < 0)

    def income(self) -> dict[str, int]:
        by_day: Counter[str] = Counter()
        for (_, kind, _), (delta, day) in self.transfers.items():
            by_day[day.isoformat()] -= delta if kind in {"fee", "reward"} else 0
        return {day: cents for day, cents in by_day.items() if cents}

    def most_expensive(self) -> dict[str, str]:
        by_day = defaultdict(list)
        for task, at in self.completed.items():
            if task in self.rewards:
                by_day[_day(at)].append((-self.rewards[task], at, str(_id("task", task))))
        return {day: min(tasks)[2] for day, tasks in by_day.items()}

    def counts(self) -> dict[str, tuple[int, int, int]]:
        created = Counter(_day(at) for at in self.created.values())
        completed = Counter(_day(at) for at in self.completed.values())
        again = Counter(_day(at) for (_, number), at in self.assignments.items() if number > 1)
        return {d: (created[d], completed[d], again[d]) for d in created | completed | again}

    def took(self) -> dict[str, tuple[float, float]]:
        by_day = defaultdict(list)
        for task, at in self.completed.items():
            if task in self.created:
                by_day[_day(at)].append((at - self.created[task]).total_seconds())
        return {day: (median(all_), round(mean(all_), 3)) for day, all_ in by_day.items()}


def _day(at: datetime) -> str:
    return at.astimezone(BERLIN).date().isoformat()


async def _check(service: Any, model: FactsModel) -> None:
    period = {"from": FIRST, "to": LAST}
    minus = await service.shown("/negative-balances")
    shown = [(each["balance"]["amount"], each["user_id"]) for each in minus["items"]]
    assert (minus["count"], shown) == (len(model.negative_balances()), model.negative_balances())
    income = (await service.shown("/income", **period))["items"]
    assert {
        each["business_day"]: each["income"]["amount"]
        for each in income
        if each["income"]["amount"]
    } == model.income()
    most_expensive = await service.shown("/most-expensive-task", **period)
    best = {
        each["business_day"]: each["task"]["id"] for each in most_expensive["days"] if each["task"]
    }
    assert best == model.most_expensive()
    lines = (await service.shown("/throughput", **period))["items"]
    counts = {
        each["business_day"]: (each["created"], each["completed"], each["reassigned"])
        for each in lines
    }
    assert {day: each for day, each in counts.items() if any(each)} == model.counts()
    assert {
        each["business_day"]: tuple(each["completion_seconds"].values())
        for each in lines
        if each["completion_seconds"]
    } == model.took()


@pytest.mark.timeout(300)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=histories, again=st.booleans(), shuffler=st.randoms(use_true_random=False))
async def test_figures_agree_with_the_model_after_repeats_and_shuffles(
    service: AnalyticsService, history: Any, again: bool, shuffler: random.Random
) -> None:
    await service.forget()
    model = FactsModel()
    for batch in history:
        await service.hear(*(model.arrival(service, *each, again=False) for each in batch))
        # Whoever looks in between makes figures be kept, which the next facts may change.
        await _check(service, model)
    everything = [each for batch in history for each in batch]
    shuffler.shuffle(everything)
    await service.hear(*(model.arrival(service, *each, again=again) for each in everything))
    await _check(service, model)
    if not again:
        # And from nothing, in the other order.
        await service.forget()
        await service.hear(*(model.arrival(service, *each, again=False) for each in everything))
        await _check(service, model)


async def test_two_queues_at_once_neither_lose_nor_block_each_other(
    service: AnalyticsService,
) -> None:
    """Rounds over the same tasks from two consumers, which would deadlock if they took them as they come."""
    import asyncio

    tasks = [_id("both", number) for number in range(200)]
    await asyncio.gather(
        *(
            service.hear(*(make(task) for task in order))
            for make in (service.added, service.completed, service.priced)
            for order in (tasks, tasks[::-1])
        )
    )
    assert await service.value("SELECT count(*) FROM tasks WHERE title <> ''") == 200
    assert await service.value("SELECT sum(created + completed) FROM days") == 400
