"""A service's database and its two roles: an owner, who migrates, and a runtime role, which may little.

`python -m ates_chassis.database.provisioning FOLDER …` makes those of one service from each folder, which has two files,
ATES_DATABASE_URL and ATES_MIGRATION_DATABASE_URL; the address of a role that may make them is in ATES_ADMIN_DATABASE_URL.
It can be repeated, and gives the roles new passwords where the addresses have new ones.
"""

import argparse
import asyncio
import base64
import hashlib
import hmac
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import asyncpg
from pydantic import SecretStr

from ates_chassis.settings import EnvironmentSettings

_CONNECT_TIMEOUT_S = 30
_SALT_BYTES = 16
# PostgreSQL's own number.
_ITERATIONS = 4096
_IS_SUPERUSER = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"


class DatabaseUrls(NamedTuple):
    """One database, as its runtime role and as its owner."""

    app: str
    owner: str


class ProvisioningSettings(EnvironmentSettings):
    admin_database_url: SecretStr


async def provision(
    admin: asyncpg.Connection, urls: DatabaseUrls, *, template: str = "template0"
) -> None:
    await make_roles(admin, urls)
    await make_database(admin, urls, template=template)


async def make_roles(admin: asyncpg.Connection, urls: DatabaseUrls) -> None:
    # It takes 0.2 s to import, for which no command has to wait that makes nothing.
    from sqlalchemy.engine import make_url

    for url in map(make_url, urls):
        known = await admin.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", url.username)
        verb = "ALTER" if known else "CREATE"
        verifier = scram_verifier(url.password or "", secrets.token_bytes(_SALT_BYTES))
        await _execute(admin, f"{verb} ROLE %I LOGIN PASSWORD %L", url.username, verifier)


def scram_verifier(password: str, salt: bytes) -> str:
    """What PostgreSQL keeps of a password (RFC 5803), so that the password itself is in no statement that it may log.

    Raises ValueError for an empty one, with which nobody could sign in, and for one that would have to be normalised first.
    """
    if not password or not password.isascii() or not password.isprintable():
        raise ValueError("an address of a database needs a password of printable ASCII characters")
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt_text, stored_text, server_text = (
        base64.b64encode(part).decode() for part in (salt, stored, server)
    )
    return f"SCRAM-SHA-256${_ITERATIONS}:{salt_text}${stored_text}:{server_text}"


async def make_database(
    admin: asyncpg.Connection, urls: DatabaseUrls, *, template: str = "template0"
) -> None:
    from sqlalchemy.engine import make_url

    app, owner = map(make_url, urls)
    database = owner.database
    if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database):
        if not await admin.fetchval(_IS_SUPERUSER):
            # Others give away only to roles of which they are members.
            await _execute(admin, "GRANT %I TO CURRENT_USER", owner.username)
        # Copying files takes a third of the time of the default, which writes each block to the log.
        await _execute(
            admin,
            "CREATE DATABASE %I OWNER %I ENCODING 'UTF8' TEMPLATE %I STRATEGY FILE_COPY",
            *(database, owner.username, template),
        )
    await _execute(admin, "REVOKE ALL ON DATABASE %I FROM PUBLIC", database)
    await _execute(admin, "GRANT CONNECT, TEMPORARY ON DATABASE %I TO %I", database, app.username)


async def _execute(admin: asyncpg.Connection, statement: str, *values: str | None) -> None:
    """DDL takes no parameters: PostgreSQL itself writes the names (%I) and literals (%L) into it."""
    # Its arguments are typed by their casts; `format` is variadic over anything.
    casts = ", ".join(f"${number}::text" for number in range(2, len(values) + 2))
    await admin.execute(await admin.fetchval(f"SELECT format($1, {casts})", statement, *values))


def urls_in(folder: Path) -> DatabaseUrls:
    def read(name: str) -> str:
        return (folder / name).read_text().strip()

    return DatabaseUrls(app=read("ATES_DATABASE_URL"), owner=read("ATES_MIGRATION_DATABASE_URL"))


async def provision_all(folders: Sequence[Path]) -> None:
    """What the folders name, with the right of `ATES_ADMIN_DATABASE_URL`."""
    url = ProvisioningSettings().admin_database_url.get_secret_value()
    admin = await asyncpg.connect(url, timeout=_CONNECT_TIMEOUT_S)
    try:
        for folder in folders:
            await provision(admin, urls_in(folder))
    finally:
        await admin.close()


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m ates_chassis.database.provisioning",
        description="Makes the databases and roles of services.",
    )
    parser.add_argument("folders", type=Path, nargs="+", help="with both addresses of one service")
    asyncio.run(provision_all(parser.parse_args(arguments).folders))


if __name__ == "__main__":
    main(sys.argv[1:])
