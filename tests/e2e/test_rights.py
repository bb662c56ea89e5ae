"""The rights table of the product, held against every route: who is answered what."""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from e2e.corrections import correction_call
from e2e.openapi import OPERATIONS
from e2e.scene import Scene
from e2e.staff import PASSWORD, StaffMember

# A route once for each relation of the caller to its object. `–`: there is no such case, since administrators and
# managers are never given tasks, and programs and nobody have none.
TABLE = """
                                        administrator manager boss accountant developer other internalservice nobody
    auth_user                                     200     200  200        200       200   200             403    401
    sign_out                                      204     204  204        204       204   204             204    204
    register_user                                 201     201  201        201       201   201             201    201
    register_user with a role                     201     403  403        403       403   403             403    403
    show_me                                       200     200  200        200       200   200             403    401
    change_password                               200     200  200        200       200   200             403    401
    show_users                                    200     403  403        403       403   403             403    401
    show_user of somebody                         200     403  403        403       403   403             403    401
    show_user of oneself                          200     403  403        403       403   403               –      –
    show_user of nobody                           404     403  403        403       403   403             403    401
    show_names                                    200     200  200        200       200   200             403    401
    show_names by part of a name                  200     200  403        200       403   403             403    401
    show_preferences                              200     200  200        200       200   200             403    401
    change_preferences                            200     200  200        200       200   200             403    401
    show_sessions                                 200     200  200        200       200   200             403    401
    end_session of oneself                        204     204  204        204       204   204               –      –
    end_session of others                         404     404  404        404       404   404             403    401
    end_other_sessions                            200     200  200        200       200   200             403    401
    change_role                                   200     403  403        403       403   403             403    401
    change_role of oneself                          –     403  403        403       403   403               –      –
    deactivate_user                               200     403  403        403       403   403             403    401
    activate_user                                 200     403  403        403       403   403             403    401
    erase_user                                    204     403  403        403       403   403             403    401
    erase_user of nobody                          404     403  403        403       403   403             403    401

    create_task                                   201     201  201        201       201   201             403    401
    import_tasks                                  200     200  200        200       200   200             403    401
    reassign_tasks                                200     200  403        403       403   403             403    401
    show_my_assigned_tasks                        200     200  200        200       200   200             403    401
    show_all_assigned_tasks                       200     200  403        403       403   403             403    401
    count_my_tasks                                200     200  200        200       200   200             403    401
    count_all_tasks                               200     200  403        403       403   403             403    401
    show_open_tasks_by_assignee                   200     200  403        403       403   403             403    401
    show_task of the author                       200     200  200        200       200   200               –      –
    show_task of the assignee                       –       –  200        200       200   200               –      –
    show_task of others                           200     200  403        403       403   403             403    401
    show_task of nobody                           404     404  404        404       404   404             403    401
    show_task_log of the author                   200     200  200        200       200   200               –      –
    show_task_log of the assignee                   –       –  200        200       200   200               –      –
    show_task_log of others                       200     200  403        403       403   403             403    401
    show_task_log of nobody                       404     404  404        404       404   404             403    401
    complete_task of the author                   403     403  403        403       403   403               –      –
    complete_task of the assignee                   –       –  200        200       200   200               –      –
    complete_task of others                       403     403  403        403       403   403             403    401
    complete_task of nobody                       404     404  404        404       404   404             403    401

    show_balance                                  200     200  200        200       200   200             403    401
    show_account_days                             200     200  200        200       200   200             403    401
    show_prices                                   200     200  200        200       200   200             403    401
    show_task_price of somebody                   200     200  200        200       200   200             403    401
    show_task_price of nobody                     404     404  404        404       404   404             403    401
    show_account_transfers                        200     200  200        200       200   200             403    401
    show_all_account_transfers                    200     403  403        200       403   403             403    401
    show_transfer of somebody                     200     403  403        200       403   403             403    401
    show_transfer of nobody                       404     403  403        404       403   403             403    401
    show_income_by_day                            200     403  403        200       403   403             403    401
    post_correction                               201     403  403        201       403   403             403    401
    post_correction of oneself                    403     403  403        403       403   403               –      –
    post_correction of a program                  422     403  403        422       403   403             403    401
    post_correction above the limit               202     403  403        202       403   403             403    401
    show_correction_allowance                     200     403  403        200       403   403             403    401
    show_pending_corrections                      200     403  403        200       403   403             403    401
    show_pending_correction of others             200     403  403        200       403   403             403    401
    show_pending_correction of nobody             404     403  403        404       403   403             403    401
    approve_correction of others                  200     403  403        200       403   403             403    401
    approve_correction of oneself                 403       –    –        403         –     –               –      –
    approve_correction to oneself                 403     403  403        403       403   403               –      –
    approve_correction of nobody                  404     403  403        404       403   403             403    401
    refuse_correction of others                   200     403  403        200       403   403             403    401
    refuse_correction of oneself                  403       –    –        403         –     –               –      –
    refuse_correction to oneself                  403     403  403        403       403   403               –      –
    refuse_correction of nobody                   404     403  403        404       403   403             403    401
    withdraw_correction of others                 403     403  403        403       403   403             403    401
    withdraw_correction of oneself                200       –    –        200         –     –               –      –
    withdraw_correction of nobody                 404     403  403        404       403   403             403    401

    show_due_days                                 200     403  403        200       403   403             200    401
    pay_to_workers before the first day           404     403  403        403       403   403             404    401
    retry_payout of nobody                        404     403  403        404       403   403             403    401
    show_payouts                                  200     403  403        200       403   403             403    401
    settle_payout of nobody                       404     403  403        404       403   403             403    401
    settle_payout of oneself                      403     403  403        403       403   403               –      –
    fail_payout of oneself                        403     403  403        403       403   403               –      –
    fail_payout of nobody                         404     403  403        404       403   403             403    401
    resend_mail of nobody                         404     403  403        404       403   403             403    401
    show_bank_files                               200     403  403        200       403   403             403    401
    show_bank_file of nobody                      403     403  403        404       403   403             403    401
    withdraw_bank_file of nobody                  404     403  403        404       403   403             403    401
    settle_bank_file of nobody                    404     403  403        404       403   403             403    401

    today_income                                  200     403  403        403       403   403             403    401
    show_income_days                              200     403  403        403       403   403             403    401
    negative_balances                             200     403  403        403       403   403             403    401
    show_the_most_expensive_task                  200     403  403        403       403   403             403    401
    show_throughput                               200     403  403        403       403   403             403    401
"""


