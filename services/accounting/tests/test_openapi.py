"""Requests made up from the OpenAPI document are answered as it says, and never with a failure of ours."""

from typing import Any

import pytest
from accounting_service import AccountingService
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.generation.case import Case
from uuid_utils.compat import uuid7

from ates_accounting.api import router
from ates_chassis.testing import bearer
from support.made_up import check_answer, requests_of

EXAMPLES = 150


@pytest.mark.timeout(300)
@settings(
    max_examples=EXAMPLES, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
@given(case=requests_of("accounting", router), known=st.booleans())
async def test_the_api_is_as_its_document_says(
    service: AccountingService, case: Case[Any], known: bool
) -> None:
    headers = bearer(service.accountant, "accountant")
    if known:
        await _make_known(service, case)
    await check_answer(case, service.client, headers)


async def _make_known(service: AccountingService, case: Case[Any]) -> None:
    """Ids made up are hardly ever those of anybody or anything."""
    employee = await service.hire()
    body: Any = case.body
    if "transfer_id" in case.path_parameters:
        case.path_parameters["transfer_id"] = (await service.give(employee, 5))["id"]
    if "task_id" in case.path_parameters:
        await service.hear(service.assigned(task_id := uuid7(), employee))
        case.path_parameters["task_id"] = str(task_id)
    if "correction_id" in case.path_parameters:
        second = await service.hire("accountant")
        delta = {"amount": 10**7, "currency": "USD"}
        pending = await service.correct(by=second, user_id=str(employee), delta=delta)
        case.path_parameters["correction_id"] = pending.json()["id"]
    if isinstance(body, dict) and body.get("user_id"):
        body["user_id"] = str(employee)
        if isinstance(body.get("delta"), dict) and "currency" in body["delta"]:
            body["delta"]["currency"] = "USD"
    if isinstance(body, dict) and body.get("reverses"):
        await service.hear(service.assigned(uuid7(), employee))
        body["reverses"] = str(
            await service.value("SELECT id FROM transfers ORDER BY number DESC LIMIT 1")
        )
