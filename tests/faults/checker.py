"""Holds what people were told against what the databases and queues say once everything is quiet."""

import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

import asyncpg
from aio_pika.abc import AbstractChannel
from faults.load import RATE_PER_S, BackgroundLoad, Command

from ates_chassis.messaging import broker
from ates_chassis.messaging.topology import DELAYS
from ates_chassis.testing import eventually
from ates_tools.rehearsal.audit import AuditFinding, audit, unsettled
from support.running_company import RunningCompany

SETTLED_WITHIN_S = 60.0
SHOWN = 5
CONSUMERS = ("accounting", "tasks")
INBOX_QUEUES = ("accounting.tasks", "accounting.auth", "tasks.auth")
SIDE_QUEUES = tuple(
    f"{service}.{place}"
    for service in CONSUMERS
    for place in ("parked", *(f"delay.{name}" for name in DELAYS))
)

_DRAWS = "SELECT COALESCE(sum(assigned_count) - count(*), 0)::bigint FROM tasks"
_COMPLETIONS = (
    "SELECT subject FROM outbox WHERE type = 'tasks.task-completed.v1' AND subject = ANY($1)"
)


@dataclass
class Checker:
    """Compares from the moment it was made: what was wrong before that is no fault of this load."""

    company: RunningCompany
    tasks: asyncpg.Connection
    accounting: asyncpg.Connection
    draws_before: int
    missing_before: int
    wrong_before: dict[str, int]

    @classmethod
    async def make(cls, company: RunningCompany) -> "Checker":
        tasks = await asyncpg.connect(company.database_url("tasks"))
        accounting = await asyncpg.connect(company.database_url("accounting"))
        return cls(
            company,
            tasks,
            accounting,
            draws_before=await tasks.fetchval(_DRAWS),
            missing_before=await unsettled(tasks, accounting),
            wrong_before={one.rule: one.offences for one in await audit(tasks, accounting)},
        )

    async def connect_again(self) -> None:
        """A fault may have ended the connections."""
        self.close()
        self.tasks = await asyncpg.connect(self.company.database_url("tasks"))
        self.accounting = await asyncpg.connect(self.company.database_url("accounting"))

    def close(self) -> None:
        for connection in (self.tasks, self.accounting):
            connection.terminate()

    async def settled(self) -> None:
        """Waits for quiet as long as it can be hoped for; what is still missing then, the findings tell."""
        with contextlib.suppress(AssertionError):
            await eventually(
                self.missing,
                until=lambda left: left <= self.missing_before,
                timeout_s=SETTLED_WITHIN_S,
            )

    async def findings(self, load: BackgroundLoad) -> list[AuditFinding]:
        return [
            _finding("every outcome is known", (c for c in load.history if c.outcome == "unknown")),
            _finding("no answer is a surprise", load.surprises),
            *await self._creations(load),
            *await self._completions(load),
            await self._draws(load),
            *await self.queues(),
            *[self._since(one) for one in await audit(self.tasks, self.accounting)],
        ]

    async def missing(self) -> int:
        """Effects under way, or never to come."""
        return await unsettled(self.tasks, self.accounting)

    async def is_current(self) -> bool:
        """Whether no more is under way than a moment's work brings."""
        return await self.missing() <= 2 * RATE_PER_S

    def _since(self, finding: AuditFinding) -> AuditFinding:
        before = self.wrong_before[finding.rule]
        return AuditFinding(finding.rule, max(0, finding.offences - before), finding.detail)

    async def _creations(self, load: BackgroundLoad) -> list[AuditFinding]:
        rows = await self.tasks.fetch(
            "SELECT id, title FROM tasks WHERE title LIKE $1 || ' #%'", load.name
        )
        titles: dict[str, list[str]] = {}
        for row in rows:
            titles.setdefault(row["title"], []).append(str(row["id"]))
        created = {_title(command): command for command in load.acknowledged("create")}
        wrong = [c for title, c in created.items() if titles.get(title) != [c.answer["id"]]]
        return [
            _finding("each acknowledged creation is one task", wrong, of=len(created)),
            _finding("no task without an acknowledged creation", titles.keys() - created.keys()),
        ]

    async def _completions(self, load: BackgroundLoad) -> list[AuditFinding]:
        acknowledged = {c.answer["id"]: c for c in load.acknowledged("complete")}
        rows = await self.tasks.fetch(_COMPLETIONS, list(acknowledged))
        times = Counter(row["subject"] for row in rows)
        done = await self.tasks.fetch(
            "SELECT id, assignee_id FROM tasks WHERE title LIKE $1 || ' #%' AND status = 'done'",
            load.name,
        )
        completers = {str(row["id"]): str(row["assignee_id"]) for row in done}
        wrong = [
            command
            for task_id, command in acknowledged.items()
            if times[task_id] != 1 or completers.get(task_id) != command.answer["assignee_id"]
        ]
        return [
            _finding("each acknowledged completion happened once", wrong, of=len(acknowledged)),
            _finding("nothing else is completed", completers.keys() - acknowledged.keys()),
        ]

    async def _draws(self, load: BackgroundLoad) -> AuditFinding:
        """That each draw has its fee is a finding of the audit."""
        count = sum(c.answer["reassigned"] for c in load.acknowledged("reassign"))
        drawn = await self.tasks.fetchval(_DRAWS) - self.draws_before
        detail = f"{count} draws acknowledged, {drawn} made"
        return AuditFinding("each acknowledged draw was made", abs(count - drawn), detail)

    async def queues(self) -> list[AuditFinding]:
        left = {name: count for name, count in (await self.waiting()).items() if count}
        return [
            AuditFinding(
                "nothing parked, delayed or left in a queue", sum(left.values()), str(left)
            )
        ]

    async def waiting(self) -> dict[str, int]:
        """Messages ready in each queue."""
        async with operator_channel(self.company) as channel:
            raw = await channel.get_underlay_channel()
            return {
                name: (await raw.queue_declare(name, passive=True)).message_count or 0
                for name in (*INBOX_QUEUES, *SIDE_QUEUES)
            }


@contextlib.asynccontextmanager
async def operator_channel(company: RunningCompany) -> AsyncIterator[AbstractChannel]:
    async with broker.connected(company.amqp_url("operator"), "faults") as connection:
        yield await broker.confirming_channel(connection)


def _title(command: Command) -> str:
    assert command.body is not None
    return command.body["title"]


def _finding(rule: str, offences: Iterable[object], *, of: int | None = None) -> AuditFinding:
    violations = [str(offence) for offence in offences]
    looked_at = [] if of is None else [f"{of} looked at"]
    return AuditFinding(rule, len(violations), "; ".join([*looked_at, *violations[:SHOWN]]))


def account(load: BackgroundLoad, findings: Sequence[AuditFinding]) -> str:
    """What happened, for people; each broken rule with its first offences."""
    lines = [f"  {load}"]
    for finding in findings:
        mark = "ok" if finding.holds else f"BROKEN ({finding.offences})"
        lines.append(f"  {mark}: {finding.rule}: {finding.detail}")
    return "\n".join(lines)
