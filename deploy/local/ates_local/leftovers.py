"""Processes that a crashed supervisor left behind: known by our mark and their executable, then ended.

Where a process stands says nothing: a shell, an editor or a pager may stand in the data folder.
"""

import contextlib
import os
import signal
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import psutil

from ates_chassis.shared.command_error import CommandError
from ates_local.places import Places
from ates_local.programs import MARK

GENTLE_S = 20
HARD_S = 5
# The supervisor stops its programs one priority after the other.
SUPERVISOR_S = 120
SUPERVISOR = "supervisor.supervisord"
POSTGRES = "postgres"
# What the supervisor starts, and what that starts itself: Python, the scripts' shell, Erlang and its ports, PostgreSQL.
EXECUTABLES = (
    *("python*", "sh", "dash", "bash", "busybox", POSTGRES, "epmd", "beam*", "erl*"),
    *("inet_gethost", "memsup", "cpu_sup", "rabbitmq*"),
)


def left_behind(places: Places, *, postgres_data: Path) -> list[psutil.Process]:
    """The supervisor too, where it runs. A process is held with its start time: a signal never goes to a later one of its number."""
    return [
        process
        for process in alive()
        if is_supervised(process, places) or is_orphan_of_postgres(process, places, postgres_data)
    ]


def alive() -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.status() != psutil.STATUS_ZOMBIE:
                yield process


def is_supervised(process: psutil.Process, places: Places) -> bool:
    """Has our mark, is of our programs, and has no terminal, which nothing under the supervisor has."""
    with contextlib.suppress(psutil.Error, OSError):
        if process.environ().get(MARK) not in marks_of(places):
            return False
        is_program = any(fnmatchcase(executable_of(process), each) for each in EXECUTABLES)
        return is_program and not process.terminal()
    return False


def marks_of(places: Places) -> set[str]:
    """Earlier releases marked with the name by which the folder was called."""
    return {str(places.real_state), str(places.state)}


def executable_of(process: psutil.Process) -> str:
    """Also of a program whose file was replaced by an upgrade since."""
    path: str = process.exe()
    return Path(path.removesuffix(" (deleted)")).name


def is_orphan_of_postgres(process: psutil.Process, places: Places, data: Path) -> bool:
    """PostgreSQL's children overwrite their environment with a title; their server tells whose they are, if it lives."""
    if not serves(process, data):
        return False
    with contextlib.suppress(psutil.Error, OSError):
        title: str = (process.cmdline() or [""])[0]
        server = process.parent()
        if server is not None and serves(server, data):
            return is_supervised(server, places)
        return title.startswith(f"{POSTGRES}: ")
    return False


def serves(process: psutil.Process, data: Path) -> bool:
    """Whether it is a process of a PostgreSQL whose data are in that folder."""
    with contextlib.suppress(psutil.Error, OSError):
        return executable_of(process) == POSTGRES and Path(process.cwd()) == data.resolve()
    return False


def node_in(folder: Path) -> psutil.Process | None:
    """A RabbitMQ that runs in the folder, whoever started it: the system knows where it is also after a move."""
    for process in alive():
        with contextlib.suppress(psutil.Error, OSError):
            is_erlang = fnmatchcase(executable_of(process), "beam*")
            if is_erlang and Path(process.cwd()) == folder.resolve():
                return process
    return None


def supervisor_of(places: Places) -> psutil.Process | None:
    """A supervisor that runs, whether or not its socket is still there."""
    for process in alive():
        with contextlib.suppress(psutil.Error, OSError):
            if SUPERVISOR in process.cmdline() and is_supervised(process, places):
                return process
    return None


def end_supervisor(process: psutil.Process) -> None:
    """It ends its programs first, in their order."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process.terminate()
    _, still = psutil.wait_procs([process], timeout=SUPERVISOR_S)
    if still:
        raise CommandError(f"The supervisor (process {process.pid}) does not end.")


def end_left_behind(leftovers: list[psutil.Process], *, postgres_data: Path) -> None:
    """Services and broker end before the databases."""
    databases = [process for process in leftovers if serves(process, postgres_data)]
    others = [process for process in leftovers if process not in databases]
    send(others, signal.SIGTERM)
    psutil.wait_procs(others, timeout=GENTLE_S)
    send(without_children(databases), signal.SIGINT)
    _, alive_still = psutil.wait_procs(leftovers, timeout=GENTLE_S)
    send(alive_still, signal.SIGKILL)
    _, alive_still = psutil.wait_procs(alive_still, timeout=HARD_S)
    if alive_still:
        pids = ", ".join(str(process.pid) for process in alive_still)
        raise CommandError(f"Processes of an earlier run cannot be ended: {pids}.")


def without_children(processes: Iterable[psutil.Process]) -> Iterator[psutil.Process]:
    """The postmaster alone: it ends its own children in good order."""
    pids = {process.pid for process in processes}
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.ppid() not in pids:
                yield process


def send(processes: Iterable[psutil.Process], what: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(what)


def forget_dead_server(data: Path) -> None:
    """A stale pid file with a number that another process has by now keeps the server down; that of a living one protects the data."""
    file = data / "postmaster.pid"
    if not os.path.lexists(file):
        return
    for process in alive():
        if serves(process, data):
            raise CommandError(
                f"A PostgreSQL that this ./ates did not start serves {data}: process {process.pid}.",
                remedy="End it, and repeat the command.",
            )
    file.unlink(missing_ok=True)
