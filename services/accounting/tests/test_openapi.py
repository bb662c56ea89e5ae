"""Requests made up from the OpenAPI document are answered as it says, and never with a failure of ours."""

from typing import Any

import pytest
import requests
import schemathesis
from accounting_service import AccountingService
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.generation.case import Case
from schemathesis.specs.openapi import checks
from uuid_utils.compat import uuid7

from ates_accounting.api import router
from ates_chassis.http.app import new_app
from ates_chassis.testing import bearer

CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
EXAMPLES = 150


def _requests() -> st.SearchStrategy[Case[Any]]:
    app = new_app("accounting")
    app.include_router(router)
    schema = schemathesis.openapi.from_dict(app.openapi())
    operations = list(schema.get_all_operations())
    readable = [operation.ok() for operation in operations if isinstance(operation, Ok)]
    assert len(readable) == len(operations)
    return st.one_of(*(operation.as_strategy() for operation in readable))


@pytest.mark.timeout(300)
@settings(
    max_examples=EXAMPLES, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
@given(case=_requests(), known=st.booleans())
async def test_the_api_is_as_its_document_says(
    service: AccountingService, case: Case[Any], known: bool
) -> None:
    headers = bearer(service.accountant, "accountant")
    if known:
        await _make_known(service, case)
    sent: Any = requests.Request(**case.as_transport_kwargs(base_url="http://service")).prepare()
    answer = await service.client.request(
        sent.method, sent.url, content=sent.body, headers=dict(sent.headers) | headers
    )
    case.validate_response(answer, checks=CHECKS)


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
