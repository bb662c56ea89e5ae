"""Requests made up from the OpenAPI document are answered as it says, and never with a failure of ours."""

from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.generation.case import Case
from schemathesis.specs.openapi import checks
from tasks_service import TasksService

from ates_chassis.http.app import new_app
from ates_chassis.testing import bearer
from ates_tasks.api import router

CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
EXAMPLES = 150


def _requests() -> st.SearchStrategy[Case[Any]]:
    app = new_app("tasks")
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
    service: TasksService, case: Case[Any], known: bool
) -> None:
    employee = await service.hire()
    headers = bearer(await service.hire("administrator"), "administrator")
    if known and "task_id" in case.path_parameters:
        case.path_parameters["task_id"] = str((await service.file(employee))["id"])
    sent: Any = requests.Request(**case.as_transport_kwargs(base_url="http://service")).prepare()
    answer = await service.client.request(
        sent.method, sent.url, content=sent.body, headers=dict(sent.headers) | headers
    )
    case.validate_response(answer, checks=CHECKS)
