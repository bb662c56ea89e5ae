"""Databases and roles: each service has an owner, who migrates, and a runtime role, who may little."""

from typing import NamedTuple

import asyncpg

from ates_local.postgres import Postgres


class DatabaseUrls(NamedTuple):
    app: str
    owner: str


def app_role(service: str) -> str:
    return f"ates_{service}"


def owner_role(service: str) -> str:
    return f"ates_{service}_owner"


def urls_of(postgres: Postgres, service: str, database: str) -> DatabaseUrls:
    def url(role: str) -> str:
        password = postgres.passwords.of(f"postgres/{role}")
        return postgres.url(user=role, password=password, database=database)

    return DatabaseUrls(app=url(app_role(service)), owner=url(owner_role(service)))


async def make_roles(admin: asyncpg.Connection, postgres: Postgres, service: str) -> None:
    for role in (owner_role(service), app_role(service)):
        known = await admin.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role)
        password = postgres.passwords.of(f"postgres/{role}")
        verb = "ALTER" if known else "CREATE"
        # Names and generated passwords hold no quotes, and DDL takes no parameters.
        await admin.execute(f"{verb} ROLE \"{role}\" LOGIN PASSWORD '{password}'")


async def make_database(
    admin: asyncpg.Connection, service: str, database: str, *, template: str = "template0"
) -> None:
    owner, app = owner_role(service), app_role(service)
    if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database):
        # Copying files takes a third of the time of the default, which writes each block to the log.
        await admin.execute(
            f'CREATE DATABASE "{database}" OWNER "{owner}" TEMPLATE "{template}" STRATEGY FILE_COPY'
        )
    await admin.execute(f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC')
    await admin.execute(f'GRANT CONNECT, TEMPORARY ON DATABASE "{database}" TO "{app}"')


async def make_service_database(postgres: Postgres, service: str) -> DatabaseUrls:
    database = app_role(service)
    admin = await asyncpg.connect(postgres.admin_url)
    try:
        await make_roles(admin, postgres, service)
        await make_database(admin, service, database)
    finally:
        await admin.close()
    return urls_of(postgres, service, database)
