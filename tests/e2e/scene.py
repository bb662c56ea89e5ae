"""The company around one call of a test of rights."""

from dataclasses import dataclass
from typing import Any

import jwt
from e2e.staff import Hire, StaffMember

from ates_chassis.testing import eventually

_OWN_PAYOUT = """
    WITH payout AS (
        INSERT INTO payouts (id, user_id, business_day, amount, currency, state, provider, sent_at, next_at)
        VALUES (uuidv7(), $1, '2020-01-01', 1, 'USD', 'sent', 'gone', now(), 'infinity') RETURNING id
    )
    INSERT INTO mails (payout_id, state) SELECT id, 'sent' FROM payout RETURNING payout_id
"""


@dataclass
class Scene:
    """The company around one call: the caller, a bystander, and what the call needs to exist."""

    staff: Any
    role: str
    caller: StaffMember
    bystander: StaffMember
    newcomer: Hire

    async def somebody(self) -> str:
        """Whoever an administrator's call is about; for the others the bystander, whom they cannot harm."""
        person = await self.newcomer() if self.role == "administrator" else self.bystander
        return person.id

    async def transfer(self) -> str:
        task = await self.staff.task_of(self.bystander, author=self.bystander)
        fee = await eventually(lambda: self.staff.transfers_of(task["id"]))
        return str(fee[0]["id"])

    async def session_of(self, person: StaffMember) -> str:
        """A session that nobody uses."""
        opened = await self.staff.sign_in(person.login, person.password)
        return str(jwt.decode(opened.access, options={"verify_signature": False})["sid"])

    async def priced(self) -> str:
        task = await self.staff.task_of(self.bystander, author=self.bystander)
        await eventually(lambda: self.staff.transfers_of(task["id"]))
        return str(task["id"])

    async def own_payout(self) -> str:
        """A payout of the caller's, given to a provider that is no more: a person says how it ended."""
        async with self.staff.database("payments") as payments:
            return str(await payments.fetchval(_OWN_PAYOUT, self.caller.id))

    async def own(self) -> str:
        task = await self.staff.task_not_of(self.caller, author=self.caller)
        return str(task["id"])

    async def assigned(self) -> str:
        task = await self.staff.task_of(self.caller, author=self.bystander)
        return str(task["id"])

    async def foreign(self) -> str:
        task = await self.staff.task_not_of(self.caller, author=self.bystander)
        return str(task["id"])
