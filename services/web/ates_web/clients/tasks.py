"""The client of tasks: mine, all, one, its log; complete, reassign, import."""

from ates_web.clients.models import ImportReport, LogEntry, Page, Reassigned, Task
from ates_web.clients.upstream import Caller, Upstream, query

PAGE = 50
# Enough to count the open tasks of a company that has few.
COUNT_UP_TO = 200


class TasksClient:
    def __init__(self, upstream: Upstream) -> None:
        self._tasks = upstream

    async def mine(self, caller: Caller, *, status: str = "", after: str = "") -> Page[Task]:
        asked = query([("status", status), ("limit", PAGE), ("after", after)])
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
        after: str = "",
        limit: int = PAGE,
    ) -> Page[Task]:
        asked = query(
            [
                ("q", q),
                ("jira_key", jira_key),
                ("status", status),
                ("assignee_id", assignee_id),
                ("limit", limit),
                ("after", after),
            ]
        )
        body = await self._tasks.call(caller, "GET", "/tasks", query=asked)
        return self._tasks.read(Page[Task], body)

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
