"""People of the demo company at the REST API: signed in, and able to do what the main job needs of them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx

from ates_chassis.shared.command_error import CommandError

DEMO_PASSWORD = "ates-demo"  # noqa: S105 - printed by `./ates up`
ASSIGNEES = ("boss", "accountant", "dev1", "dev2", "dev3", "dev4", "dev5")

_TIMEOUT_S = 120
_CONNECTIONS = 16
_PAGE = 500


def new_client(web_url: str) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS)
    return httpx.AsyncClient(
        base_url=f"{web_url}/api/v1", timeout=_TIMEOUT_S, limits=limits, trust_env=False
    )


@dataclass
class Employee:
    """One signed-in person. Raises CommandError with the problem's text where the API refuses."""

    client: httpx.AsyncClient
    token: str

    @classmethod
    async def sign_in(cls, client: httpx.AsyncClient, login: str) -> "Employee":
        form = {"grant_type": "password", "username": login, "password": DEMO_PASSWORD}
        answer = await client.post("/auth/token", data=form)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            raise CommandError(
                f"{login} of the demo company cannot sign in.",
                remedy="This works on a company that was started with its demo: ./ates up",
            )
        return cls(client, _content(answer)["access_token"])

    async def call(self, method: str, path: str, **kwargs: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}", **kwargs.pop("headers", {})}
        return _content(await self.client.request(method, path, headers=headers, **kwargs))

    async def import_backlog(self, content: bytes, key: str) -> dict[str, Any]:
        headers = {"Content-Type": "text/csv", "Idempotency-Key": key}
        return await self.call("POST", "/tasks/import", content=content, headers=headers)

    async def reassign(self) -> int:
        return int((await self.call("POST", "/tasks/reassign"))["reassigned"])

    async def complete_everything(self) -> AsyncIterator[int]:
        """Completes all open tasks of this person, a page at a time; yields how many each page had."""
        # What waits inside the client for a connection is looked through again with each answer.
        line = asyncio.Semaphore(_CONNECTIONS)
        while True:
            page = await self.call("GET", "/tasks/mine", params={"status": "open", "limit": _PAGE})
            if not page["items"]:
                return
            await asyncio.gather(*(self._complete(task["id"], line) for task in page["items"]))
            yield len(page["items"])

    async def _complete(self, task_id: str, line: asyncio.Semaphore) -> None:
        async with line:
            await self.call("POST", f"/tasks/{task_id}/complete")


def _content(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_error:
        raise CommandError(
            f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:500]}"
        )
    content: dict[str, Any] = answer.json()
    return content
