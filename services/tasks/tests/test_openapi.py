"""Requests made up from the OpenAPI document are answered as it says, and never with a failure of ours."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.generation.case import Case
from tasks_service import TasksService

from ates_chassis.testing import bearer
from ates_tasks.api import router
from support.made_up import check_answer, requests_of

EXAMPLES = 150


@pytest.mark.timeout(300)
@settings(
    max_examples=EXAMPLES, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
@given(case=requests_of("tasks", router), known=st.booleans())
async def test_the_api_is_as_its_document_says(
    service: TasksService, case: Case[Any], known: bool
) -> None:
    employee = await service.hire()
    headers = bearer(await service.hire("administrator"), "administrator")
    if known and "task_id" in case.path_parameters:
        case.path_parameters["task_id"] = str((await service.file(employee))["id"])
    await check_answer(case, service.client, headers)
