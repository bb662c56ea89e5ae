"""The requests about corrections in the rights table."""

from typing import Any
from uuid import uuid4

from e2e.scene import Scene

ABOVE_THE_LIMIT = 60_000


async def correction_call(what: str, scene: Scene) -> tuple[str, dict[str, Any]]:
    """What fills the parameter of the route, and what is sent besides the token."""
    operation, _, which = what.partition(" ")
    match operation:
        case "post_correction":
            return "", {"json": await _posted(which, scene)}
        case "show_correction_allowance":
            return "", {"params": {"user_id": scene.bystander.id}}
        case "show_pending_corrections":
            return "", {}
    body = {"json": {"reason": "a test of rights"}} if operation == "refuse_correction" else {}
    return str(uuid4()) if which == "of nobody" else await _pending(which, scene), body


async def _posted(which: str, scene: Scene) -> dict[str, Any]:
    """Each to somebody new: what was given to a person before leaves less of the limit."""
    match which:
        case "of oneself":
            whom = scene.caller.id
        case "of a program":
            whom = await _program(scene)
        case _:
            whom = (await scene.newcomer()).id
    return _correction(whom, ABOVE_THE_LIMIT if which == "above the limit" else 1)


async def _program(scene: Scene) -> str:
    """The id of a program of the company, as accounting knows it."""
    async with scene.staff.database("accounting") as accounting:
        query = "SELECT id FROM user_directory WHERE role = 'internalservice' LIMIT 1"
        return str(await accounting.fetchval(query))


async def _pending(which: str, scene: Scene) -> str:
    """A correction that waits: requested by the caller (`of oneself`), or by another, maybe for the caller."""
    another = "accountant" if scene.role == "administrator" else "administrator"
    requester = scene.caller if which == "of oneself" else await scene.staff.of(another)
    whom = scene.caller.id if which == "to oneself" else scene.bystander.id
    answer = await scene.staff.api.post(
        "/transfers/corrections",
        headers=requester.headers,
        json=_correction(whom, ABOVE_THE_LIMIT),
    )
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def _correction(whom: str, cents: int) -> dict[str, Any]:
    delta = {"amount": cents, "currency": "USD"}
    return {"user_id": whom, "delta": delta, "reason": "a test of rights"}
