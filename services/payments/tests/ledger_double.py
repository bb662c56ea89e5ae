"""The ledger, and who gives tokens for it, as payments sees them."""

import asyncio
import json
from datetime import date

import httpx

CHUNKS = 3


class LedgerDouble:
    """Accounting and auth as payments sees them."""

    def __init__(self, *days: str) -> None:
        self.days = {date.fromisoformat(day): CHUNKS for day in days}
        self.closed: list[str] = []
        self.steps: list[str] = []
        self.tokens = 0
        self.rejects_tokens = False
        self.down = False
        self.busy = 0
        self.crowd = 0

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("away", request=request)
        self.busy += 1
        self.crowd = max(self.crowd, self.busy)
        try:
            await asyncio.sleep(0)
            return self._answer(request)
        finally:
            self.busy -= 1

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/auth/token":
            self.tokens += 1
            assert b"grant_type=client_credentials" in request.content
            return httpx.Response(200, json={"access_token": f"t{self.tokens}", "expires_in": 600})
        if self.rejects_tokens or request.headers["authorization"] != f"Bearer t{self.tokens}":
            return httpx.Response(401, json={})
        if request.method == "GET":
            items = [{"business_day": str(day)} for day in sorted(self.days)]
            return httpx.Response(200, json={"items": items, "next": None})
        return self._close(date.fromisoformat(json.loads(request.content)["business_day"]))

    def _close(self, day: date) -> httpx.Response:
        self.steps.append(str(day))
        if day in self.days:
            self.days[day] -= 1
            if not self.days[day]:
                del self.days[day]
                self.closed.append(str(day))
        state = "closing" if day in self.days else "closed"
        return httpx.Response(200, json={"business_day": str(day), "state": state, "payouts": 1})
