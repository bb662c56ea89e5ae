"""The client of tasks: mine, all, one, its log; complete, reassign, import."""

from datetime import date

from ates_web.clients.models import Count, ImportReport, LogEntry, Page, Reassigned, Spread, Task
from ates_web.clients.upstream import Caller, Upstream, query

PAGE = 50


def _which(
    *,
    q: str = "",
    jira_key: str = "",
    status: str = "",
    assignee_id: str = "",
    first: date | None = None,
    last: date | None = None,
) -> list[tuple[str, str]]:
    """The filters of a list; `first` and `last` are days of creation, inclusive."""
    return query(
        [
            ("q", q),
            ("jira_key", jira_key),
            ("status", status),
            ("assignee_id", assignee_id),
            ("from", first),
            ("to", last),
        ]
    )


def _where(sort: str, after: str, limit: int = PAGE) -> list[tuple[str, str]]:
    """The order of a list, and its page."""
    return query([("sort", sort), ("limit", limit), ("after", after)])


class TasksClient:
    def __init__(self, upstream: Upstream) -> None:
        self._tasks = upstream

    async def mine(
        self,
        caller: Caller,
        *,
        q: str = "",
        jira_key: str = "",
        status: str = "",
        first: date | None = None,
        last: date | None = None,
        sort: str = "",
        after: str = "",
        limit: int = PAGE,
    ) -> Page[Task]:
        asked = _which(q=q, jira_key=jira_key, status=status, first=first, last=last)
        asked += _where(sort, after, limit)
        body = await self._tasks.call(caller, "GET", "/tasks/mine", query=asked)
        return self._tasks.read(Page[Task], body)

    async def all(
        self,
        caller: Caller,
        *,
        q: str = "",
        jira_key: str = "",
        status: str = "",
        assignee_id: str = "",
        first: date | None = None,
        last: date | None = None,
        sort: str = "",
        after: str = "",
        limit: int = PAGE,
    ) -> Page[Task]:
        asked = _which(
            q=q,
            jira_key=jira_key,
            status=status,
            assignee_id=assignee_id,
            first=first,
            last=last,
        )
        asked += _where(sort, after, limit)
        body = await self._tasks.call(caller, "GET", "/tasks", query=asked)
        return self._tasks.read(Page[Task], body)

    async def count(
        self,
        caller: Caller,
        *,
        q: str = "",
        jira_key: str = "",
        status: str = "",
        assignee_id: str = "",
        first: date | None = None,
        last: date | None = None,
    ) -> Count:
        """How many tasks `all` has with the same filters, as far as the service counts."""
        asked = _which(
            q=q,
            jira_key=jira_key,
            status=status,
            assignee_id=assignee_id,
            first=first,
            last=last,
        )
        body = await self._tasks.call(caller, "GET", "/tasks/count", query=asked)
        return self._tasks.read(Count, body)

    async def count_mine(
        self,
        caller: Caller,
        *,
        q: str = "",
        jira_key: str = "",
        status: str = "",
        first: date | None = None,
        last: date | None = None,
    ) -> Count:
        """How many tasks `mine` has with the same filters, as far as the service counts."""
        asked = _which(q=q, jira_key=jira_key, status=status, first=first, last=last)
        body = await self._tasks.call(caller, "GET", "/tasks/mine/count", query=asked)
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
        return self._tasks.read(Page[LogEntry], body).items

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

    async def csv(self, caller: Caller, asked: list[tuple[str, str]], *, mine: bool) -> bytes:
        path = "/tasks/mine" if mine else "/tasks"
        return await self._tasks.call(
            caller, "GET", path, query=asked, accept="text/csv", slow=True
        )
