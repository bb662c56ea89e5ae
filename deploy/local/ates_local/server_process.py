"""One server without a supervisor: what is stopped stays stopped until somebody starts it again."""

import asyncio
import os
import signal
import subprocess
from pathlib import Path

from ates_chassis.shared.command_error import CommandError
from ates_local.health import Check, last_lines
from ates_local.places import Places
from ates_local.programs import MARK, Program
from ates_local.supervision import KEPT_VARIABLES

PATIENCE_S = 60.0
POLL_S = 0.05


class ServerProcess:
    def __init__(self, program: Program, places: Places, is_ready: Check) -> None:
        self._program = program
        self._places = places
        self._is_ready = is_ready
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        if self._process is None:
            raise AssertionError(f"{self._program.name} does not run")
        return self._process.pid

    async def start(self) -> None:
        if await self._is_ready():
            raise CommandError(
                f"Another {self._program.name} answers in the place of the one to be started."
            )
        self._spawn()
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._until_ready()
        except TimeoutError:
            raise self._failure("is not ready") from None

    def _spawn(self) -> None:
        """Marked like what the supervisor starts: if this process is killed, the next command ends it."""
        inherited = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        user = self._program.user
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                list(self._program.command),
                env={**inherited, **self._program.environment, MARK: str(self._places.real_state)},
                cwd=self._program.directory,
                user=user,
                group=user,
                extra_groups=[] if user else None,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    async def _until_ready(self) -> None:
        """Its own end counts first: a server that another run left behind may answer for it."""
        while True:
            ready = await self._is_ready()
            if self._process is None or self._process.poll() is not None:
                raise self._failure("ended while it started")
            if ready:
                return
            await asyncio.sleep(POLL_S)

    async def stop(self) -> None:
        await self._end(getattr(signal, f"SIG{self._program.stop_signal}"))

    async def kill9(self) -> None:
        await self._end(signal.SIGKILL)

    async def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        await asyncio.to_thread(self._process.wait, PATIENCE_S)
        self._process = None

    @property
    def _log(self) -> Path:
        return self._places.logs / f"{self._program.name}.log"

    def _failure(self, why: str) -> CommandError:
        return CommandError(f"{self._program.name} {why}.", details=last_lines(self._log))
