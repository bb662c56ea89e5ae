"""A program under the supervisor: a script that becomes it, and the supervisor's configuration.

The configuration is INI, in which quotes, `%`, ` ;` and ` #` have meanings of their own, so no value is written into it: it
names files of the state folder alone. Commands, paths and environments stand in the scripts, in the shell's quoting.
"""

import hashlib
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ates_local.places import Places

# Every process below supervisord carries this variable: that is how those left over by a crash are
# told from anybody else's.
MARK = "ATES_SUPERVISED_STATE"
SOCKET = "ATES_SUPERVISOR_SOCKET"
STOP_WAIT_S = 20
LOG_SIZE = "10MB"
LOG_FILES = 3


@dataclass(frozen=True)
class Program:
    name: str
    command: Sequence[str]
    priority: int
    environment: Mapping[str, str] = field(default_factory=dict)
    directory: Path = Path("/")
    user: str | None = None
    stop_signal: str = "TERM"
    # Of what it loads beyond its command and environment.
    fingerprint: str = ""


def script(program: Program) -> str:
    """Becomes the program itself, so that the supervisor's signals reach it."""
    exports = (
        f"export {name}={shlex.quote(value)}" for name, value in sorted(program.environment.items())
    )
    lines = [
        "#!/bin/sh",
        "# Written by ./ates up. Secrets of this aTES may stand here.",
        f"cd -- {shlex.quote(str(program.directory))} || exit 1",
        *exports,
        f"exec {shlex.join(program.command)}",
    ]
    return "\n".join(lines) + "\n"


def program_section(program: Program) -> str:
    # The script ignores its argument, by which the supervisor sees that the program changed.
    digest = hashlib.sha256((script(program) + program.fingerprint).encode()).hexdigest()[:12]
    lines = [
        f"[program:{program.name}]",
        f"command=./programs/{program.name} {digest}",
        f"priority={program.priority}",
        f"stopsignal={program.stop_signal}",
        f"stopwaitsecs={STOP_WAIT_S}",
        f"stdout_logfile=logs/{program.name}.log",
        f"stdout_logfile_maxbytes={LOG_SIZE}",
        f"stdout_logfile_backups={LOG_FILES}",
        "redirect_stderr=true",
        # `up` starts programs in their order; a crash restarts them, however often it happens.
        "autostart=false",
        "autorestart=true",
        "startsecs=1",
        "startretries=1000000",
        "killasgroup=true",
    ]
    return "\n".join([*lines, *([f"user={program.user}"] if program.user else [])])


def supervisor_section(places: Places, *, as_root: bool) -> str:
    """Relative to the state folder, in which the supervisor is started."""
    socket = places.supervisor_socket
    inside = socket.parent == places.real_state
    lines = [
        "[unix_http_server]",
        f"file={socket.name if inside else f'%(ENV_{SOCKET})s'}",
        "chmod=0700",
        "",
        "[supervisord]",
        "logfile=logs/supervisord.log",
        f"logfile_maxbytes={LOG_SIZE}",
        f"logfile_backups={LOG_FILES}",
        f"pidfile={places.supervisor_pid.name}",
        f"identifier=ates-{places.name}",
        *(["user=root"] if as_root else []),
        "",
        "[rpcinterface:supervisor]",
        "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
    ]
    return "\n".join(lines)


def supervisor_config(programs: Sequence[Program], places: Places, *, as_root: bool) -> str:
    sections = [supervisor_section(places, as_root=as_root)]
    sections += [program_section(program) for program in programs]
    return "\n\n".join(sections) + "\n"
