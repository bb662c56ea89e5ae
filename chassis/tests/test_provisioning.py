import asyncio
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from ates_chassis.database import provisioning
from ates_chassis.database.provisioning import DatabaseUrls
from support.postgres_server import PostgresServer

# What a password or a name may not break out of.
AWKWARD = 'it\'s "quoted" \\ $1; DROP ROLE postgres; --'


@pytest.fixture
async def admin(postgres: PostgresServer) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(postgres.admin_url)
    yield connection
    await connection.close()


def urls(postgres: PostgresServer, password: str) -> DatabaseUrls:
    """Of a service that nobody has made yet."""
    name = f"new_{secrets.token_hex(4)}"
    url = make_url(postgres.admin_url).set(database=name, password=password)

    def of(role: str) -> str:
        return url.set(username=role).render_as_string(hide_password=False)

    return DatabaseUrls(app=of(name), owner=of(f"{name}_owner"))


async def signs_in(url: str) -> bool:
    try:
        await (await asyncpg.connect(url)).close()
    except asyncpg.InvalidPasswordError:
        return False
    return True


async def test_owner_and_runtime_role_get_their_database(
    admin: asyncpg.Connection, postgres: PostgresServer
) -> None:
    made = urls(postgres, AWKWARD)
    await provisioning.provision(admin, made)
    owner = await asyncpg.connect(made.owner)
    await owner.execute("CREATE TABLE public.things ()")
    await owner.close()
    runtime = await asyncpg.connect(made.app)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await runtime.execute("CREATE TABLE public.others ()")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await runtime.execute("SELECT * FROM public.things")
    await runtime.close()


async def test_nobody_elses_role_enters_the_database(
    admin: asyncpg.Connection, postgres: PostgresServer
) -> None:
    one, other = (urls(postgres, "secret") for _ in range(2))
    for each in (one, other):
        await provisioning.provision(admin, each)
    database = make_url(other.app).database
    entered = make_url(one.app).set(database=database).render_as_string(hide_password=False)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(entered)


async def test_a_repetition_changes_nothing_but_passwords(
    admin: asyncpg.Connection, postgres: PostgresServer
) -> None:
    made = urls(postgres, "first")
    await provisioning.provision(admin, made)
    owner = await asyncpg.connect(made.owner)
    await owner.execute("CREATE TABLE kept ()")
    await owner.close()
    app, own = (make_url(url).set(password="second") for url in made)
    renewed = DatabaseUrls(
        app=app.render_as_string(hide_password=False),
        owner=own.render_as_string(hide_password=False),
    )
    await provisioning.provision(admin, renewed)
    owner = await asyncpg.connect(renewed.owner)
    assert await owner.fetchval("SELECT count(*) FROM kept") == 0
    await owner.close()


async def test_who_is_no_superuser_makes_them_too(
    admin: asyncpg.Connection, postgres: PostgresServer
) -> None:
    maker = f"maker_{secrets.token_hex(4)}"
    await admin.execute(f"CREATE ROLE {maker} LOGIN CREATEDB CREATEROLE PASSWORD 'x'")
    url = make_url(postgres.admin_url).set(username=maker, password="x")
    connection = await asyncpg.connect(url.render_as_string(hide_password=False))
    made = urls(postgres, "secret")
    await provisioning.provision(connection, made)
    await connection.close()
    assert await signs_in(made.owner)
    assert await signs_in(made.app)


async def test_no_statement_that_a_server_may_log_has_a_password(
    admin: asyncpg.Connection, postgres: PostgresServer
) -> None:
    statements: list[str] = []
    made = urls(postgres, "open sesame")
    with admin.query_logger(lambda record: statements.append(f"{record.query} {record.args}")):
        await provisioning.provision(admin, made)
    assert any("SCRAM-SHA-256" in statement for statement in statements)
    assert not any("sesame" in statement for statement in statements)
    assert await signs_in(made.app)


@pytest.mark.parametrize("password", ["", "пароль", "tab\t"])
async def test_a_password_that_could_not_be_signed_in_with_is_refused(
    admin: asyncpg.Connection, postgres: PostgresServer, password: str
) -> None:
    made = urls(postgres, password)
    with pytest.raises(ValueError, match="printable ASCII"):
        await provisioning.provision(admin, made)
    name = make_url(made.app).username
    assert not await admin.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name)


async def test_the_command_reads_a_folder_for_each_service(
    postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [urls(postgres, "secret") for _ in range(2)]
    folders = [tmp_path / str(number) for number in range(2)]
    for folder, each in zip(folders, made, strict=True):
        folder.mkdir()
        (folder / "ATES_DATABASE_URL").write_text(f"{each.app}\n")
        (folder / "ATES_MIGRATION_DATABASE_URL").write_text(f"{each.owner}\n")
    monkeypatch.setenv("ATES_ADMIN_DATABASE_URL", postgres.admin_url)
    await asyncio.to_thread(provisioning.main, [str(folder) for folder in folders])
    assert [await signs_in(url) for each in made for url in each] == [True] * 4
