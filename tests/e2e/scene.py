"""The company around one call of a test of rights."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import jwt
from e2e.staff import Person

from ates_chassis.testing import eventually


@dataclass
class Scene:
    """The company around one call: the caller, a bystander, and what the call needs to exist."""

    staff: Any
    role: str
    caller: Person
    bystander: Person
    newcomer: Callable[..., Awaitable[Person]]

    async def somebody(self) -> str:
        """Whoever an administrator's call is about; for the others the bystander, whom they cannot harm."""
        person = await self.newcomer() if self.role == "administrator" else self.bystander
        return person.id

    async def transfer(self) -> str:
        task = await self.staff.task_of(self.bystander, author=self.bystander)
        fee = await eventually(lambda: self.staff.transfers_of(task["id"]))
        return str(fee[0]["id"])

    async def session_of(self, person: Person) -> str:
        """A session that nobody uses."""
        opened = await self.staff.sign_in(person.login, person.password)
        return str(jwt.decode(opened.access, options={"verify_signature": False})["sid"])

    async def priced(self) -> str:
        task = await self.staff.task_of(self.bystander, author=self.bystander)
        await eventually(lambda: self.staff.transfers_of(task["id"]))
        return str(task["id"])

    async def own(self) -> str:
        task = await self.staff.task_not_of(self.caller, author=self.caller)
        return str(task["id"])

    async def assigned(self) -> str:
        task = await self.staff.task_of(self.caller, author=self.bystander)
        return str(task["id"])

    async def foreign(self) -> str:
        task = await self.staff.task_not_of(self.caller, author=self.bystander)
        return str(task["id"])
