"""A company is found from every shell, however it is called and whatever of it is gone."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from companies import SLEEP, company_in

from ates_chassis.shared.command_error import CommandError
from ates_chassis.testing import eventually
from ates_local import places, supervision
from ates_local.company import Company
from ates_local.leftovers import supervisor_of
from ates_local.places import LONGEST_SOCKET_PATH
from ates_local.programs import Program


@pytest.fixture
def sleeper() -> Program:
    return Program("tasks-api", [sys.executable, "-c", SLEEP], 200)


@pytest.fixture
def running(sleeper: Program) -> Iterator[Callable[..., Company]]:
    """A supervisor with one program, in any folder."""
    with contextlib.ExitStack() as stack:

        def run(state: Path) -> Company:
            company = company_in(state)
            with company.lock("up"):
                company.supervisor.configure([sleeper])
            stack.callback(company.kill)
            company.supervisor.start(sleeper.name)
            return company

        yield run


def status(state: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return ates("status", state=state, **environment)


def ates(command: str, *, state: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ates_tools", command],
        env={**os.environ, "ATES_STATE_DIR": str(state), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def path_of_length(folder: Path, length: int) -> Path:
    name = "ü" * ((length - len(str(folder)) - 1) // 2)
    return folder / name.ljust(length - len(str(folder).encode()) - len(name) - 1, "x")


@pytest.mark.parametrize("length", [85, 90, 91, 120, 200])
def test_a_company_is_found_from_every_shell_however_long_its_path_is(
    length: int, running: Callable[..., Company], tmp_path: Path
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


def test_a_company_is_found_by_every_name_of_its_folder(
    running: Callable[..., Company], tmp_path: Path
) -> None:
    company = running(tmp_path / ("x" * 120) / "state")
    (tmp_path / "link").symlink_to(company.places.state)
    linked = company_in(tmp_path / "link")
    assert linked.supervisor.is_alive()
    assert linked.leftovers() == []


@pytest.mark.parametrize("settings", ["A B", None], ids=["mistyped", "lost"])
def test_a_company_is_seen_and_ended_without_its_settings(
    settings: str | None, running: Callable[..., Company], tmp_path: Path
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
    running: Callable[..., Company], tmp_path: Path
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


async def _pid(company: Company) -> int:
    return company.supervisor.states()["tasks-api"].pid or 0


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
