"""Migrations of a service are one chain, and the release before works on while and after they run."""

import re
from pathlib import Path
from types import ModuleType

import pytest
from alembic.config import Config
from alembic.script import Script, ScriptDirectory
from architecture.migration_rules import offences, statements_of

_CHECKOUT = Path(__file__).parents[2]
_FOLDERS = sorted(_CHECKOUT.glob("services/*/migrations"))
_RELEASES = _CHECKOUT / "tests" / "release"
# Its migrations came before the rules, and do not change any more.
_FIRST_RELEASE = "0.1.0"
_INDEX = "CREATE INDEX ix_outbox_type ON outbox (type)"


def _scripts(folder: Path) -> list[Script]:
    """The migrations from the first to the newest. Raises where they branch."""
    config = Config()
    config.set_main_option("script_location", str(folder))
    scripts = ScriptDirectory.from_config(config)
    head = scripts.get_current_head()
    assert head is not None
    return list(scripts.iterate_revisions(head, "base"))[::-1]


def _of_first_release(folder: Path) -> str:
    """The newest revision of a service then; of a later service none."""
    dump = _RELEASES / _FIRST_RELEASE / "databases" / f"{folder.parent.name}.sql"
    if not dump.exists():
        return ""
    match = re.search(r"alembic_version VALUES \('(\d+)'\)", dump.read_text(encoding="utf-8"))
    assert match is not None
    return match[1]


def _is_done_without(migration: ModuleType) -> bool:
    """Whether it says `UNUSED_SINCE` which release, that is out already, needs nothing of what it takes away."""
    release = getattr(migration, "UNUSED_SINCE", None)
    return release is not None and (_RELEASES / release).is_dir()


@pytest.mark.parametrize("folder", _FOLDERS, ids=lambda folder: folder.parent.name)
def test_migrations_are_numbered_in_one_chain(folder: Path) -> None:
    numbers = [path.name[:4] for path in sorted((folder / "versions").glob("[0-9]*.py"))]
    revisions = [script.revision for script in _scripts(folder)]
    assert revisions == numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("folder", _FOLDERS, ids=lambda folder: folder.parent.name)
def test_only_what_the_first_release_did_is_unbounded(folder: Path) -> None:
    match = re.search(r'bounded_after="(\d+)"', (folder / "env.py").read_text(encoding="utf-8"))
    assert (match[1] if match else "") == _of_first_release(folder)


@pytest.mark.parametrize("folder", _FOLDERS, ids=lambda folder: folder.parent.name)
def test_the_release_before_works_on_beside_and_after_each_migration(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL"):
        monkeypatch.setenv(f"ATES_{name}", "postgresql://ates@localhost/ates")
    violations = {
        script.revision: offences(
            statements_of(script.module), may_take_away=_is_done_without(script.module)
        )
        for script in _scripts(folder)
        if script.revision > _of_first_release(folder)
    }
    assert not any(violations.values()), violations


def test_what_the_first_release_did_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL"):
        monkeypatch.setenv(f"ATES_{name}", "postgresql://ates@localhost/ates")
    scripts = _scripts(_CHECKOUT / "services" / "payments" / "migrations")
    by_number = {script.revision: statements_of(script.module) for script in scripts[1:]}
    assert [len(offences(by_number[n])) for n in ("0004", "0005", "0006", "0007")] == [0, 0, 3, 1]
    index, rows = offences(by_number["0002"])
    assert index.startswith("ix_payouts_due_at is not built concurrently")
    assert rows.startswith("payouts stays locked while its rows are changed")
    assert offences(by_number["0007"], may_take_away=True) == []


@pytest.mark.parametrize(
    ("sql", "offence"),
    [
        (_INDEX, "ix_outbox_type is not built concurrently, while outbox is in use"),
        (_INDEX.replace("CREATE", "CREATE UNIQUE"), "ix_outbox_type is not built concurrently"),
        ("DROP INDEX ix_outbox_waiting", "DROP INDEX ix_outbox_waiting: the release before may"),
        ("DROP INDEX CONCURRENTLY IF EXISTS a; CREATE INDEX CONCURRENTLY b ON t (x)", "DROP INDEX"),
        ("ALTER TABLE mails DROP COLUMN claim_id", "DROP COLUMN claim_id: the release before"),
        ("ALTER TABLE mails RENAME COLUMN a TO b", "RENAME COLUMN a TO b: the release before"),
        ("ALTER TABLE mails RENAME TO letters", "RENAME TO letters: the release before"),
        (
            "ALTER TABLE mails RENAME TO letters; CREATE VIEW mails AS SELECT a FROM others",
            "RENAME TO letters: the release before",
        ),
        ("ALTER TABLE mails ALTER COLUMN a TYPE bigint", "ALTER COLUMN a TYPE bigint: the"),
        ("ALTER TABLE mails ALTER COLUMN a SET NOT NULL", "a must have a value from now on"),
        ("ALTER TABLE mails ADD COLUMN a int NOT NULL", "a must have a value, and the release"),
        ("ALTER TABLE mails ADD CONSTRAINT ck CHECK (a > 0)", "ck checks all rows while the"),
        (
            "ALTER TABLE mails ADD COLUMN a int; UPDATE mails SET a = 1",
            "mails stays locked while its rows are changed",
        ),
        ("REVOKE SELECT ON mails FROM ates", "REVOKE SELECT ON mails FROM ates: the release"),
    ],
)
def test_each_offence_is_found(sql: str, offence: str) -> None:
    [violations] = offences(sql)
    assert violations.startswith(offence)


@pytest.mark.parametrize(
    "sql",
    [
        f"CREATE TABLE outbox (id int); {_INDEX}",
        "DROP INDEX CONCURRENTLY IF EXISTS a; CREATE INDEX CONCURRENTLY a ON outbox (type)",
        "ALTER TABLE mails ADD COLUMN a int NOT NULL DEFAULT 0, ADD COLUMN b text",
        "ALTER TABLE mails ADD CONSTRAINT ck CHECK (a > 0) NOT VALID",
        "ALTER TABLE mails VALIDATE CONSTRAINT ck",
        "ALTER TABLE mails RENAME TO letters; CREATE VIEW mails AS SELECT a, b FROM letters",
        "ALTER INDEX pk_mails RENAME TO pk_letters",
        "UPDATE mails SET a = 1",
        "ALTER TABLE mails ADD COLUMN a int; GRANT UPDATE (a) ON mails TO ates",
        "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ DROP TABLE x $$",
        "GRANT UPDATE (a) ON mails TO ates -- DROP TABLE x",
    ],
)
def test_what_holds_up_nobody_is_no_offence(sql: str) -> None:
    assert offences(sql) == []
