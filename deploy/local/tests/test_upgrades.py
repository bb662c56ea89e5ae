"""After an upgrade exactly the programs that have loaded something of it are restarted, and no other command interferes."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ates_chassis.shared.command_error import CommandError
from ates_local import rabbitmq
from ates_local.commands import admin, common, migrate, outbox, parked, rebuild, takeover
from ates_local.company import Company
from ates_local.locking import held
from ates_local.places import Places
from ates_local.programs import Program, program_section
from ates_local.rabbitmq import RabbitMQ
from ates_local.rabbitmq_program import RabbitPrograms
from ates_local.services import SERVICES
from ates_local.settings import Settings
from ates_local.supervision import Supervisor
from ates_tools.cli import program

SERVED = ("auth", "tasks", "accounting", "analytics", "payments", "notifications")
VALUES = {
    **{f"ATES_{name.upper()}_DATABASE_URL": "postgresql://u:p@db.example/x" for name in SERVED},
    "ATES_AMQP_URL": "amqp://u:p@mq.example/ates",
}
FILES = {
    "requirements.lock": "httpx==1",
    "chassis/ates_chassis/messaging/relay.py": "",
    "schemas/tasks.task-created.v1.json": "{}",
    "deploy/local/ates_local/mail_sink/templates/box.html": "",
    "services/web/package-lock.json": "{}",
    "services/web/ates_web/static/app.js": "",
    "services/web/ates_web/static/app.css": "",
    "services/web/ates_web/locales/ru.po": "",
    "services/web/ates_web/templates/page.html": "",
    "services/web/ates_web/openapi.json": "{}",
    "services/web/tests/test_pages.py": "",
    "services/payments/ates_payments/jobs/templates/payday.txt": "",
    "services/tasks/migrations/versions/0001_tasks.py": "",
    **{f"services/{name}/ates_{name}/main.py": "" for name in (*SERVED, "web")},
}
WEB = {"web"}
PAYMENTS = {"payments-api", "payments-worker"}
SERVICES_ALL = {
    program
    for service in SERVICES
    for program in (service.api_program, *([service.worker_program] if service.worker else []))
}


@pytest.fixture
def company(tmp_path: Path) -> Company:
    checkout = tmp_path / "checkout"
    for name, content in FILES.items():
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).write_text(content)
    company = Company(Places(checkout=checkout, state=tmp_path / "state"), Settings.of(VALUES))
    with company.lock("up"):
        return company


def sections(company: Company) -> dict[str, str]:
    return {program.name: program_section(program) for program in company.programs()}


def changed_by(company: Company, name: str, content: str = "other") -> set[str]:
    before = sections(company)
    file = company.places.checkout / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)
    after = sections(company)
    assert before.keys() == after.keys() == {*SERVICES_ALL, "mail"}
    return {name for name in before if before[name] != after[name]}


@pytest.mark.parametrize(
    ("name", "restarted"),
    [
        ("requirements.lock", {*SERVICES_ALL, "mail"}),
        ("chassis/ates_chassis/messaging/relay.py", {*SERVICES_ALL, "mail"}),
        ("chassis/ates_chassis/new.py", {*SERVICES_ALL, "mail"}),
        ("schemas/tasks.task-created.v1.json", SERVICES_ALL),
        ("deploy/local/ates_local/mail_sink/templates/box.html", {"mail"}),
        ("services/web/package-lock.json", WEB),
        ("services/web/ates_web/static/app.js", WEB),
        ("services/web/ates_web/static/app.css", WEB),
        ("services/web/ates_web/static/fonts/new.woff2", WEB),
        ("services/web/ates_web/locales/ru.po", WEB),
        ("services/web/ates_web/templates/page.html", WEB),
        ("services/web/ates_web/openapi.json", WEB),
        ("services/payments/ates_payments/jobs/templates/payday.txt", PAYMENTS),
        ("services/payments/ates_payments/main.py", PAYMENTS),
        ("services/web/tests/test_pages.py", set()),
        ("services/web/ates_web/__pycache__/main.cpython-311.pyc", set()),
        ("services/web/ates_web/.main.py.swp", set()),
        ("services/tasks/migrations/versions/0001_tasks.py", set()),
        ("README.md", set()),
    ],
)
def test_what_has_loaded_the_file_is_restarted_and_nothing_else(
    name: str, restarted: set[str], company: Company
) -> None:
    assert changed_by(company, name) == restarted


def test_a_file_that_is_gone_counts_too(company: Company) -> None:
    before = sections(company)
    (company.places.checkout / "services/web/ates_web/static/app.js").unlink()
    after = sections(company)
    assert {name for name in before if before[name] != after[name]} == WEB


def test_a_second_up_restarts_nothing_also_where_only_times_are_new(company: Company) -> None:
    before = sections(company)
    for file in company.places.checkout.rglob("*"):
        os.utime(file, (1, 1))
    assert sections(company) == before


def test_a_setting_restarts_what_gets_it(company: Company) -> None:
    changed = Company(company.places, Settings.of({**VALUES, "ATES_SMTP_HOST": "mail.example"}))
    before, after = sections(company), sections(changed)
    assert {name for name in after if before[name] != after[name]} == {
        "payments-worker",
        "notifications-worker",
    }


@pytest.fixture
def node(company: Company, tmp_path: Path) -> RabbitMQ:
    (tmp_path / "rabbitmq" / "sbin").mkdir(parents=True)
    server, epmd = tmp_path / "rabbitmq" / "sbin" / "rabbitmq-server", tmp_path / "epmd"
    server.touch()
    epmd.touch()
    return RabbitMQ(RabbitPrograms(server, epmd), company.places, company.ports, company.passwords)


def test_a_broker_restarts_for_its_configuration_and_for_a_new_version(
    node: RabbitMQ, monkeypatch: pytest.MonkeyPatch
) -> None:
    def now() -> str:
        return program_section(node.program())

    first = now()
    assert now() == first
    monkeypatch.setattr(rabbitmq, "CONSUMER_TIMEOUT_MS", 1)
    configured = now()
    assert configured != first
    node.programs.server.write_text("a newer one")
    assert now() != configured


def test_the_supervisor_restarts_what_changed_and_leaves_the_rest(tmp_path: Path) -> None:
    places = Places(checkout=tmp_path, state=tmp_path / "state")
    places.make()
    supervisor = Supervisor(places)
    sleep = [sys.executable, "-c", "import time; time.sleep(600)"]

    def programs(loaded: str) -> list[Program]:
        return [
            Program("tasks-api", sleep, 200, fingerprint="same"),
            Program("web", sleep, 300, fingerprint=loaded),
        ]

    supervisor.configure(programs("old"))
    try:
        for name in ("tasks-api", "web"):
            supervisor.start(name)
        before = supervisor.states()
        supervisor.configure(programs("old"))
        assert pids(supervisor) == {name: state.pid for name, state in before.items()}
        supervisor.configure(programs("new"))
        after = supervisor.states()
        assert after["tasks-api"].pid == before["tasks-api"].pid
        assert not after["web"].on
    finally:
        supervisor.shutdown()


def pids(supervisor: Supervisor) -> dict[str, int]:
    return {name: state.pid for name, state in supervisor.states().items()}


def hold(file: Path, command: str, taken: Event, done: Event) -> None:
    with held(file, command):
        taken.set()
        done.wait()


@pytest.fixture
def up_elsewhere(company: Company, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Another process is in the midst of an `up`."""
    spawn = multiprocessing.get_context("spawn")
    taken, done = spawn.Event(), spawn.Event()
    process = spawn.Process(target=hold, args=(company.places.lock, "up", taken, done))
    process.start()
    assert taken.wait(60)
    for module in (admin, common, migrate, outbox, parked, rebuild, takeover):
        name = "this_company" if module is takeover else "started_company"
        monkeypatch.setattr(module, name, lambda: company)
    assert process.pid is not None
    yield process.pid
    done.set()
    process.join()
    process.close()


