"""Refusals of the token endpoint, as a client library of OAuth 2 reads them."""

import pytest
from auth_service import AuthService, Start

PASSWORD = {"grant_type": "password", "username": "nobody", "password": "nothing"}
PROGRAM = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "wrong"}


@pytest.mark.parametrize(
    ("form", "status", "code", "error"),
    [
        (PASSWORD, 401, "invalid-grant", "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, 401, "invalid-grant", "invalid_grant"),
        (PROGRAM, 403, "unauthorized-client", "unauthorized_client"),
        ({"grant_type": "implicit"}, 422, "unsupported-grant-type", "unsupported_grant_type"),
        ({"grant_type": "password"}, 422, "invalid-request", "invalid_request"),
        ({}, 422, "invalid", "invalid_request"),
        (PASSWORD | {"username": "a\0"}, 422, "invalid", "invalid_request"),
    ],
)  # fmt: skip
async def test_a_refusal_says_what_rfc_6749_calls_it(
    service: AuthService, form: dict[str, str], status: int, code: str, error: str
) -> None:
    answer = await service.grant(**form)
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert (answer.status_code, document["status"]) == (status, status)
    assert (document["code"], document["error"]) == (code, error)
    assert document.keys() >= {"type", "title", "detail", "instance"}
    assert answer.headers.get("www-authenticate") == ("Bearer" if status == 401 else None)
    assert int(answer.headers["content-length"]) == len(answer.content)


async def test_a_wrong_secret_inside_is_an_invalid_client(service: AuthService) -> None:
    answer = await service.client.post("/auth/token", data=PROGRAM)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_body_that_is_no_form_is_an_invalid_request(service: AuthService) -> None:
    headers = {"Content-Type": "multipart/form-data"}
    answer = await service.client.post("/auth/token", content=b"no boundary", headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_request"


async def test_too_many_attempts_are_a_plain_problem(start: Start) -> None:
    service = await start(account_burst=1)
    await service.grant(**PASSWORD)
    answer = await service.grant(**PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-requests")
    assert "error" not in answer.json()
    assert "retry-after" in answer.headers


async def test_other_refusals_are_plain_problems(service: AuthService) -> None:
    answer = await service.get("/users/me")
    assert (answer.status_code, "error" in answer.json()) == (401, False)


async def test_the_document_describes_the_error_of_the_token_endpoint_alone(
    service: AuthService,
) -> None:
    paths = service.app.openapi()["paths"]
    described = paths["/auth/token"]["post"]["responses"]["4XX"]["content"]
    schema = described["application/problem+json"]["schema"]
    assert schema["properties"]["error"]["enum"] == [
        "invalid_request", "invalid_grant", "invalid_client", "unauthorized_client",
        "unsupported_grant_type",
    ]  # fmt: skip
    others = paths["/auth/revoke"]["post"]["responses"]["4XX"]["content"]
    assert "properties" not in others["application/problem+json"]["schema"]
