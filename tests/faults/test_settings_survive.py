"""A company keeps its settings over `down`, a plain `up`, and the end of everything at once."""

import shutil
from typing import Any

import httpx
import psutil
import pytest

from ates_chassis.testing import eventually
from ates_local.company import Company
from ates_local.ports import free_base
from ates_local.settings import Settings
from support.launcher_commands import WITHIN_S, ates
from support.temporary import temporary_places

SETTINGS = {
    "ATES_CURRENCY": "EUR",
    "ATES_TIME_ZONE": "Europe/Berlin",
    "ATES_PROVIDER": "manual",
    "ATES_COMPANY_NAME": 'Popug & "Söhne" ;100% #1 it\'s us',
    "ATES_COMPANY_IBAN": "DE89370400440532013000",
    "ATES_SMTP_HOST": "127.0.0.1",
    "ATES_SMTP_PORT": "9",
    "ATES_SMTP_TLS": "none",
    "ATES_SMTP_SENDER": "pay@popug.example",
    "ATES_SMTP_PASSWORD": "a secret ;#%'",
    "ATES_SELF_REGISTRATION": "false",
}
# Nobody listens there. Capital letters and small ones count for different clients.
DEAD_PROXIES = {
    name: "http://127.0.0.1:9"
    for small in ("http_proxy", "https_proxy", "all_proxy", "ws_proxy")
    for name in (small, small.upper())
} | {"NO_PROXY": "", "no_proxy": ""}


def environment_of(company: Company, program: str) -> dict[str, str]:
    environment: dict[str, str] = psutil.Process(company.supervisor.states()[program].pid).environ()
    return environment


async def price_of_a_new_task(company: Company) -> Any:
    """So that the books have rows."""
    web = f"{company.ports.url('web')}/api/v1"
    async with httpx.AsyncClient(base_url=web, timeout=20, trust_env=False) as api:
        form = {"grant_type": "password", "username": "dev1", "password": "ates-demo"}
        token = (await api.post("/auth/token", data=form)).json()["access_token"]
        api.headers["Authorization"] = f"Bearer {token}"
        task = (await api.post("/tasks", json={"title": "Feed the bird"})).json()

        async def price() -> Any:
            answer = await api.get(f"/prices/{task['id']}")
            return answer.json() if answer.status_code == httpx.codes.OK else None

        return await eventually(price)


async def check_all_is_kept(company: Company) -> None:
    assert (await price_of_a_new_task(company))["fee"]["currency"] == "EUR"
    for program in ("payments-api", "payments-worker", "web", "auth-api", "accounting-worker"):
        environment = environment_of(company, program)
        mails = program == "payments-worker"
        expected = {name: value for name, value in SETTINGS.items() if mails or "SMTP" not in name}
        actual = {name: value for name, value in environment.items() if name in SETTINGS}
        assert actual == expected, program
    registration = {
        "login": "guest", "email": "guest@example.com", "full_name": "A Guest", "password": "a long enough password"
    }  # fmt: skip
    async with httpx.AsyncClient(timeout=20, trust_env=False) as api:
        answer = await api.post(f"{company.ports.url('web')}/api/v1/users", json=registration)
    assert answer.status_code in {httpx.codes.FORBIDDEN, httpx.codes.UNAUTHORIZED}, answer.text
    assert "mail" not in company.supervisor.states()


@pytest.mark.timeout(3 * WITHIN_S)
async def test_a_company_keeps_its_settings_over_down_up_and_a_kill_of_everything() -> None:
    with temporary_places() as places:
        # As for a person: `up` makes the folder, and takes none with something else in it.
        shutil.rmtree(places.state)
        first = ates(places, "up", ATES_PORT_BASE=str(free_base()), **DEAD_PROXIES, **SETTINGS)
        assert first.returncode == 0, first.stdout + first.stderr
        assert "ATES_CURRENCY: USD → EUR" in first.stdout
        assert SETTINGS["ATES_SMTP_PASSWORD"] not in first.stdout
        company = Company(places, Settings.read(places, {}))
        try:
            await check_all_is_kept(company)
            company.kill()

            refused = ates(places, "configure", "ATES_CURRENCY=USD")
            assert refused.returncode == 1
            assert "The books are kept in EUR" in refused.stdout
            assert ates(places, "down").returncode == 0

            second = ates(places, "up", **DEAD_PROXIES)
            assert second.returncode == 0, second.stdout + second.stderr
            assert "EUR" in second.stdout
            assert "→" not in second.stdout
            await check_all_is_kept(company)

            elsewhere = ates(places, "up", ATES_AMQP_URL="amqp://u:p@mq.example/ates")
            assert elsewhere.returncode == 1
            assert "other servers" in elsewhere.stdout
            assert Settings.read(places, {}).passed_on == SETTINGS
        finally:
            company.kill()
