"""Processes that a crashed supervisor left behind: found by the mark of our state, then ended."""

import contextlib
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil

from ates_embedded.failure import Failure
from ates_embedded.places import Places
from ates_embedded.programs import MARK

GENTLE_S = 20
HARD_S = 5


def left_behind(places: Places, *, postgres_data: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            ours = process.environ().get(MARK) == str(places.state)
            if ours or runs_in(process, postgres_data):
                found.append(process)
    return found


def runs_in(process: psutil.Process, folder: Path) -> bool:
    """PostgreSQL's children overwrite their environment with a title; their folder tells them."""
    with contextlib.suppress(psutil.Error, OSError):
        return Path(process.cwd()) == folder
    return False


def end_left_behind(found: list[psutil.Process], *, postgres_data: Path) -> None:
    """Services and broker end before the databases."""
    databases = [process for process in found if runs_in(process, postgres_data)]
    others = [process for process in found if process not in databases]
    send(others, signal.SIGTERM)
    psutil.wait_procs(others, timeout=GENTLE_S)
    send(without_children(databases), signal.SIGINT)
    _, alive = psutil.wait_procs(found, timeout=GENTLE_S)
    send(alive, signal.SIGKILL)
    _, alive = psutil.wait_procs(alive, timeout=HARD_S)
    if alive:
        pids = ", ".join(str(process.pid) for process in alive)
        raise Failure(f"Processes of an earlier run cannot be ended: {pids}.")


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
