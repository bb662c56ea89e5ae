"""RabbitMQ's programs on this machine: found, or installed with the system's package manager."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ates_chassis.shared.command_error import CommandError
from ates_local.packages import install

# Debian's /usr/sbin/rabbitmq-server changes to the system's own broker user; this one does not.
# Homebrew's folder is often not on the PATH.
SERVERS = (
    "/usr/lib/rabbitmq/bin/rabbitmq-server",
    "/opt/homebrew/sbin/rabbitmq-server",
    "/usr/local/sbin/rabbitmq-server",
)


Version = tuple[int, int]
"""Major and minor: what decides whether one RabbitMQ opens the data of another."""


@dataclass(frozen=True)
class RabbitPrograms:
    server: Path
    epmd: Path

    @property
    def home(self) -> Path:
        """The folder of this version: its programs in `sbin`, its code in `plugins`."""
        return self.server.resolve().parent.parent

    @property
    def version(self) -> Version:
        """Packages have it in the name of the folder; where they do not, the program is asked, for a second."""
        match = re.search(r"(\d+)\.(\d+)\.\d+", str(self.home))
        if match is None:
            command = [str(self.control), "version"]
            answer = subprocess.run(command, capture_output=True, text=True, check=False).stdout
            match = re.search(r"(\d+)\.(\d+)", answer)
        if match is None:
            raise CommandError(
                f"{self.server} does not tell its version.",
                remedy="Install RabbitMQ with the system's package manager.",
            )
        return int(match[1]), int(match[2])

    @property
    def erlang(self) -> Path:
        beside = self.epmd.with_name("erl")
        return beside if beside.exists() else Path(shutil.which("erl") or "erl")

    @property
    def control(self) -> Path:
        """Beside the server: the one on the PATH may change to the user of the system's own broker."""
        return self.server.resolve().with_name("rabbitmqctl")


def found_server() -> Path | None:
    for candidate in SERVERS:
        if os.access(candidate, os.X_OK):
            return Path(candidate)
    on_path = shutil.which("rabbitmq-server")
    return Path(on_path) if on_path else None


def rabbitmq_programs() -> RabbitPrograms:
    server = found_server()
    if server is None:
        install(apt="rabbitmq-server", brew="rabbitmq", what="RabbitMQ")
        server = found_server()
    if server is None:
        raise CommandError("RabbitMQ was installed, but rabbitmq-server is not found.")
    return RabbitPrograms(server, find_epmd())


def find_epmd() -> Path:
    on_path = shutil.which("epmd")
    if on_path:
        return Path(on_path)
    erlang = shutil.which("erl") or "/opt/homebrew/bin/erl"
    ask = 'io:format("~s", [code:root_dir()]), halt().'
    command = [erlang, "-noshell", "-eval", ask]
    root = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    for candidate in sorted(Path(root).glob("erts-*/bin/epmd")):
        return candidate
    raise CommandError("Erlang's epmd, which RabbitMQ needs, is not found.")
