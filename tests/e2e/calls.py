"""The request of each row of the rights table."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from e2e.corrections import correction_call
from e2e.scene import Scene
from e2e.staff import PASSWORD

_PAYDAY = frozenset(
    {"pay_to_workers", "settle_payout", "settle_bank_file", "fail_payout", "withdraw_bank_file"}
)


@dataclass(frozen=True)
class Call:
    """What is sent besides the caller's token. `path` fills the route's parameter."""

    path: str = ""
    request: dict[str, Any] = field(default_factory=dict)


async def _token_form(scene: Scene) -> dict[str, Any]:
    caller = scene.caller
    if scene.role == "internalservice":
        secret = {"client_id": caller.login, "client_secret": caller.password}
        return {"data": {"grant_type": "client_credentials", **secret}}
    return {
        "data": {"grant_type": "password", "username": caller.login, "password": caller.password}
    }


def _registration(**more: str) -> dict[str, Any]:
    login = f"r{uuid4().hex[:20]}"
    return {
        "login": login,
        "email": f"{login}@example.com",
        "full_name": "R",
        "password": PASSWORD,
        **more,
    }


_CSV = {"content": b"Issue key,Summary,Description\n,an imported task,\n"}


MODES = ("task_given", "task_taken", "reward", "correction", "payout_due", "payout_settled", "payout_failed")  # fmt: skip
NOTICE_PREFERENCES = {
    "language": "en",
    "time_zone": "UTC",
    "quiet_hours": {"start": "22:00", "end": "07:00"},
    "email": dict.fromkeys(MODES, "daily"),
}
# Off, so that nothing is sent to it.
WEBHOOK = {"url": "https://example.com/", "events": ["tasks.task-added.v1"], "active": False}
_NOTICES = {
    "mark_notices_read": {"up_to": str(uuid4())},
    "change_notice_preferences": NOTICE_PREFERENCES,
    "create_webhook": WEBHOOK,
    "change_webhook": WEBHOOK,
}
_AS_CSV = {"headers": {"Content-Type": "text/csv"}}


async def call_of(what: str, scene: Scene) -> Call:  # noqa: C901 - a table in the shape of a match
    """The request of a row."""
    match what.split():
        case ["auth_user"]:
            return Call(request=await _token_form(scene))
        case ["sign_out"]:
            return Call(request={"data": {"token": "of nobody"}})
        case ["register_user"]:
            return Call(request={"json": _registration()})
        case ["register_user", *_]:
            return Call(request={"json": _registration(role="manager")})
        case ["change_password"]:
            old = scene.caller.password
            return Call(request={"json": {"old_password": old, "new_password": old}})
        case [name, *_] if name in _NOTICES:
            return Call(str(uuid4()), {"json": _NOTICES[name]})
        case ["change_preferences"]:
            return Call(request={"json": {"language": None, "theme": None}})
        case ["end_session", _, whose]:
            person = scene.caller if whose == "oneself" else scene.bystander
            return Call(await scene.session_of(person))
        case ["show_names", *by]:
            return Call(request={"params": {"q": "a"} if by else {"id": scene.bystander.id}})
        case ["change_role", *_]:
            whom = scene.caller.id if what.endswith("oneself") else await scene.somebody()
            return Call(whom, {"json": {"role": "manager"}})
        case ["create_task"]:
            return Call(request={"json": {"title": "a task"}})
        case ["import_tasks"]:
            return Call(request=_CSV | _AS_CSV)
        case [operation, *_] if "correction" in operation:
            return Call(*await correction_call(what, scene))
        case ["show_transfer", "of", "somebody"]:
            return Call(await scene.transfer())
        case ["show_task_price", "of", "somebody"]:
            return Call(await scene.priced())
        case [name, *_] if name in _PAYDAY:
            return await _payday_call(what, scene)
        case _:
            return await _call_about(what, scene)


async def _payday_call(what: str, scene: Scene) -> Call:
    which = await scene.own_payout() if what.endswith("oneself") else str(uuid4())
    match what.split():
        case ["pay_to_workers", *_]:
            return Call(request={"json": {"business_day": "1999-12-31"}})
        case ["settle_payout" | "settle_bank_file", *_]:
            return Call(which, {"json": {"reference": "a test of rights"}})
        case _:
            return Call(which, {"json": {"reason": "a test of rights"}})


async def _call_about(what: str, scene: Scene) -> Call:
    """A request without a body, about what the row says."""
    match what.split():
        case [_, "of", "nobody"]:
            return Call(str(uuid4()))
        case [_, "of", "oneself"]:
            return Call(scene.caller.id)
        case [_, "of", "the", "author"]:
            return Call(await scene.own())
        case [_, "of", "the", "assignee"]:
            return Call(await scene.assigned())
        case [_, "of", "others"]:
            return Call(await scene.foreign())
        case ["deactivate_user" | "activate_user" | "erase_user" | "show_user", *_]:
            return Call(await scene.somebody())
        case _:
            return Call()
