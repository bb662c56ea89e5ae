"""All ports hang on one base, and a taken one is named together with its holder and the remedy."""

import random
import socket
from collections.abc import Iterable
from dataclasses import dataclass

import psutil

from ates_chassis.shared.command_error import CommandError

HOST = "127.0.0.1"
DEFAULT_BASE = 8000
LAST_OFFSET = 26
OFFSETS = {
    "web": 0,
    "auth": 1,
    "tasks": 2,
    "accounting": 3,
    "analytics": 4,
    "payments": 5,
    "notifications": 6,
    "postgres": 10,
    "amqp": 11,
    "management": 12,
    "epmd": 13,
    "distribution": 14,
    "smtp": 16,
    "mail": 17,
    "auth-worker": 21,
    "tasks-worker": 22,
    "accounting-worker": 23,
    "analytics-worker": 24,
    "payments-worker": 25,
    "notifications-worker": 26,
}
# Below the range that systems hand out to outgoing connections.
FREE_BASES = range(20_000, 32_000, LAST_OFFSET + 1)
FREE_BASE_TRIES = 50


@dataclass(frozen=True)
class Ports:
    base: int

    def of(self, name: str) -> int:
        return self.base + OFFSETS[name]

    def url(self, name: str) -> str:
        return f"http://{HOST}:{self.of(name)}"


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def holder_of(port: int) -> str:
    """The process that listens on the port, as far as this user may know."""
    try:
        connections = psutil.net_connections(kind="tcp")
    except psutil.AccessDenied:
        return ""
    for connection in connections:
        if connection.status != psutil.CONN_LISTEN or connection.laddr.port != port:
            continue
        if connection.pid is None:
            return ""
        try:
            return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
        except psutil.NoSuchProcess:
            return ""
    return ""


def taken_port(*, name: str, port: int, holder: str, base: int) -> CommandError:
    other = 9000 if base != 9000 else 10_000
    by = f" by {holder}" if holder else ""
    return CommandError(
        f"Port {port}, which aTES wants for {name}, is taken{by}.",
        remedy=f"Stop that program, or take other ports: ATES_PORT_BASE={other} ./ates up",
    )


def check_free(ports: Ports, names: Iterable[str]) -> None:
    for name in names:
        port = ports.of(name)
        if not is_free(port):
            raise taken_port(name=name, port=port, holder=holder_of(port), base=ports.base)


def free_base() -> int:
    """A base with every port above it free; for tests, which run beside a real aTES."""
    for base in random.sample(FREE_BASES, FREE_BASE_TRIES):
        if all(is_free(base + offset) for offset in range(LAST_OFFSET + 1)):
            return base
    raise CommandError("No free range of ports was found.", remedy="Stop some of the servers here.")
