"""Where the servers of a test run come from, which each run says and asserts.

`ATES_TEST_INFRA` is `containers` (testcontainers), `embedded` (PostgreSQL and RabbitMQ on this machine), or `auto`, the
default: containers where a Docker engine answers. `ATES_TEST_COMPANY` is `launcher`, the default, or `compose`: the whole
aTES that tests work with is the one that `./ates up --docker` has started.
"""

import os
from functools import cache

import asyncpg
import pytest

CHOICES = ("auto", "containers", "embedded")
COMPANIES = ("launcher", "compose")
# Where the image of PostgreSQL keeps its data, and the launcher never does.
DATA_IN_CONTAINERS = "/var/lib/postgresql/"


@cache
def engine() -> str | None:
    """The version of the Docker engine; None where none answers."""
    from support.containers import engine_version  # embedded servers need no Docker

    return engine_version()


@cache
def in_containers() -> bool:
    """Raises pytest.UsageError where containers are wanted and cannot be had."""
    choice = os.environ.get("ATES_TEST_INFRA", "auto")
    if choice not in CHOICES:
        raise pytest.UsageError(
            f"ATES_TEST_INFRA={choice} is not supported; use one of {', '.join(CHOICES)}."
        )
    if choice == "containers" and engine() is None:
        raise pytest.UsageError("ATES_TEST_INFRA=containers, and no Docker engine answers.")
    return choice == "containers" or (choice == "auto" and engine() is not None)


def has_company_in_containers() -> bool:
    choice = os.environ.get("ATES_TEST_COMPANY", COMPANIES[0])
    if choice not in COMPANIES:
        raise pytest.UsageError(
            f"ATES_TEST_COMPANY={choice} is not supported; use one of {', '.join(COMPANIES)}."
        )
    return choice == "compose"


def described() -> str:
    if not in_containers():
        return "servers: embedded, PostgreSQL and RabbitMQ on this machine"
    from support.containers import POSTGRES_IMAGE, RABBITMQ_IMAGE

    return f"servers: containers, {POSTGRES_IMAGE} and {RABBITMQ_IMAGE} on Docker {engine()}"


async def check(admin_url: str) -> None:
    """Raises AssertionError where PostgreSQL is not what the run says."""
    connection = await asyncpg.connect(admin_url)
    try:
        folder: str = await connection.fetchval("SHOW data_directory")
    finally:
        await connection.close()
    assert folder.startswith(DATA_IN_CONTAINERS) == in_containers(), described()
