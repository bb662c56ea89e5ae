"""Ports: one base, and a taken one is told with its holder and the remedy."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ates_chassis.shared.command_error import CommandError
from ates_local.commands.common import started_company, this_company
from ates_local.company import Company
from ates_local.in_force import ports_in_force
from ates_local.places import Places, checkout_root
from ates_local.ports import HOST, OFFSETS, Ports, check_free, free_base, holder_of, taken_port
from ates_local.programs import Program
from ates_local.settings import Settings, port_base
from ates_local.start import check_ports


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(checkout=tmp_path, state=tmp_path)


@pytest.fixture
def listener() -> Iterator[int]:
    with socket.create_server((HOST, 0)) as server:
        yield server.getsockname()[1]


def test_no_two_servers_share_a_port() -> None:
    assert len(set(OFFSETS.values())) == len(OFFSETS)


def test_a_taken_port_is_named_with_its_holder_and_the_remedy() -> None:
    failure = taken_port(name="auth", port=8001, holder="nginx (process 7)", base=8000)
    assert "8001" in failure.what
    assert "auth" in failure.what
    assert "nginx (process 7)" in failure.what
    assert "ATES_PORT_BASE=9000 ./ates up" in failure.remedy


def test_the_remedy_is_never_the_base_that_was_taken() -> None:
    failure = taken_port(name="web", port=9000, holder="", base=9000)
    assert "ATES_PORT_BASE=10000" in failure.remedy


def test_a_port_that_someone_listens_on_is_refused(listener: int) -> None:
    with pytest.raises(CommandError, match=str(listener)):
        check_free(Ports(listener - OFFSETS["tasks"]), ["tasks"])


def test_the_process_that_holds_a_port_is_found(listener: int) -> None:
    assert "process" in holder_of(listener)


def test_a_free_base_has_all_its_ports_free() -> None:
    check_free(Ports(free_base()), OFFSETS)


@pytest.mark.parametrize("text", ["abc", "0", "-1", "65535", "", "²"])
def test_a_base_that_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(CommandError, match="ATES_PORT_BASE"):
        port_base(text)


def test_the_base_of_the_last_start_is_remembered(places: Places) -> None:
    Settings.read(places, {"ATES_PORT_BASE": "9100"}).remember(places)
    assert Settings.read(places, {}).ports == Ports(9100)


def test_servers_elsewhere_are_taken_from_the_environment(places: Places) -> None:
    environment = {
        "ATES_TASKS_DATABASE_URL": "postgresql://elsewhere/tasks",
        "ATES_AMQP_URL": "amqp://elsewhere",
        "ATES_CURRENCY": "EUR",
        "HOME": "/",
    }
    settings = Settings.read(places, environment)
    assert settings.database_urls == {"tasks": "postgresql://elsewhere/tasks"}
    assert settings.amqp_url == "amqp://elsewhere"
    assert settings.passed_on == {"ATES_CURRENCY": "EUR"}


OWN_SERVERS = {
    "ATES_AMQP_URL": "amqp://u:p@mq.example/ates",
    **{
        f"ATES_{name}_DATABASE_URL": "postgresql://u:p@db.example/x"
        for name in ("AUTH", "TASKS", "ACCOUNTING", "ANALYTICS", "PAYMENTS", "NOTIFICATIONS")
    },
}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Company]:
    """A supervisor with one program of the company, on some base."""
    settings = Settings.of({**OWN_SERVERS, "ATES_PORT_BASE": str(free_base())})
    company = Company(Places(checkout=checkout_root(), state=tmp_path / "state"), settings)
    sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
    environment = {"ATES_PORT": str(company.ports.of("web"))}
    with company.lock("up"):
        company.supervisor.configure([Program("web", sleep, 300, environment)])
        company.passwords.of("postgres")
        settings.remember(company.places)
    yield company
    company.kill()


def configured(company: Company, base: int) -> Company:
    """As after `./ates configure`, before the next `up`."""
    settings = Settings.of({**OWN_SERVERS, "ATES_PORT_BASE": str(base)})
    settings.remember(company.places)
    return Company(company.places, settings)


def test_ports_that_were_configured_while_a_company_runs_must_be_free(
    running: Company, listener: int
) -> None:
    changed = configured(running, listener - OFFSETS["tasks"])
    with pytest.raises(CommandError, match=f"Port {listener}"):
        check_ports(changed)


def test_the_ports_in_force_are_the_companys_own(running: Company) -> None:
    with socket.create_server((HOST, running.ports.of("web"))):
        check_ports(running)
        running.kill()
        with pytest.raises(CommandError, match=str(running.ports.of("web"))):
            check_ports(running)


def test_until_the_next_up_commands_use_the_ports_in_force(
    running: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured(running, 9100)
    monkeypatch.setenv("ATES_STATE_DIR", str(running.places.state))
    assert this_company().ports == started_company().ports == running.ports
    running.kill()
    assert ports_in_force(running.places) is None
    assert this_company().ports == Ports(9100)
