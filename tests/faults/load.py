"""People at work: creates, completes and reassigns at a steady rate, each command with what came of it.

A command whose outcome is unknown (no answer, or a 5xx) is sent again with the same Idempotency-Key until its outcome
is known. A load is far shorter than the ten minutes of a token, so everybody signs in once, before the faults.
"""

import asyncio
import contextlib
import itertools
import math
import random
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Self
from uuid import uuid4

import httpx

from ates_chassis.messaging.retrying import wait_for_stop
from ates_tools.rehearsal.staff import ASSIGNEES, Employee

RATE_PER_S = 15
IN_FLIGHT_MAX = 60
REASSIGN_EVERY = 200
PATIENCE_S = 15.0
RETRY_S = 0.25
KNOWN_WITHIN_S = 90.0
MANAGER = "manager"

Kind = Literal["create", "complete", "reassign"]
Outcome = Literal["ok", "fail", "unknown"]


@dataclass(frozen=True, slots=True)
class LoadAttempt:
    """One request and what was answered; `status` is 0 where nothing was."""

    at: float
    seconds: float
    status: int
    text: str

    def __str__(self) -> str:
        return f"{self.status or self.text} after {self.seconds:.2f} s"


@dataclass(slots=True)
class Command:
    """What somebody wanted, each request that was made for it, and what came of it."""

    kind: Kind
    by: str
    path: str
    body: dict[str, str] | None = None
    key: str = field(default_factory=lambda: uuid4().hex)
    attempts: list[LoadAttempt] = field(default_factory=list)
    outcome: Outcome = "unknown"
    answer: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        what = (self.body or {}).get("title", self.path)
        tries = ", ".join(str(attempt) for attempt in self.attempts[-4:])
        return f"{self.kind} {what!r} by {self.by}, key {self.key}: {self.outcome} ({tries})"


