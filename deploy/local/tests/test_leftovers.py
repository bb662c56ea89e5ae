"""Only what a crashed supervisor left behind is ended: never a process that merely stands there, never a running company."""

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from companies import SLEEP, company_in
from programs import program_of

from ates_chassis.shared.command_error import CommandError
from ates_local import installation, postgres_home
from ates_local.company import Company
from ates_local.programs import MARK, Program
from ates_local.server_process import ServerProcess


@pytest.fixture(autouse=True)
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the place of /var/lib/ates."""
    for module in (installation, postgres_home):
        monkeypatch.setattr(module, "OUTSIDE", tmp_path / "system")


Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def started() -> Iterator[Start]:
    with contextlib.ExitStack() as stack:

        def start(*command: str | Path, **options: Any) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, **options)
            stack.enter_context(process)  # closes its pipes and waits for it
            stack.callback(process.kill)
            return process

        yield start


def marked(company: Company) -> dict[str, str]:
    return {**os.environ, MARK: str(company.places.real_state)}


def named_postgres(folder: Path) -> Path:
    """A program of that name that does nothing."""
    program = folder / "postgres"
    shutil.copy(program_of("sleep"), program)
    return program


@pytest.mark.parametrize("folder", ["state", "state/postgres", "state/postgres/data", "state/logs"])
def test_who_stands_in_a_folder_of_ours_is_not_ended(
    folder: str, company: Company, started: Start, tmp_path: Path
) -> None:
    people = [
        started("sh", "-c", "echo on; read x", stdin=subprocess.PIPE, cwd=tmp_path / folder),
        started("tail", "-f", "/dev/null", cwd=tmp_path / folder),
        started(sys.executable, "-c", SLEEP, cwd=tmp_path / folder),
    ]
    assert company.leftovers() == []
    company.stop()
    assert [process.poll() for process in people] == [None, None, None]


def test_a_program_that_is_none_of_ours_is_not_ended_even_with_the_mark(
    company: Company, started: Start
) -> None:
    tail = started("tail", "-f", "/dev/null", env=marked(company))
    assert company.leftovers() == []
    company.stop()
    assert tail.poll() is None


def test_what_a_supervisor_left_behind_is_ended(company: Company, started: Start) -> None:
    left = started(sys.executable, "-c", SLEEP, env=marked(company), start_new_session=True)
    assert left.stdout is not None
    assert left.stdout.readline()
    assert [process.pid for process in company.leftovers()] == [left.pid]
    company.stop()
    assert not psutil.pid_exists(left.pid)


async def test_what_a_command_started_itself_and_left_behind_is_ended(
    company: Company, tmp_path: Path
) -> None:
    on = tmp_path / "on"
    program = [sys.executable, "-c", f"open({str(on)!r}, 'w'); {SLEEP}"]

    async def is_on() -> bool:
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


async def test_a_server_that_ended_is_not_taken_for_another_that_answers(company: Company) -> None:
    looks = 0

    async def another_answers() -> bool:
        nonlocal looks
        looks += 1
        if looks > 1:
            await asyncio.to_thread(os.waitid, os.P_PID, server.pid, os.WEXITED | os.WNOWAIT)
        return looks > 1

    server = ServerProcess(Program("epmd", ["false"], 20), company.places, another_answers)
    with pytest.raises(CommandError, match="ended while it started"):
        await server.start()


async def test_no_server_is_started_beside_another_that_answers(company: Company) -> None:
    async def answers() -> bool:
        return True

    server = ServerProcess(Program("epmd", ["sleep", "600"], 20), company.places, answers)
    with pytest.raises(CommandError, match="Another epmd answers"):
        await server.start()
    assert company.leftovers() == []


def test_a_process_of_another_company_is_not_ended(
    company: Company, started: Start, tmp_path: Path
) -> None:
    other = company_in(tmp_path / "state2")
    left = started(sys.executable, "-c", SLEEP, env=marked(other), start_new_session=True)
    assert left.stdout is not None
    assert left.stdout.readline()
    company.stop()
    assert left.poll() is None


def test_an_orphan_of_postgresql_is_ended(company: Company, started: Start, tmp_path: Path) -> None:
    data = company.places.postgres / "data"
    command = f"exec -a 'postgres: checkpointer' {named_postgres(tmp_path)} 600"
    orphan = started("bash", "-c", command, cwd=data)
    left_behind = psutil.Process(orphan.pid)
    while left_behind.cmdline()[:1] != ["postgres: checkpointer"]:
        assert orphan.poll() is None
    assert [process.pid for process in company.leftovers()] == [orphan.pid]


def test_a_postgresql_that_somebody_else_started_on_the_data_is_said_and_keeps_its_pid_file(
    company: Company, started: Start, tmp_path: Path
) -> None:
    data = company.places.postgres / "data"
    server = started(named_postgres(tmp_path), "600", cwd=data)
    (data / "postmaster.pid").write_text(f"{server.pid}\n")
    assert company.leftovers() == []
    with pytest.raises(CommandError, match=f"process {server.pid}"):
        company.end_leftovers()
    assert server.poll() is None
    assert (data / "postmaster.pid").exists()


def test_a_pid_file_whose_number_another_process_has_by_now_is_removed(
    company: Company, started: Start
) -> None:
    data = company.places.postgres / "data"
    other = started("tail", "-f", "/dev/null", cwd=data)
    (data / "postmaster.pid").write_text(f"{other.pid}\n")
    company.end_leftovers()
    assert not (data / "postmaster.pid").exists()
    assert other.poll() is None
