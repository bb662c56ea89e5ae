"""A company's first day, in which every kind of event happens at least once."""

from dataclasses import dataclass, field
from typing import Any

import httpx

from ates_chassis.testing import eventually
from ates_tools.rehearsal.staff import DEMO_PASSWORD
from support.running_company import RunningCompany

TASKS = 12
DEVELOPERS = ("dev1", "dev2", "dev3", "dev4", "dev5")
PEOPLE = ("admin", "manager", "boss", "accountant", *DEVELOPERS)
NEWCOMER = {
    "login": "newcomer",
    "email": "newcomer@ates.example",
    "full_name": "Nora Newcomer",
    "password": "a long enough password",
}
_TIMEOUT_S = 60.0
# One payout in so many fails, by its id, which follows from day and person.
FAILS_ONE_IN = 2


@dataclass
class Story:
    company: RunningCompany
    http: httpx.AsyncClient
    tokens: dict[str, str] = field(default_factory=dict)

    async def run(self) -> None:
        for login in PEOPLE:
            self.tokens[login] = await self._token(login, DEMO_PASSWORD)
        await self._tasks()
        await self._newcomer()
        await self._corrections()
        await self._payday()
        await self._token("dev5", DEMO_PASSWORD)
        await self.call("dev5", "POST", "/sessions/end-others")

    async def call(self, role: str, method: str, path: str, body: object = None) -> Any:
        headers = {"Authorization": f"Bearer {self.tokens[role]}"}
        answer = await self.http.request(method, path, json=body, headers=headers)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    async def _token(self, login: str, password: str) -> str:
        form = {"grant_type": "password", "username": login, "password": password}
        answer = await self.http.post("/auth/token", data=form)
        answer.raise_for_status()
        return str(answer.json()["access_token"])

    async def _tasks(self) -> None:
        for number in range(TASKS):
            body = {"title": f"Feed bird {number + 1} – «Кеша», 2 ½ seeds", "description": "Twice."}
            if number % 2:
                body["jira_key"] = f"POPUG-{number + 1}"
            await self.call(DEVELOPERS[number % 5], "POST", "/tasks", body)
        await self.call("manager", "POST", "/tasks/reassign")
        for login in ("boss", "accountant", *DEVELOPERS):
            mine = await self.call(login, "GET", "/tasks/mine?status=open")
            for task in mine["items"][:2]:
                await self.call(login, "POST", f"/tasks/{task['id']}/complete")

    async def _newcomer(self) -> None:
        """Comes, changes the role, leaves, and is forgotten."""
        user = await self.call("admin", "POST", "/users", {**NEWCOMER, "role": "other"})
        self.tokens["newcomer"] = await self._token("newcomer", NEWCOMER["password"])
        path = f"/users/{user['id']}"
        await self.call("admin", "PUT", f"{path}/role", {"role": "developer"})
        await self.call("admin", "POST", f"{path}/deactivate")
        await self.call("admin", "DELETE", path)

    async def _corrections(self) -> None:
        """A bonus for many, so that some payouts fail; a deduction; and one that waits for a second person."""
        for login in ("boss", *DEVELOPERS[1:]):
            person = await self.call(login, "GET", "/users/me")
            body = {
                "user_id": person["id"],
                "delta": {"amount": 5_000, "currency": "USD"},
                "reason": "a bonus",
            }
            await self.call("accountant", "POST", "/transfers/corrections", body)
        dev = await self.call("dev1", "GET", "/users/me")
        for amount, reason in ((9_345, "a bonus"), (-1_000, "a broken perch"), (90_000, "waits")):
            delta = {"amount": amount, "currency": "USD"}
            body = {"user_id": dev["id"], "delta": delta, "reason": reason}
            await self.call("accountant", "POST", "/transfers/corrections", body)

    async def _payday(self) -> None:
        """Closes the day early; some payouts settle and some fail, whose money comes back."""
        await eventually(self._all_is_booked, timeout_s=_TIMEOUT_S)
        account = await self.call("admin", "GET", "/accounts/me")
        body = {"business_day": account["business_day"], "open_day": True}
        await self.call("admin", "POST", "/payouts", body)
        await eventually(self._payouts_ended, timeout_s=_TIMEOUT_S)
        await eventually(self._paid_again, timeout_s=_TIMEOUT_S)

    async def _paid_again(self) -> bool:
        """Whether a failed payout was: its money is back a moment after payments tells of the failure."""
        payouts = await self.call("accountant", "GET", "/payouts?state=failed")
        path = f"/payouts/{payouts['items'][-1]['id']}/retry"
        # Nobody pays their own again, and accountants may have some.
        headers = {"Authorization": f"Bearer {self.tokens['admin']}"}
        return (await self.http.post(path, headers=headers)).is_success

    async def _all_is_booked(self) -> bool:
        transfers = await self.call("accountant", "GET", "/transfers?limit=500")
        kinds = [each["kind"] for each in transfers["items"]]
        done = await self.call("manager", "GET", "/tasks?status=done&limit=500")
        return kinds.count("fee") >= 2 * TASKS and kinds.count("reward") == len(done["items"])

    async def _payouts_ended(self) -> bool:
        payouts = await self.call("accountant", "GET", "/payouts?limit=500")
        states = {each["state"] for each in payouts["items"]}
        return states == {"settled", "failed"}
