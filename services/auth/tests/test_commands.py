"""What operators run, and what runs on a schedule."""

import asyncio
import os
import sys

import pytest
from auth_service import AuthService

from ates_auth.jobs import jobs
from ates_auth.storage.tables import metadata
from ates_auth.use_cases import passwords
from ates_chassis.shared.errors import TooManyError

pytestmark = pytest.mark.usefixtures("products_hashing")

DEMO = ["accountant", "admin", "boss", "dev1", "dev2", "dev3", "dev4", "dev5", "manager"]


async def run(service: AuthService, *arguments: str, stdin: str = "") -> tuple[int, str]:
    settings = service.settings
    environment = {
        "ATES_DATABASE_URL": settings.database_url.get_secret_value(),
        "ATES_KEY_SECRET": settings.key_secret.get_secret_value(),
        "ATES_JWKS_URL": settings.jwks_url,
        "ATES_PORT": "1",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "ates_auth", *arguments,
        env=os.environ | environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    out, _ = await process.communicate(stdin.encode())
    return process.returncode or 0, out.decode()


async def test_the_demo_company_is_made_once_and_can_sign_in(service: AuthService) -> None:
    codes = await asyncio.gather(run(service, "demo"), run(service, "demo"))
    assert [code for code, _ in codes] == [0, 0], codes
    registered = await service.published("user-registered")
    assert sorted(each["login"] for each in registered) == DEMO
    for login in ("admin", "dev5"):
        assert (await service.sign_in(login, "ates-demo")).status_code == 200


async def test_there_is_no_demo_company_where_there_is_somebody(service: AuthService) -> None:
    await service.register("ada")
    assert (await run(service, "demo"))[0] == 0
    assert len(await service.published("user-registered")) == 1


async def test_the_first_administrator_is_made_from_the_command_line(service: AuthService) -> None:
    made = await run(service, "admin", "root", "r@ates.example", "Root", stdin="correct horse\n")
    assert made == (0, "root is an administrator\n")
    token = await service.token("root")
    assert (await service.get("/users/me", token)).json()["role"] == "administrator"
    for arguments, stdin, word in [
        (("root", "s@ates.example", "Root"), "correct horse\n", "login"),
        (("second", "nonsense", "Root"), "correct horse\n", "email"),
        (("second", "s@ates.example", "Root"), "short\n", "password"),
        (("second", "s@ates.example", ""), "correct horse\n", "full_name"),
    ]:
        code, out = await run(service, "admin", *arguments, stdin=stdin)
        assert code == 1
        assert out.startswith(f"{word}: ")
        assert len(out.splitlines()) == 1


async def test_the_jobs_make_keys_and_forget_what_ended(service: AuthService) -> None:
    await service.register("ada")
    await service.tokens("ada")
    await service.as_owner(
        "UPDATE attempts SET counted_at = now() - interval '1 day';"
        "UPDATE sessions SET expires_at = now() - interval '1 s';"
        "DELETE FROM signing_keys",
    )
    for job in jobs(service.settings):
        await job.run(service.db)
    counts = await service.rows(
        "SELECT (SELECT count(*) FROM attempts), (SELECT count(*) FROM sessions), (SELECT count(*) FROM signing_keys)"
    )
    assert [tuple(row) for row in counts] == [(0, 0, 1)]


async def test_a_storm_of_passwords_is_refused_rather_than_queued_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(passwords.PLAIN, "waiting_max", 2)
    answers = await asyncio.gather(
        *(passwords.check_password("correct horse", None) for _ in range(20)),
        return_exceptions=True,
    )
    assert any(isinstance(answer, TooManyError) for answer in answers)
    assert any(isinstance(answer, passwords.PasswordCheck) for answer in answers)


async def test_the_tables_in_the_code_are_those_of_the_migrations(service: AuthService) -> None:
    rows = await service.rows(
        """
        SELECT table_name || '.' || column_name FROM information_schema.columns
        JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'alembic_version'
        """
    )
    columns = {f"{table}.{column.name}" for table in metadata.tables.values() for column in table.c}
    assert {row[0] for row in rows} == columns


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics"])
async def test_operators_can_look(service: AuthService, path: str) -> None:
    assert (await service.get(path)).status_code == 200
