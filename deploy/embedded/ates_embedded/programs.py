"""A program under the supervisor, and the supervisor's configuration that says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ates_embedded.failure import Failure
from ates_embedded.places import Places

# Every process below supervisord carries this variable: that is how those left over by a crash are
# told from anybody else's.
MARK = "ATES_SUPERVISED_STATE"
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


def escaped(text: str) -> str:
    return text.replace("%", "%%")


def command_line(arguments: Sequence[str]) -> str:
    """In the quoting that supervisord undoes with shlex; ` ;` would begin a comment."""
    return escaped(" ".join(f'"{argument}"' for argument in arguments))


def environment_line(program: Program) -> str:
    for name, value in program.environment.items():
        if "'" in value or "\n" in value:
            raise Failure(f"{name} for {program.name} has a quote or a line break in its value.")
    pairs = sorted(program.environment.items())
    return ",".join(f"{name}='{escaped(value)}'" for name, value in pairs)


def program_section(program: Program, places: Places) -> str:
    lines = [
        f"[program:{program.name}]",
        f"command={command_line(program.command)}",
        f"directory={escaped(str(program.directory))}",
        f"environment={environment_line(program)}",
        f"priority={program.priority}",
        f"stopsignal={program.stop_signal}",
        f"stopwaitsecs={STOP_WAIT_S}",
        f"stdout_logfile={escaped(str(places.logs / program.name))}.log",
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
    socket = escaped(str(places.supervisor_socket))
    lines = [
        "[unix_http_server]",
        f"file={socket}",
        "chmod=0700",
        "",
        "[supervisord]",
        f"logfile={escaped(str(places.logs / 'supervisord.log'))}",
        f"logfile_maxbytes={LOG_SIZE}",
        f"logfile_backups={LOG_FILES}",
        f"pidfile={escaped(str(places.supervisor_pid))}",
        f"directory={escaped(str(places.state))}",
        f"identifier=ates-{places.name}",
        *(["user=root"] if as_root else []),
        "",
        "[rpcinterface:supervisor]",
        "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
    ]
    return "\n".join(lines)


def supervisor_config(programs: Sequence[Program], places: Places, *, as_root: bool) -> str:
    sections = [supervisor_section(places, as_root=as_root)]
    sections += [program_section(program, places) for program in programs]
    return "\n\n".join(sections) + "\n"
