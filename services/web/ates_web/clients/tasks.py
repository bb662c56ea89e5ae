"""The client of tasks: mine, all, one, its log; complete, reassign, import."""

from dataclasses import dataclass
from datetime import date

from ates_web.clients.models import Count, ImportReport, LogEntry, Page, Reassigned, Spread, Task
from ates_web.clients.upstream import Caller, Upstream, query

PAGE = 50
# A parametrized model that nobody holds is made anew at each use.
_LogEntries = Page[LogEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """The filters of a list; `first` and `last` are days of creation, inclusive."""

    q: str = ""
    jira_key: str = ""
    status: str = ""
    assignee_id: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def query(self) -> list[tuple[str, str]]:
        return query(
            [
                ("q", self.q),
                ("jira_key", self.jira_key),
                ("status", self.status),
                ("assignee_id", self.assignee_id),
                ("from", self.first),
                ("to", self.last),
            ]
        )


class TasksClient:
    def __init__(self, upstream: Upstream) -> None:
        self._tasks = upstream

    async def mine(
        self, caller: Caller, which: Which, *, sort: str = "", after: str = "", limit: int = PAGE
    ) -> Page[Task]:
        return await self._page(caller, "/tasks/mine", which, sort, after, limit)

    async def all(
        self, caller: Caller, which: Which, *, sort: str = "", after: str = "", limit: int = PAGE
    ) -> Page[Task]:
        return await self._page(caller, "/tasks", which, sort, after, limit)

    async def _page(
        self, caller: Caller, path: str, which: Which, sort: str, after: str, limit: int
    ) -> Page[Task]:
        asked = which.query + query([("sort", sort), ("limit", limit), ("after", after)])
        return self._tasks.read(
            Page[Task], await self._tasks.call(caller, "GET", path, query=asked)
        )

    async def count(self, caller: Caller, which: Which) -> Count:
        """How many tasks `all` has with the same filters, as far as the service counts."""
        return await self._count(caller, "/tasks/count", which)

    async def count_mine(self, caller: Caller, which: Which) -> Count:
        """How many tasks `mine` has with the same filters, as far as the service counts."""
        return await self._count(caller, "/tasks/mine/count", which)

    async def _count(self, caller: Caller, path: str, which: Which) -> Count:
        body = await self._tasks.call(caller, "GET", path, query=which.query)
        return self._tasks.read(Count, body)

    async def load(self, caller: Caller, *, limit: int = PAGE) -> Spread:
        """How the open tasks spread over people; for those who see all tasks."""
        asked = query([("limit", limit)])
        body = await self._tasks.call(caller, "GET", "/tasks/load", query=asked)
        return self._tasks.read(Spread, body)

    async def one(self, caller: Caller, task_id: str) -> Task:
        return self._tasks.read(Task, await self._tasks.call(caller, "GET", f"/tasks/{task_id}"))

    async def log(self, caller: Caller, task_id: str) -> tuple[LogEntry, ...]:
        body = await self._tasks.call(caller, "GET", f"/tasks/{task_id}/log")
        return self._tasks.read(_LogEntries, body).items

    async def create(
        self, caller: Caller, *, title: str, description: str, jira_key: str, key: str | None
    ) -> Task:
        task = {"title": title, "description": description or None, "jira_key": jira_key or None}
        given = {name: value for name, value in task.items() if value is not None}
        return self._tasks.read(
            Task, await self._tasks.call(caller, "POST", "/tasks", json=given, key=key)
        )

    async def complete(self, caller: Caller, task_id: str, *, key: str | None) -> Task:
        body = await self._tasks.call(caller, "POST", f"/tasks/{task_id}/complete", key=key)
        return self._tasks.read(Task, body)

    async def reassign(self, caller: Caller, *, key: str | None) -> int:
        body = await self._tasks.call(caller, "POST", "/tasks/reassign", key=key, slow=True)
        return self._tasks.read(Reassigned, body).reassigned

    async def import_csv(
        self, caller: Caller, content: bytes, *, dry_run: bool, key: str | None
    ) -> ImportReport:
        body = await self._tasks.call(
            caller,
            "POST",
            "/tasks/import",
            query=[("dry_run", "true" if dry_run else "false")],
            csv=content,
            key=key,
            slow=True,
        )
        return self._tasks.read(ImportReport, body)

    async def csv(self, caller: Caller, which: Which, *, sort: str) -> bytes:
        """What `all` has, as long as the service makes a file."""
        asked = which.query + query([("sort", sort)])
        return await self._tasks.call(
            caller, "GET", "/tasks", query=asked, accept="text/csv", slow=True
        )
