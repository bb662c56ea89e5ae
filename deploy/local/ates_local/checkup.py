"""What `./ates doctor` looks at: each check answers what it found and, if that is bad, the remedy."""

import asyncio
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import psutil

from ates_chassis.shared.command_error import CommandError
from ates_local.company import Company
from ates_local.configuration.servers import locations
from ates_local.node import npm_on_path, wheel_npm
from ates_local.packages import apt_prefix
from ates_local.ports import OFFSETS, holder_of, is_free
from ates_local.rabbitmq_program import found_server
from ates_local.server_versions import check_versions

GIGABYTE = 1024**3
ENOUGH_DISK_GB = 3.0
ENOUGH_MEMORY_GB = 2.0
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Finding:
    about: str
    good: bool
    says: str
    remedy: str = ""


def chromium() -> str | None:
    return next((path for name in CHROMIUMS if (path := shutil.which(name))), None)


def findings(company: Company) -> Iterator[Finding]:
    yield Finding("Python", sys.version_info >= (3, 11), sys.version.split()[0])
    yield port_finding(company)
    yield disk_finding(company)
    yield memory_finding()
    yield (
        rabbitmq_finding() if not company.settings.has_own_broker else own_rabbitmq_finding(company)
    )
    if company.settings.database_urls:
        yield own_databases_finding(company)
    yield node_finding()
    yield chromium_finding()


def port_finding(company: Company) -> Finding:
    base = company.ports.base
    if company.supervisor.is_alive():
        return Finding("ports", good=True, says=f"in use by this aTES, from {base}")
    taken = [port for name in OFFSETS if not is_free(port := company.ports.of(name))]
    if not taken:
        return Finding("ports", good=True, says=f"free, from {base}")
    says = ", ".join(f"{port} {holder_of(port)}".strip() for port in taken)
    return Finding("ports", False, f"taken: {says}", "ATES_PORT_BASE=9000 ./ates up")


def disk_finding(company: Company) -> Finding:
    free = shutil.disk_usage(company.places.checkout).free / GIGABYTE
    remedy = f"Make room: {ENOUGH_DISK_GB:.0f} GB are needed."
    return Finding("disk", free >= ENOUGH_DISK_GB, f"{free:.0f} GB free", remedy)


def memory_finding() -> Finding:
    free = psutil.virtual_memory().available / GIGABYTE
    remedy = "End other programs, or take a machine with more memory."
    return Finding("memory", free >= ENOUGH_MEMORY_GB, f"{free:.1f} GB available", remedy)


def own_databases_finding(company: Company) -> Finding:
    try:
        asyncio.run(check_versions(company.own_databases()))
    except CommandError as failure:
        return Finding("databases", False, f"{failure.what} {failure.details}", failure.remedy)
    return Finding("databases", good=True, says="your own, all within reach")


def own_rabbitmq_finding(company: Company) -> Finding:
    says = locations(company.settings)["broker"]
    return Finding("RabbitMQ", good=True, says=f"your own: {says}")


def rabbitmq_finding() -> Finding:
    server = found_server()
    if server:
        return Finding("RabbitMQ", good=True, says=str(server))
    can_install = apt_prefix() is not None or shutil.which("brew") is not None
    says = "missing; ./ates up installs it" if can_install else "missing"
    remedy = "Install it: sudo apt-get install rabbitmq-server, or brew install rabbitmq"
    return Finding("RabbitMQ", can_install, says, remedy)


def node_finding() -> Finding:
    npm = npm_on_path() or wheel_npm()
    says = npm[-1] if npm else "missing; ./ates up installs a private Node.js"
    return Finding("npm", good=True, says=says)


def chromium_finding() -> Finding:
    browser = chromium()
    if browser:
        return Finding("Chromium", good=True, says=browser)
    if apt_prefix() is not None:
        return Finding("Chromium", good=True, says="missing; ./ates test installs it")
    remedy = "Install it, for the browser tests only."
    return Finding("Chromium", os.name != "posix", "missing", remedy)
