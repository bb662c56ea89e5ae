"""The client of tasks: mine, all, one, its log; complete, reassign, import."""

from dataclasses import dataclass
from datetime import date

from ates_web.clients.models import (
    CountView,
    ImportReport,
    LogEntryView,
    PageView,
    Reassigned,
    SpreadView,
    TaskView,
)
from ates_web.clients.upstream import Upstream, UpstreamCaller, query

PAGE = 50
# A parametrized model that nobody holds is made anew at each use.
_LogEntries = PageView[LogEntryView]


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
        self,
        caller: UpstreamCaller,
        which: Which,
        *,
        sort: str = "",
        after: str = "",
        limit: int = PAGE,
    ) -> PageView[TaskView]:
        return await self._page(caller, "/tasks/mine", which, sort, after, limit)

    async def all(
        self,
        caller: UpstreamCaller,
        which: Which,
        *,
        sort: str = "",
        after: str = "",
        limit: int = PAGE,
    ) -> PageView[TaskView]:
        return await self._page(caller, "/tasks", which, sort, after, limit)

    async def _page(
        self, caller: UpstreamCaller, path: str, which: Which, sort: str, after: str, limit: int
    ) -> PageView[TaskView]:
        params = which.query + query([("sort", sort), ("limit", limit), ("after", after)])
        return self._tasks.read(
            PageView[TaskView], await self._tasks.call(caller, "GET", path, query=params)
        )

    async def count(self, caller: UpstreamCaller, which: Which) -> CountView:
        """How many tasks `all` has with the same filters, as far as the service counts."""
        return await self._count(caller, "/tasks/count", which)

    async def count_mine(self, caller: UpstreamCaller, which: Which) -> CountView:
        """How many tasks `mine` has with the same filters, as far as the service counts."""
        return await self._count(caller, "/tasks/mine/count", which)

    async def _count(self, caller: UpstreamCaller, path: str, which: Which) -> CountView:
        body = await self._tasks.call(caller, "GET", path, query=which.query)
        return self._tasks.read(CountView, body)

    async def load(self, caller: UpstreamCaller, *, limit: int = PAGE) -> SpreadView:
        """How the open tasks spread over people; for those who see all tasks."""
        params = query([("limit", limit)])
        body = await self._tasks.call(caller, "GET", "/tasks/load", query=params)
        return self._tasks.read(SpreadView, body)

    async def one(self, caller: UpstreamCaller, task_id: str) -> TaskView:
        return self._tasks.read(
            TaskView, await self._tasks.call(caller, "GET", f"/tasks/{task_id}")
        )

    async def log(self, caller: UpstreamCaller, task_id: str) -> tuple[LogEntryView, ...]:
        body = await self._tasks.call(caller, "GET", f"/tasks/{task_id}/log")
        return self._tasks.read(_LogEntries, body).items

    async def create(
        self,
        caller: UpstreamCaller,
        *,
        title: str,
        description: str,
        jira_key: str,
        key: str | None,
    ) -> TaskView:
        task = {"title": title, "description": description or None, "jira_key": jira_key or None}
        fields = {name: value for name, value in task.items() if value is not None}
        return self._tasks.read(
            TaskView, await self._tasks.call(caller, "POST", "/tasks", json=fields, key=key)
        )

    async def complete(self, caller: UpstreamCaller, task_id: str, *, key: str | None) -> TaskView:
        body = await self._tasks.call(caller, "POST", f"/tasks/{task_id}/complete", key=key)
        return self._tasks.read(TaskView, body)

    async def reassign(self, caller: UpstreamCaller, *, key: str | None) -> int:
        body = await self._tasks.call(caller, "POST", "/tasks/reassign", key=key, slow=True)
        return self._tasks.read(Reassigned, body).reassigned

    async def import_csv(
        self, caller: UpstreamCaller, content: bytes, *, dry_run: bool, key: str | None
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

    async def csv(self, caller: UpstreamCaller, which: Which, *, sort: str) -> bytes:
        """What `all` has, as long as the service makes a file."""
        params = which.query + query([("sort", sort)])
        return await self._tasks.call(
            caller, "GET", "/tasks", query=params, accept="text/csv", slow=True
        )
