"""The databases of the services in the PostgreSQL of this installation, with its generated passwords."""

import asyncpg

from ates_chassis.database.provisioning import DatabaseUrls, provision
from ates_local.postgres import Postgres


def app_role(service: str) -> str:
    return f"ates_{service}"


def owner_role(service: str) -> str:
    return f"ates_{service}_owner"


def urls_of(postgres: Postgres, service: str, database: str) -> DatabaseUrls:
    def url(role: str) -> str:
        password = postgres.passwords.of(f"postgres/{role}")
        return postgres.url(user=role, password=password, database=database)

    return DatabaseUrls(app=url(app_role(service)), owner=url(owner_role(service)))


async def make_service_database(postgres: Postgres, service: str) -> DatabaseUrls:
    urls = urls_of(postgres, service, app_role(service))
    admin = await asyncpg.connect(postgres.admin_url)
    try:
        await provision(admin, urls)
    finally:
        await admin.close()
    return urls