@pytest.fixture
def without_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    async def running(_company: Company) -> None:
        """Whether PostgreSQL runs is not the question here."""

    monkeypatch.setattr(admin, "check_running", running)
    monkeypatch.setattr(admin, "asked_password", lambda **_: "x")


def by_command_line(*arguments: str) -> None:
    result = CliRunner().invoke(program(), arguments)
    if result.exception:
        raise result.exception


@pytest.mark.usefixtures("without_servers")
def test_whatever_changes_something_waits_for_an_up_and_says_for_whom(up_elsewhere: int) -> None:
    commands: list[Callable[[], object]] = [
        migrate.migrate,
        takeover.takeover,
        lambda: rebuild.rebuild("analytics"),
        lambda: by_command_line("parked", "replay", "--all"),
        lambda: by_command_line("parked", "drop", "--all", "--yes"),
        lambda: by_command_line("outbox", "retry", "--all"),
        lambda: admin.create("login", "a@b.example", name="", password_stdin=True),
    ]
    for command in commands:
        with pytest.raises(
            CommandError, match=rf"\./ates up \(process {up_elsewhere}, since .*\) is at work"
        ):
            command()


def test_a_lock_names_its_last_holder_only_while_it_is_held(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    with (
        held(file, "rebuild analytics"),
        pytest.raises(CommandError, match="rebuild analytics"),
        held(file, "up"),
    ):
        pass
    with held(file, "up"):
        pass
    assert file.read_text() == ""


def test_a_lock_whose_holder_was_killed_is_free(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    file.write_text('{"command": "up", "pid": 1, "since": "00:00"}')
    with held(file, "down"):
        assert "down" in file.read_text()
