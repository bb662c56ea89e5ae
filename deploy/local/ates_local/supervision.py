"""The supervisor itself: started, asked and told over its socket in the state folder."""

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from ates_chassis.shared.command_error import CommandError
from ates_local import state_files
from ates_local.places import Places
from ates_local.programs import (
    MARK,
    SOCKET,
    STOP_WAIT_S,
    Program,
    script,
    supervisor_config,
)

START_S = 15
OWNER_ONLY = 0o700
STEP_S = 0.05
REMIND_S = 2.0
# What a server needs of the caller's environment; anything else would make a run depend on the
# shell it was started from.
KEPT_VARIABLES = ("HOME", "LANG", "PATH", "SSL_CERT_FILE", "TMPDIR", "TZ", "USER")
RUNNING = {"RUNNING", "STARTING", "BACKOFF"}


@dataclass(frozen=True)
class ProgramState:
    name: str
    state: str
    pid: int
    started_at: int
    log: Path

    @property
    def on(self) -> bool:
        return self.state in RUNNING


class Supervisor:
    def __init__(self, places: Places) -> None:
        self._places = places

    def _call(self, method: str, *arguments: object) -> Any:
        check_socket_folder(self._places)
        transport = SupervisorTransport(None, None, f"unix://{self._places.supervisor_socket}")
        # The address is a formality: the transport goes to the socket.
        with xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport) as server:
            return getattr(server.supervisor, method)(*arguments)

    def is_alive(self) -> bool:
        try:
            return bool(self._call("getState")["statename"] == "RUNNING")
        except (OSError, xmlrpc.client.Error):
            return False

    def configure(self, programs: Iterable[Program]) -> None:
        """Starts the supervisor, or brings a running one to these programs."""
        programs = list(programs)
        for program in programs:
            self._write_script(program)
        config = supervisor_config(programs, self._places, as_root=os.geteuid() == 0)
        state_files.write(self._places.supervisor_config, config)
        if self.is_alive():
            self._update([program.name for program in programs])
        else:
            self._start()

    def _write_script(self, program: Program) -> None:
        file = self._places.programs / program.name
        state_files.write(file, script(program), mode=0o700)
        if program.user:
            shutil.chown(file, program.user, program.user)

    def _update(self, order: list[str]) -> None:
        """Servers come first in the order, so they are stopped last."""
        added, changed, removed = self._call("reloadConfig")[0]
        for name in (*removed, *sorted(changed, key=order.index, reverse=True)):
            self._call("stopProcessGroup", name)
            self._call("removeProcessGroup", name)
        for name in (*added, *changed):
            self._call("addProcessGroup", name)

    def _start(self) -> None:
        make_socket_folder(self._places)
        for stale in (self._places.supervisor_socket, self._places.supervisor_pid):
            stale.unlink(missing_ok=True)
        inherited = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        done = subprocess.run(
            [sys.executable, "-m", "supervisor.supervisord", "-c", self._places.supervisor_config],
            env={
                **inherited,
                MARK: str(self._places.real_state),
                SOCKET: str(self._places.supervisor_socket),
            },
            cwd=self._places.state,
            capture_output=True,
            text=True,
            check=False,
            timeout=START_S,
            start_new_session=True,  # Ctrl-C in `up` is for `up` alone
        )
        if done.returncode != 0:
            raise CommandError("The supervisor did not start.", details=done.stdout + done.stderr)
        self._wait(self.is_alive, START_S, "The supervisor does not answer.")

    def states(self) -> dict[str, ProgramState]:
        return {
            info["name"]: state_of(info, self._places) for info in self._call("getAllProcessInfo")
        }

    def start(self, name: str) -> None:
        with contextlib.suppress(xmlrpc.client.Fault):  # it runs already
            self._call("startProcess", name, False)

    def stop(self, names: Iterable[str]) -> None:
        """Stops them side by side and waits for the last."""
        chosen = set(names)
        for name in chosen:
            with contextlib.suppress(xmlrpc.client.Fault):  # it does not run
                self._call("stopProcess", name, False)

        reminded_at = time.monotonic()

        def all_stopped() -> bool:
            nonlocal reminded_at
            alive = [
                state for state in self.states().values() if state.name in chosen and state.pid
            ]
            if time.monotonic() - reminded_at > REMIND_S:
                reminded_at = time.monotonic()
                remind(alive)
            return not alive

        self._wait(all_stopped, STOP_WAIT_S + START_S, f"{', '.join(chosen)} did not stop.")

    def shutdown(self) -> None:
        self._call("shutdown")
        self._wait(lambda: not self.is_alive(), STOP_WAIT_S, "The supervisor did not stop.")

    @staticmethod
    def _wait(condition: Any, seconds: float, otherwise: str) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise CommandError(otherwise)
            time.sleep(STEP_S)


def make_socket_folder(places: Places) -> None:
    folder = places.supervisor_socket.parent
    if folder != places.real_state:
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=OWNER_ONLY)
        check_socket_folder(places)


def check_socket_folder(places: Places) -> None:
    """It may lie where everybody writes: a folder that somebody else made could hold a supervisor of theirs."""
    folder = places.supervisor_socket.parent
    if folder == places.real_state or not os.path.lexists(folder):
        return
    info = folder.lstat()
    if not stat.S_ISDIR(info.st_mode) or info.st_uid != os.geteuid() or info.st_mode & 0o077:
        raise CommandError(
            f"{folder} is not a folder for you alone, and the supervisor's socket should lie in it.",
            remedy="Remove it, or give a folder with a shorter name in ATES_STATE_DIR.",
        )


def remind(states: list[ProgramState]) -> None:
    """Erlang loses a signal that comes while its machine boots."""
    for state in states:
        if state.name == "rabbitmq":
            with contextlib.suppress(ProcessLookupError):
                os.kill(state.pid, signal.SIGTERM)


def state_of(info: Mapping[str, Any], places: Places) -> ProgramState:
    return ProgramState(
        name=info["name"],
        state=info["statename"],
        pid=info["pid"],
        started_at=info["start"],
        log=places.logs / f"{info['name']}.log",
    )
