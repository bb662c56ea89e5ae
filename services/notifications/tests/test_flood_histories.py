"""Whatever facts come, twice, late and in floods, and whatever is read meanwhile: notices agree with a model of a few lines."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from notifications_service import NotificationsService
from uuid_utils.compat import uuid7

from ates_chassis.messaging.inbox import Delivery

T = TypeVar("T")

STEP_S = 20.0
PEOPLE = 2
BEHIND_THE_WINDOW = timedelta(minutes=6)
Key = tuple[str, int]


class FloodHistories(RuleBasedStateMachine):
    """What may happen to notices, in any order. Hypothesis calls from a thread; the service lives on `loop`."""

    def __init__(self, service: NotificationsService, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._service, self._loop = service, loop
        self._people = [uuid7() for _ in range(PEOPLE)]
        self._facts: list[tuple[Key, Delivery]] = []
        self._counted: set[UUID] = set()
        # Of each kind and person, the counts of notices, oldest first; whether the last of them is open.
        self._counts: dict[Key, list[int]] = {}
        self._open: set[Key] = set()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(STEP_S)

    @rule(
        new=st.lists(st.tuples(st.sampled_from(("task-given", "reward")), st.integers(0, 1))),
        repeated=st.lists(st.integers(0, 30)),
        forgotten=st.booleans(),
    )
    def hear(self, new: list[Key], repeated: list[int], forgotten: bool) -> None:
        """A batch of new facts and of some that came before, which the inbox may have forgotten."""
        batch = [(key, self._fact(*key)) for key in new]
        batch += [self._facts[n] for n in repeated if n < len(self._facts)]
        self._facts += batch[: len(new)]
        if forgotten:
            self._do(self._service.execute("DELETE FROM inbox"))
        self._do(self._service.hear(*(event for _, event in batch)))
        for key, event in batch:
            if event.envelope.id not in self._counted:
                self._counted.add(event.envelope.id)
                self._count(key)

    def _fact(self, kind: str, number: int) -> Delivery:
        person = self._people[number]
        service = self._service
        return service.assigned(person) if kind == "task-given" else service.posted(person)

    def _count(self, key: Key) -> None:
        counts = self._counts.setdefault(key, [])
        if key in self._open:
            counts[-1] += 1
        else:
            counts.append(1)
            self._open.add(key)

    @rule(number=st.integers(0, PEOPLE - 1))
    def read(self, number: int) -> None:
        body = {"up_to": str(uuid7())}
        self._do(self._service.post("/notices/read", self._people[number], body))
        self._open = {key for key in self._open if key[1] != number}

    @rule()
    def wait(self) -> None:
        self._do(self._service.age(BEHIND_THE_WINDOW))
        self._open = set()

    @invariant()
    def notices_agree_with_the_model(self) -> None:
        for number, person in enumerate(self._people):
            seen = self._do(self._service.notices(person))
            assert seen == {kind: c for (kind, n), c in self._counts.items() if n == number}


async def test_each_fact_counts_once_and_a_flood_is_one_notice_whatever_happens(
    service: NotificationsService,
) -> None:
    machine = partial(FloodHistories, service, asyncio.get_running_loop())
    bounds = settings(max_examples=10, stateful_step_count=10, deadline=None)
    # It takes whatever makes a machine; its type says class.
    play: Any = machine
    await asyncio.to_thread(run_state_machine_as_test, play, settings=bounds)
