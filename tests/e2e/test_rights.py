"""The rights table of the product, held against every route: who is answered what."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
import pytest_asyncio
from e2e.calls import call_of
from e2e.openapi import OPERATIONS
from e2e.scene import Scene
from e2e.staff import Hire, Staff, StaffMember

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

    show_notices                                  200     200  200        200       200   200             403    401
    count_unread_notices                          200     200  200        200       200   200             403    401
    mark_notices_read                             200     200  200        200       200   200             403    401
    show_notice_preferences                       200     200  200        200       200   200             403    401
    change_notice_preferences                     200     200  200        200       200   200             403    401
    mark_notice_read of nobody                    404     404  404        404       404   404             403    401
    show_unsubscription of nobody                 404     404  404        404       404   404             404    404
    unsubscribe of nobody                         404     404  404        404       404   404             404    404
    show_webhooks                                 200     403  403        403       403   403             403    401
    create_webhook                                201     403  403        403       403   403             403    401
    show_webhook of nobody                        404     403  403        403       403   403             403    401
    change_webhook of nobody                      404     403  403        403       403   403             403    401
    delete_webhook of nobody                      404     403  403        403       403   403             403    401
    renew_webhook_secret of nobody                404     403  403        403       403   403             403    401
    test_webhook of nobody                        404     403  403        403       403   403             403    401
    show_webhook_deliveries of nobody             404     403  403        403       403   403             403    401
    retry_webhook_delivery of nobody              404     403  403        403       403   403             403    401
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


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def other(staff: Staff) -> AsyncIterator[StaffMember]:
    """The demo company has nobody of the role `other`."""
    person = await staff.hire("other")
    yield person
    await staff.dismiss(person.id)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def bystander(staff: Staff) -> AsyncIterator[StaffMember]:
    person = await staff.hire("developer")
    yield person
    await staff.dismiss(person.id)


@pytest.fixture
def scene(
    staff: Staff, other: StaffMember, bystander: StaffMember, hire: Hire
) -> Callable[..., Awaitable[Scene]]:
    async def make(role: str) -> Scene:
        if role == "nobody":
            caller = StaffMember("", "nobody", "wrong password", "")
        else:
            caller = other if role == "other" else await staff.of(role)
        return Scene(staff, role, caller, bystander, hire)

    return make


def test_every_route_stands_in_the_table() -> None:
    known = {case.values[0].split()[0] for case in CASES}
    assert known == set(OPERATIONS), (
        "add a row to this table, and to calls.py where the route has a path or a body"
    )


@pytest.mark.parametrize(("what", "role", "status"), CASES)
async def test_who_may_do_what(
    what: str,
    role: str,
    status: int,
    scene: Callable[..., Awaitable[Scene]],
    api: httpx.AsyncClient,
    staff: Staff,
) -> None:
    around = await scene(role)
    if what == "change_password" and around.caller.id:
        # It ends every session, and those of the demo company's people are used by other tests.
        around.caller = await around.newcomer(role)
    call = await call_of(what, around)
    operation = OPERATIONS[what.split(maxsplit=1)[0]]
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
    path: str, api: httpx.AsyncClient, staff: Staff
) -> None:
    headers = (await staff.of("administrator")).headers
    assert (await api.get(path, headers=headers)).status_code == 404