@dataclass
class BackgroundLoad:
    """The people, their commands so far, and what they met that nobody should ever meet."""

    client: httpx.AsyncClient
    people: dict[str, Employee]
    name: str = field(default_factory=lambda: f"load {uuid4().hex[:8]}")
    history: list[Command] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)
    skipped: int = 0
    _running: set["asyncio.Task[None]"] = field(default_factory=set)
    _over: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    @classmethod
    async def sign_in(cls, client: httpx.AsyncClient) -> Self:
        logins = [MANAGER, *ASSIGNEES]
        people = await asyncio.gather(*(Employee.sign_in(client, login) for login in logins))
        return cls(client, dict(zip(logins, people, strict=True)))

    async def work(self) -> None:
        """One command per tick, whatever became of those before; a full house skips the tick."""
        while not self._over.is_set():
            if len(self._running) < IN_FLIGHT_MAX:
                task = asyncio.create_task(self._one(next(self._numbers)))
                self._running.add(task)
                task.add_done_callback(self._running.discard)
            else:
                self.skipped += 1
            await wait_for_stop(self._over, 1 / RATE_PER_S)

    async def goes_on(self, seconds: float) -> None:
        await wait_for_stop(self._over, seconds)

    async def finish(self) -> None:
        """No new commands; each one under way gets to know its outcome."""
        self._over.set()
        if self._running:
            await asyncio.wait(self._running, timeout=KNOWN_WITHIN_S + PATIENCE_S)

    async def _one(self, number: int) -> None:
        try:
            command = await self._next(number)
            if command is not None:
                self.history.append(command)
                await self._until_known(command)
        except Exception as error:  # noqa: BLE001 - the load goes on, and the test tells of it
            self.surprises.append(f"the load itself failed: {error!r}")

    async def _next(self, number: int) -> Command | None:
        if number % REASSIGN_EVERY == REASSIGN_EVERY - 1:
            return Command("reassign", MANAGER, "/tasks/reassign")
        if number % 2:
            by = random.choice(list(self.people))
            return Command("create", by, "/tasks", {"title": f"{self.name} #{number}"})
        return await self._completion(random.choice(ASSIGNEES))

    async def _completion(self, by: str) -> Command | None:
        """A task that somebody had just now; by the time of the command it may have been reassigned."""
        query = {"status": "open", "limit": "20", "q": self.name}
        try:
            answer = await self.send("GET", "/tasks/mine", by, params=query)
        except httpx.HTTPError:
            return None
        if answer.is_error or not (items := answer.json()["items"]):
            return None
        return Command("complete", by, f"/tasks/{random.choice(items)['id']}/complete")

    async def _until_known(self, command: Command) -> None:
        deadline = now() + KNOWN_WITHIN_S
        stop = asyncio.Event()
        while command.outcome == "unknown" and now() < deadline:
            started = now()
            try:
                headers = {"Idempotency-Key": command.key}
                answer = await self.send(
                    "POST", command.path, command.by, headers=headers, json=command.body
                )
            except httpx.HTTPError as error:
                status, text = 0, type(error).__name__
            else:
                status, text = answer.status_code, answer.text[:200]
                self._judge(command, answer)
            command.attempts.append(LoadAttempt(started, now() - started, status, text))
            if command.outcome == "unknown":
                await wait_for_stop(stop, RETRY_S)

    def _judge(self, command: Command, answer: httpx.Response) -> None:
        summary = f"{answer.status_code} {answer.text[:300]}"
        is_problem = answer.headers.get("content-type") == "application/problem+json"
        if answer.is_success:
            command.outcome, command.answer = "ok", answer.json()
        elif answer.is_client_error:
            command.outcome = "fail"
            if not (command.kind == "complete" and '"not-yours"' in answer.text):
                self.surprises.append(f"refused: {command} {summary}")
        elif answer.status_code == httpx.codes.INTERNAL_SERVER_ERROR or not is_problem:
            self.surprises.append(f"not a decent answer: {command} {summary}")

    async def send(self, method: str, path: str, by: str, **kwargs: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.people[by].token}", **kwargs.pop("headers", {})}
        return await self.client.request(method, path, headers=headers, **kwargs)

    def attempts(self, *, since: float, until: float = math.inf) -> list[LoadAttempt]:
        """Requests for commands that were sent in a stretch of time."""
        every = (attempt for command in self.history for attempt in command.attempts)
        return [attempt for attempt in every if since <= attempt.at < until]

    def acknowledged(self, kind: Kind) -> list[Command]:
        return [each for each in self.history if each.kind == kind and each.outcome == "ok"]

    def __str__(self) -> str:
        counts = ", ".join(
            f"{outcome} {sum(each.outcome == outcome for each in self.history)}"
            for outcome in ("ok", "fail", "unknown")
        )
        retried = sum(len(each.attempts) > 1 for each in self.history)
        text = f"{len(self.history)} commands: {counts}; {retried} sent again"
        return f"{text}; {self.skipped} ticks skipped" if self.skipped else text


@contextlib.asynccontextmanager
async def under_load(
    web_url: str, transport: httpx.AsyncBaseTransport | None = None
) -> AsyncIterator[BackgroundLoad]:
    """People work until the block ends; then every command's outcome is known, or is told as unknown."""
    limits = httpx.Limits(max_connections=IN_FLIGHT_MAX, max_keepalive_connections=IN_FLIGHT_MAX)
    url = f"{web_url}/api/v1"
    async with httpx.AsyncClient(
        base_url=url, transport=transport, timeout=PATIENCE_S, limits=limits, trust_env=False
    ) as client:
        load = await BackgroundLoad.sign_in(client)
        working = asyncio.create_task(load.work())
        try:
            yield load
        finally:
            await load.finish()
            await working


def quantile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def statuses(attempts: Sequence[LoadAttempt]) -> dict[int, int]:
    return {
        status: sum(each.status == status for each in attempts)
        for status in sorted({each.status for each in attempts})
    }


def now() -> float:
    return asyncio.get_running_loop().time()
