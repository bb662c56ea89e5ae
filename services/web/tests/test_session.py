"""The browser session: its cookies, its renewal, its end."""

import asyncio
import time

import httpx
import pytest
from browsers import Browser, Open, app_of
from company import PASSWORD, CompanyDouble, token_for
from company_outside import Outside

from ates_chassis.testing import eventually
from ates_web.clients.auth import AuthClient
from ates_web.clients.upstream import ServiceDownError, Upstream, UpstreamCaller
from ates_web.gateway import sign_outs
from ates_web.gateway.session import read_claims


def stored(answer: httpx.Response) -> dict[str, str]:
    return {line.partition("=")[0]: line for line in answer.headers.get_list("set-cookie")}


async def sign_in(browser: Browser, login: str = "dev1") -> httpx.Response:
    return await browser.post("/sign-in", data={"login": login, "password": PASSWORD})


async def test_the_tokens_stay_in_cookies_that_no_script_reads(browser: Browser) -> None:
    answer = await sign_in(browser)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    for name in ("ates_access", "ates_refresh"):
        line = stored(answer)[name]
        assert "HttpOnly" in line
        assert "SameSite=Lax" in line
        assert "Path=/" in line
        assert "Secure" not in line


async def test_behind_https_the_cookies_belong_to_the_host_alone(browsers: Open) -> None:
    browser = browsers(site="https://web.test", cookie_secure=True)
    answer = await sign_in(browser)
    assert set(stored(answer)) == {"__Host-ates_access", "__Host-ates_refresh"}
    assert all("Secure" in line and "Domain" not in line for line in stored(answer).values())
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert (await browser.get("/tasks")).status_code == 200


@pytest.mark.parametrize(
    "target", ["https://elsewhere/", "//elsewhere", "/\\elsewhere", "javascript:alert(1)", "/a\nb"]
)
async def test_nobody_is_sent_elsewhere_after_signing_in(browser: Browser, target: str) -> None:
    data = {"login": "dev1", "password": PASSWORD, "next": target}
    answer = await browser.post("/sign-in", data=data)
    assert answer.headers["location"] == "/"


async def test_a_page_leads_through_the_sign_in_and_back(browser: Browser) -> None:
    answer = await browser.get("/account?from=2026-01-01")
    assert answer.headers["location"] == "/sign-in?next=/account%3Ffrom%3D2026-01-01"
    assert (
        'value="/account?from=2026-01-01"' in (await browser.get(answer.headers["location"])).text
    )


async def test_a_wrong_password_is_said_and_not_repeated(browser: Browser) -> None:
    answer = await browser.post("/sign-in", data={"login": "dev1", "password": "wrong-password"})
    assert answer.status_code == 422
    assert "do not go together" in answer.text
    assert "wrong-password" not in answer.text
    assert not stored(answer)


def nearly_over(
    browser: Browser, company: CompanyDouble, login: str = "dev1", *, ends_in_s: float = 5
) -> None:
    tokens = company.tokens(company.user(login), ends_in_s=ends_in_s)
    browser.cookies.set("ates_access", tokens["access_token"])
    browser.cookies.set("ates_refresh", tokens["refresh_token"])


@pytest.mark.parametrize("ends_in_s", [5, -5])
async def test_a_session_is_renewed_in_passing(
    browser: Browser, company: CompanyDouble, ends_in_s: int
) -> None:
    nearly_over(browser, company, ends_in_s=ends_in_s)
    answer = await browser.get("/tasks")
    assert answer.status_code == 200
    assert set(stored(answer)) == {"ates_access", "ates_refresh"}
    assert not stored(await browser.get("/tasks"))
    assert company.refreshed == 1


async def test_many_requests_at_once_renew_once(browser: Browser, company: CompanyDouble) -> None:
    nearly_over(browser, company, ends_in_s=-5)
    cookies = dict(browser.cookies)
    browser.cookies.clear()
    header = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    answers = await asyncio.gather(*(browser.get("/tasks", headers=header) for _ in range(5)))
    assert [answer.status_code for answer in answers] == [200] * 5
    assert company.refreshed == 1


async def test_a_revoked_session_ends(browser: Browser, company: CompanyDouble) -> None:
    nearly_over(browser, company, ends_in_s=-5)
    company.refresh_tokens.clear()
    answer = await browser.get("/")
    assert answer.headers["location"] == "/sign-in"
    assert all("Max-Age=0" in line for line in stored(answer).values())


