"""The gateway: what passes, what does not, and what is answered when a service is away."""

import httpx
import pytest
from browsers import Browser, Open, Settings
from company import CompanyDouble, token_for

from ates_web.clients.pool import ConnectionPool, UpstreamResponse
from ates_web.main import build

BEARER_ONLY = {"Sec-Fetch-Site": "cross-site"}


def bearer(company: CompanyDouble, login: str = "dev1") -> dict[str, str]:
    return {"Authorization": f"Bearer {token_for(company.user(login))}"}


def last(company: CompanyDouble) -> httpx.Request:
    return company.seen[-1]


async def test_a_bearer_token_reaches_the_service_of_the_route(
    browser: Browser, company: CompanyDouble
) -> None:
    answer = await browser.get("/api/v1/tasks/mine", headers=bearer(company))
    assert answer.status_code == 200
    assert last(company).url.path == "/tasks/tasks/mine"
    assert set(answer.json()) == {"items", "next"}


async def test_only_named_headers_pass(browser: Browser, company: CompanyDouble) -> None:
    sent = bearer(company) | {
        "X-User-Id": "1",
        "X-Forwarded-For": "10.0.0.1",
        "X-Client-Address": "10.0.0.1",
        "X-Client-Browser": "forged",
        "User-Agent": "Mozi\tlla " + "x" * 300,
        "Cookie": "ates_refresh=secret",
        "X-Anything": "1",
        "Idempotency-Key": "k1",
        "Accept": "text/csv",
    }
    await browser.get("/api/v1/tasks/mine", headers=sent)
    passed = {name.lower(): value for name, value in last(company).headers.items()}
    assert passed["x-client-address"] == "127.0.0.1"
    assert passed["x-client-browser"] == "Mozilla " + "x" * 192
    assert passed["idempotency-key"] == "k1"
    assert passed["accept"] == "text/csv"
    assert passed.keys() <= {
        "host", "accept", "accept-encoding", "connection", "user-agent",
        "authorization", "idempotency-key", "traceparent", "x-client-address",
        "x-client-browser",
    }  # fmt: skip


async def test_a_trace_goes_through(browser: Browser, company: CompanyDouble) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    await browser.get(
        "/api/v1/users/me",
        headers=bearer(company) | {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"},
    )
    assert last(company).headers["traceparent"].split("-")[1] == trace


async def test_the_browser_session_becomes_a_bearer(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("dev1")
    answer = await browser.get("/api/v1/users/me")
    assert answer.json()["login"] == "dev1"
    assert "cookie" not in last(company).headers


async def test_an_effect_by_cookie_needs_the_same_origin(browser: Browser) -> None:
    await browser.sign_in("dev1")
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        answer = await browser.post("/api/v1/tasks", json={"title": "x"}, headers=headers)
        assert answer.status_code == 403
        assert answer.json()["code"] == "cross-site"
    assert (await browser.post("/api/v1/tasks", json={"title": "x"})).status_code == 201


async def test_a_bearer_needs_no_proof_of_origin(browser: Browser, company: CompanyDouble) -> None:
    headers = bearer(company) | BEARER_ONLY
    answer = await browser.post("/api/v1/tasks", json={"title": "x"}, headers=headers)
    assert answer.status_code == 201


@pytest.mark.parametrize(
    "path",
    [
        "nothing",
        "tasks/%2e%2e/users/me",
        "tasks/..%2fusers",
        "tasks//log",
        "tasks/a%3Fb/log",
        "tasks/mine/",
        ".well-known/jwks.json",
        "metrics",
        "health/ready",
        "http://elsewhere/",
    ],
)
async def test_what_is_not_in_the_table_is_not_found(
    browser: Browser, company: CompanyDouble, path: str
) -> None:
    requests = len(company.seen)
    answer = await browser.get(f"/api/v1/{path}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not-found"
    assert len(company.seen) == requests


async def test_a_wrong_method_names_the_right_ones(browser: Browser) -> None:
    answer = await browser.delete("/api/v1/users/me")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert answer.json()["code"] == "method-not-allowed"


async def test_a_query_is_encoded_anew(browser: Browser, company: CompanyDouble) -> None:
    await browser.get("/api/v1/tasks/mine?q=a%26b+c&status=", headers=bearer(company))
    assert dict(last(company).url.params) == {"q": "a&b c", "status": ""}


async def test_a_query_that_is_not_utf_8_is_refused(
    browser: Browser, company: CompanyDouble
) -> None:
    answer = await browser.get("/api/v1/tasks/mine?q=%ff", headers=bearer(company))
    assert answer.status_code == 400
    assert answer.json()["code"] == "malformed-query"


async def test_a_refusal_of_a_service_passes_through(
    browser: Browser, company: CompanyDouble
) -> None:
    answer = await browser.get("/api/v1/transfers", headers=bearer(company))
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await browser.get("/api/v1/users/me")).headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(("how", "status"), [("down", 503), ("slow", 504)])
async def test_a_service_that_is_away_is_said_to_be(
    browser: Browser, company: CompanyDouble, how: str, status: int
) -> None:
    getattr(company, how).add("tasks")
    answer = await browser.get("/api/v1/tasks/mine", headers=bearer(company))
    assert answer.status_code == status
    assert answer.json()["code"] == "service-unavailable"
    assert answer.headers["retry-after"] == "2"


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/api/v1/tasks", 2_000_001, 413),
        ("/api/v1/tasks/import", 5_000_001, 413),
        ("/api/v1/tasks/import", 4_000_000, 200),
    ],
)
async def test_bodies_are_bounded(
    browser: Browser, company: CompanyDouble, path: str, size: int, status: int
) -> None:
    body = b"Issue key,Summary\n" + b"A-1,x" + b"y" * (size - 23)
    headers = bearer(company) | {"Content-Type": "text/csv"}
    answer = await browser.post(path, content=body, headers=headers)
    assert answer.status_code == status
    if status == 413:
        assert answer.json()["code"] == "too-large"


async def test_answers_are_bounded(browsers: Open, company: CompanyDouble) -> None:
    browser = browsers(answer_limit_bytes=1_000)
    answer = await browser.get("/api/v1/tasks/mine?limit=50", headers=bearer(company))
    assert answer.status_code == 503


async def test_a_redirect_of_a_service_is_not_followed(settings: Settings) -> None:
    class Elsewhere(ConnectionPool):
        async def exchange(self, *_: object, **__: object) -> UpstreamResponse:
            return UpstreamResponse(
                302, {"location": "http://elsewhere/", "set-cookie": "a=b"}, b""
            )

    app = build(settings(), Elsewhere(connections_max=1))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://web.test"
    ) as client:
        answer = await client.get("/api/v1/users/me")
    assert answer.status_code == 302
    assert "location" not in answer.headers
    assert "set-cookie" not in answer.headers


async def test_the_api_describes_itself(browser: Browser) -> None:
    document = (await browser.get("/api/v1/openapi.json")).json()
    assert document["openapi"] == "3.1.0"
    assert document["paths"]["/api/v1/tasks/mine"]["get"]["operationId"] == "show_my_assigned_tasks"
    assert (await browser.get("/api/v1/docs")).headers["location"] == "/api"
    page = await browser.get("/api")
    assert page.status_code == 200
    assert "swagger-ui.js" in page.text
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert 'data-document="/api/v1/openapi.json"' in page.text
