"""Requests made up from the OpenAPI document of a service, and answers held to it."""

from typing import Any

import httpx
import requests
import schemathesis
from fastapi import APIRouter
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.generation.case import Case
from schemathesis.specs.openapi import checks

from ates_chassis.http.app import new_app

_CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


def requests_of(service: str, router: APIRouter) -> st.SearchStrategy[Case[Any]]:
    app = new_app(service)
    app.include_router(router)
    operations = list(schemathesis.openapi.from_dict(app.openapi()).get_all_operations())
    readable = [operation.ok() for operation in operations if isinstance(operation, Ok)]
    assert len(readable) == len(operations)
    return st.one_of(*(operation.as_strategy() for operation in readable))


async def check_answer(case: Case[Any], client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    """Sends the request of `case`. Raises where its answer is not in the document, or a failure of ours."""
    sent: Any = requests.Request(**case.as_transport_kwargs(base_url="http://service")).prepare()
    answer = await client.request(
        sent.method, sent.url, content=sent.body, headers=dict(sent.headers) | headers
    )
    case.validate_response(answer, checks=_CHECKS)
