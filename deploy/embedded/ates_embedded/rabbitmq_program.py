"""RabbitMQ's programs on this machine: found, or installed with the system's package manager."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ates_embedded.failure import Failure
from ates_embedded.packages import install

# Debian's /usr/sbin/rabbitmq-server changes to the system's own broker user; this one does not.
# Homebrew's folder is often not on the PATH.
SERVERS = (
    "/usr/lib/rabbitmq/bin/rabbitmq-server",
    "/opt/homebrew/sbin/rabbitmq-server",
    "/usr/local/sbin/rabbitmq-server",
)


@dataclass(frozen=True)
class RabbitPrograms:
    server: Path
    epmd: Path

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
        raise Failure("RabbitMQ was installed, but rabbitmq-server is not found.")
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
    raise Failure("Erlang's epmd, which RabbitMQ needs, is not found.")
