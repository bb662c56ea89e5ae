"""Only what a crashed supervisor left behind is ended: never a process that merely stands there, never a running company."""

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from ates_chassis.shared.command_error import CommandError
from ates_chassis.testing import eventually
from ates_local import installation, places, postgres_home, supervision
from ates_local.company import Company
from ates_local.leftovers import supervisor_of
from ates_local.places import LONGEST_SOCKET_PATH, Places, checkout_root
from ates_local.programs import MARK, Program
from ates_local.server_process import ServerProcess
from ates_local.settings import Settings

SLEEP = "import time; print('on', flush=True); time.sleep(600)"


@pytest.fixture(autouse=True)
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the place of /var/lib/ates."""
    for module in (installation, postgres_home):
        monkeypatch.setattr(module, "OUTSIDE", tmp_path / "system")


def company_in(state):
    return Company(Places(checkout=checkout_root(), state=state), Settings.of({}))


@pytest.fixture
def company(tmp_path: Path):
    company = company_in(tmp_path / "state")
    with company.lock("up"):
        (company.places.postgres / "data").mkdir(parents=True)
    return company


@pytest.fixture
def started():
    with contextlib.ExitStack() as stack:

        def start(*command, **options):
            process = subprocess.Popen(command, stdout=subprocess.PIPE, **options)
            stack.enter_context(process)  # closes its pipes and waits for it
            stack.callback(process.kill)
            return process

        yield start


def marked(company):
    return {**os.environ, MARK: str(company.places.real_state)}


def named_postgres(folder):
    """A program of that name that does nothing."""
    program = folder / "postgres"
    shutil.copy(shutil.which("sleep"), program)
    return program


@pytest.mark.parametrize("folder", ["state", "state/postgres", "state/postgres/data", "state/logs"])
def test_who_stands_in_a_folder_of_ours_is_not_ended(
    folder: str, company, started, tmp_path: Path
) -> None:
    people = [
        started("sh", "-c", "echo on; read x", stdin=subprocess.PIPE, cwd=tmp_path / folder),
        started("tail", "-f", "/dev/null", cwd=tmp_path / folder),
        started(sys.executable, "-c", SLEEP, cwd=tmp_path / folder),
    ]
    assert company.leftovers() == []
    company.stop()
    assert [process.poll() for process in people] == [None, None, None]


def test_a_program_that_is_none_of_ours_is_not_ended_even_with_the_mark(company, started) -> None:
    tail = started("tail", "-f", "/dev/null", env=marked(company))
    assert company.leftovers() == []
    company.stop()
    assert tail.poll() is None


def test_what_a_supervisor_left_behind_is_ended(company, started) -> None:
    left = started(sys.executable, "-c", SLEEP, env=marked(company), start_new_session=True)
    assert left.stdout.readline()
    assert [process.pid for process in company.leftovers()] == [left.pid]
    company.stop()
    assert not psutil.pid_exists(left.pid)


async def test_what_a_command_started_itself_and_left_behind_is_ended(
    company, tmp_path: Path
) -> None:
    on = tmp_path / "on"
    program = [sys.executable, "-c", f"open({str(on)!r}, 'w'); {SLEEP}"]

    async def is_on():
        return on.exists()

    server = ServerProcess(Program("epmd", program, 20), company.places, is_on)
    await server.start()
    left = server.pid
    try:
        assert [process.pid for process in company.leftovers()] == [left]
        company.end_leftovers()
        assert company.leftovers() == []
    finally:
        await server.kill9()


async def test_a_server_that_ended_is_not_taken_for_another_that_answers(company) -> None:
    looks = 0

    async def another_answers():
        nonlocal looks
        looks += 1
        if looks > 1:
            await asyncio.to_thread(os.waitid, os.P_PID, server.pid, os.WEXITED | os.WNOWAIT)
        return looks > 1

    server = ServerProcess(Program("epmd", ["false"], 20), company.places, another_answers)
    with pytest.raises(CommandError, match="ended while it started"):
        await server.start()


async def test_no_server_is_started_beside_another_that_answers(company) -> None:
    async def answers():
        return True

    server = ServerProcess(Program("epmd", ["sleep", "600"], 20), company.places, answers)
    with pytest.raises(CommandError, match="Another epmd answers"):
        await server.start()
    assert company.leftovers() == []


def test_a_process_of_another_company_is_not_ended(company, started, tmp_path: Path) -> None:
    other = company_in(tmp_path / "state2")
    left = started(sys.executable, "-c", SLEEP, env=marked(other), start_new_session=True)
    assert left.stdout.readline()
    company.stop()
    assert left.poll() is None


def test_an_orphan_of_postgresql_is_ended(company, started, tmp_path: Path) -> None:
    data = company.places.postgres / "data"
    command = f"exec -a 'postgres: checkpointer' {named_postgres(tmp_path)} 600"
    orphan = started("bash", "-c", command, cwd=data)
    left_behind = psutil.Process(orphan.pid)
    while left_behind.cmdline()[:1] != ["postgres: checkpointer"]:
        assert orphan.poll() is None
    assert [process.pid for process in company.leftovers()] == [orphan.pid]


def test_a_postgresql_that_somebody_else_started_on_the_data_is_said_and_keeps_its_pid_file(
    company, started, tmp_path: Path
) -> None:
    data = company.places.postgres / "data"
    server = started(named_postgres(tmp_path), "600", cwd=data)
    (data / "postmaster.pid").write_text(f"{server.pid}\n")
    assert company.leftovers() == []
    with pytest.raises(CommandError, match=f"process {server.pid}"):
        company.end_leftovers()
    assert server.poll() is None
    assert (data / "postmaster.pid").exists()


def test_a_pid_file_whose_number_another_process_has_by_now_is_removed(company, started) -> None:
    data = company.places.postgres / "data"
    other = started("tail", "-f", "/dev/null", cwd=data)
    (data / "postmaster.pid").write_text(f"{other.pid}\n")
    company.end_leftovers()
    assert not (data / "postmaster.pid").exists()
    assert other.poll() is None


@pytest.fixture
def sleeper():
    return Program("tasks-api", [sys.executable, "-c", SLEEP], 200)


@pytest.fixture
def running(sleeper):
    """A supervisor with one program, in any folder."""
    with contextlib.ExitStack() as stack:

        def run(state):
            company = company_in(state)
            with company.lock("up"):
                company.supervisor.configure([sleeper])
            stack.callback(company.kill)
            company.supervisor.start(sleeper.name)
            return company

        yield run


def status(state, **environment):
    return ates("status", state=state, **environment)


def ates(command, *, state, **environment):
    return subprocess.run(
        [sys.executable, "-m", "ates_tools", command],
        env={**os.environ, "ATES_STATE_DIR": str(state), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def path_of_length(folder, length):
    name = "ü" * ((length - len(str(folder)) - 1) // 2)
    return folder / name.ljust(length - len(str(folder).encode()) - len(name) - 1, "x")


@pytest.mark.parametrize("length", [85, 90, 91, 120, 200])
def test_a_company_is_found_from_every_shell_however_long_its_path_is(
    length: int, running, tmp_path: Path
) -> None:
    folder = Path("/tmp") / tmp_path.name[-12:]
    state = path_of_length(folder, length)
    try:
        company = running(state)
        (tmp_path / "other").mkdir()
        for environment in ({}, {"TMPDIR": str(tmp_path / "other")}, {"TMPDIR": "/nowhere"}):
            assert "tasks-api" in status(state, **environment).stdout
        assert company.leftovers() == []
        assert len(os.fsencode(company.places.supervisor_socket)) <= LONGEST_SOCKET_PATH
    finally:
        company.kill()
        shutil.rmtree(folder)


def test_a_company_is_found_by_every_name_of_its_folder(running, tmp_path: Path) -> None:
    company = running(tmp_path / ("x" * 120) / "state")
    (tmp_path / "link").symlink_to(company.places.state)
    linked = company_in(tmp_path / "link")
    assert linked.supervisor.is_alive()
    assert linked.leftovers() == []


@pytest.mark.parametrize("settings", ["A B", None], ids=["mistyped", "lost"])
def test_a_company_is_seen_and_ended_without_its_settings(
    settings: str | None, running, tmp_path: Path
) -> None:
    company = running(tmp_path / "state")
    company.places.demo_mark.write_text("empty")
    if settings is not None:
        company.places.env.write_text(settings)
    assert "tasks-api" in status(company.places.state).stdout
    done = ates("down", state=company.places.state)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not company.supervisor.is_alive()


async def test_a_running_company_whose_socket_is_gone_is_no_leftover_and_down_ends_it(
    running, tmp_path: Path
) -> None:
    company = running(tmp_path / "state")
    pid = await eventually(lambda: _pid(company))
    company.places.supervisor_socket.unlink()
    for look in (company.is_running, company.leftovers, company.end_leftovers):
        with pytest.raises(CommandError, match="does not answer on"):
            look()
    assert psutil.pid_exists(pid)
    assert "does not answer on" in " ".join(status(company.places.state).stdout.split())
    company.stop()
    assert not psutil.pid_exists(pid)
    assert supervisor_of(company.places) is None


async def _pid(company):
    return company.supervisor.states()["tasks-api"].pid or None


def test_a_folder_of_somebody_else_in_the_place_of_our_sockets_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (places,):
        monkeypatch.setattr(module, "socket_folder", lambda: tmp_path / "sockets")
    company = company_in(tmp_path / ("x" * 120))
    (tmp_path / "sockets").mkdir(mode=0o777)
    (tmp_path / "sockets").chmod(0o777)
    with pytest.raises(CommandError, match="not a folder for you alone"):
        company.supervisor.is_alive()
    (tmp_path / "sockets").rmdir()
    supervision.make_socket_folder(company.places)
    assert not company.supervisor.is_alive()