async def test_a_deactivated_person_is_out_at_once(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("dev1")
    company.user("dev1")["active"] = False
    answer = await browser.get("/")
    assert answer.headers["location"] == "/sign-in"
    assert set(stored(answer)) == {"ates_access", "ates_refresh"}


async def test_a_session_outlives_a_pause_of_auth(browser: Browser, company: CompanyDouble) -> None:
    await browser.sign_in("dev1")
    company.down.add("auth")
    answer = await browser.get("/tasks")
    assert answer.status_code == 200
    assert not stored(answer)


async def test_an_ended_token_waits_for_auth_and_is_not_thrown_away(
    browser: Browser, company: CompanyDouble
) -> None:
    nearly_over(browser, company, ends_in_s=-5)
    company.down.add("auth")
    page, api = await browser.get("/tasks"), await browser.get("/api/v1/tasks/mine")
    assert page.status_code == 503
    assert "temporarily" in page.text.lower()
    assert api.status_code == 503
    assert not stored(page)
    company.down.clear()
    assert (await browser.get("/tasks")).status_code == 200


async def test_signing_out_revokes_and_forgets(browser: Browser, company: CompanyDouble) -> None:
    await browser.sign_in("dev1")
    assert company.refresh_tokens
    answer = await browser.post("/sign-out")
    assert answer.headers["location"] == "/sign-in"
    assert not company.refresh_tokens
    assert not {"ates_access", "ates_refresh"} & set(browser.cookies)
    assert (await browser.get("/")).headers["location"] == "/sign-in"


@pytest.mark.parametrize("ends_in_s", [600, -5], ids=["good", "expired"])
@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "as soon as sign-in works again"), ("ru", "как только вход снова заработает")],
)
async def test_a_sign_out_while_auth_is_away_is_told_when_it_is_back(
    browser: Browser, company: CompanyDouble, ends_in_s: int, language: str, expected: str
) -> None:
    app = app_of(browser)
    async with app.router.lifespan_context(app):
        nearly_over(browser, company, ends_in_s=ends_in_s)
        refresh = browser.cookies["ates_refresh"]
        browser.headers["Accept-Language"] = language
        company.down.add("auth")
        answer = await browser.post("/sign-out")
        assert answer.headers["location"] == "/sign-in"
        for name in ("ates_access", "ates_refresh"):
            assert "Max-Age=0" in stored(answer)[name]
        browser.cookies = httpx.Cookies({"ates_note": browser.cookies["ates_note"]})
        assert expected in (await browser.get("/sign-in")).text
        company.down.clear()
        form = {"grant_type": "refresh_token", "refresh_token": refresh}

        async def is_over() -> bool:
            # Asked without using it up.
            return refresh not in company.refresh_tokens

        await eventually(is_over, timeout_s=3)
        assert (await browser.post("/api/v1/auth/token", data=form)).status_code == 401


async def test_a_session_that_a_new_sign_in_replaces_ends_though_auth_was_away(
    browser: Browser, company: CompanyDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_of(browser)
    async with app.router.lifespan_context(app):
        await browser.sign_in("dev1")
        refresh = browser.cookies["ates_refresh"]
        sign_out = AuthClient.sign_out
        messages: list[str] = []

        async def away_at_first(
            self: AuthClient, caller: UpstreamCaller, *, refresh_token: str
        ) -> None:
            messages.append(refresh_token)
            if len(messages) == 1:
                raise ServiceDownError("auth")
            await sign_out(self, caller, refresh_token=refresh_token)

        monkeypatch.setattr(AuthClient, "sign_out", away_at_first)
        await browser.sign_in("dev2")

        async def is_over() -> bool:
            return refresh not in company.refresh_tokens

        await eventually(is_over, timeout_s=3)
        assert set(messages) == {refresh}


async def test_the_sign_outs_that_auth_is_not_told_of_are_bounded(
    company: CompanyDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_outs, "_PENDING_MAX", 3)
    monkeypatch.setattr(sign_outs, "_KEPT_S", 0.0)
    pool = Outside(company)
    upstream = Upstream(
        pool, name="auth", base_url="http://company/auth", answer_limit=1_000, timeout_s=1,
        slow_timeout_s=1,
    )  # fmt: skip
    company.down.add("auth")
    pending = sign_outs.SignOuts(AuthClient(upstream))
    caller = UpstreamCaller(token=None, address=None)
    for n in range(9):
        assert not await pending.end(caller, f"token {n}")
    assert await pending.end(caller, None)
    assert await pending.end(caller, "t" * 5_000)
    assert list(pending._pending) == ["token 6", "token 7", "token 8"]
    await pending._tell_pending()
    assert pending._pending == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://web.test"},
        {"Origin": "http://elsewhere"},
        {"Origin": "null"},
        {},
    ],
)
async def test_a_form_from_elsewhere_has_no_effect(
    browser: Browser, company: CompanyDouble, headers: dict[str, str]
) -> None:
    await browser.sign_in("dev1")
    del browser.headers["Sec-Fetch-Site"]
    for path in ("/sign-out", "/tasks", "/sign-in"):
        assert (await browser.post(path, data={"title": "x"}, headers=headers)).status_code == 403
    assert company.refresh_tokens


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "none"}, {"Origin": "http://web.test"}, {"Sec-Fetch-Site": "same-origin"}],
)
async def test_our_own_forms_work_in_every_browser(
    browser: Browser, headers: dict[str, str]
) -> None:
    await browser.sign_in("dev1")
    del browser.headers["Sec-Fetch-Site"]
    assert (await browser.post("/tasks", data={"title": "x"}, headers=headers)).status_code == 303


def test_claims_are_read_or_not_there(company: CompanyDouble) -> None:
    claims = read_claims(token_for(company.user("dev1"), ends_in_s=60))
    assert claims is not None
    assert claims.role == "developer"
    assert claims.exp > time.time()
    for bad in ("", "a", "a.b.c", "a.e30.c", "a.ÿÿ.c", "a.W10.c"):
        assert read_claims(bad) is None