def _cases() -> list[Any]:
    head, *lines = [line for line in TABLE.splitlines() if line.strip()]
    roles = head.split()
    cases = []
    for line in lines:
        what, *answers = line.strip().rsplit(maxsplit=len(roles))
        for role, status in zip(roles, answers, strict=True):
            if status != "–":
                cases.append(pytest.param(what, role, int(status), id=f"{what} {role}"))
    return cases


CASES = _cases()
_PAYDAY = frozenset(
    {"pay_to_workers", "settle_payout", "settle_bank_file", "fail_payout", "withdraw_bank_file"}
)


@dataclass(frozen=True)
class Call:
    """What is sent besides the caller's token. `path` fills the route's parameter."""

    path: str = ""
    request: dict[str, Any] = field(default_factory=dict)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def other(staff):
    """The demo company has nobody of the role `other`."""
    person = await staff.hire("other")
    yield person
    await staff.dismiss(person.id)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def bystander(staff):
    person = await staff.hire("developer")
    yield person
    await staff.dismiss(person.id)


@pytest.fixture
def scene(staff, other, bystander, hire):
    async def make(role: str) -> Scene:
        if role == "nobody":
            caller = StaffMember("", "nobody", "wrong password", "")
        else:
            caller = other if role == "other" else await staff.of(role)
        return Scene(staff, role, caller, bystander, hire)

    return make


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
_AS_CSV = {"headers": {"Content-Type": "text/csv"}}


async def _call(what: str, scene: Scene) -> Call:  # noqa: C901 - a table in the shape of a match
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
        case ["change_preferences"]:
            return Call(request={"json": {"language": None, "theme": None}})
        case ["end_session", _, whose]:
            whom = scene.caller if whose == "oneself" else scene.bystander
            return Call(await scene.session_of(whom))
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


def test_every_route_stands_in_the_table() -> None:
    assert {case.values[0].split()[0] for case in CASES} == set(OPERATIONS)


@pytest.mark.parametrize(("what", "role", "status"), CASES)
async def test_who_may_do_what(what, role, status, scene, api, staff) -> None:
    around = await scene(role)
    if what == "change_password" and around.caller.id:
        # It ends every session, and those of the demo company's people are used by other tests.
        around.caller = await around.newcomer(role)
    call = await _call(what, around)
    operation = OPERATIONS[what.split()[0]]
    path = re.sub(r"\{\w+\}", call.path, operation.path)
    headers = dict(call.request.pop("headers", {}))
    if around.caller.access:
        headers |= around.caller.headers
    answer = await api.request(operation.method, path, headers=headers, **call.request)
    assert answer.status_code == status, answer.text
    if status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
    if what == "register_user" and answer.is_success:
        assert answer.json()["role"] == "developer"
    if what.startswith("register_user") and answer.is_success:
        await staff.until_known(answer.json()["id"], active=True)
        await staff.dismiss(answer.json()["id"])


@pytest.mark.parametrize(
    "path", ["/.well-known/jwks.json", "/metrics", "/health/live", "/health/ready"]
)
async def test_what_services_tell_each_other_does_not_pass_the_gateway(
    path: str, api, staff
) -> None:
    headers = (await staff.of("administrator")).headers
    assert (await api.get(path, headers=headers)).status_code == 404
