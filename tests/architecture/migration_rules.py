"""What a migration may not do while the release before it works on the same tables, as functions from SQL to offences."""

import io
import re
from types import ModuleType

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

_NAME = r"(?:IF (?:NOT )?EXISTS )?(?:ONLY )?\"?([\w.]+)\"?"
_CREATED = re.compile(rf"CREATE (?:UNLOGGED )?TABLE {_NAME}", re.IGNORECASE)
_INDEX = re.compile(
    r"CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)(?:IF NOT EXISTS )?(\w+) ON (?:ONLY )?\"?([\w.]+)\"?",
    re.IGNORECASE,
)
_TAKEN_AWAY = re.compile(
    r"""
    \b(?:DROP\ (?:TABLE|INDEX|COLUMN|FUNCTION|TRIGGER|VIEW|SCHEMA|TYPE|SEQUENCE|DEFAULT|CONSTRAINT)
        |ALTER\ (?:COLUMN\ )?\w+\ (?:DROP\ DEFAULT|(?:SET\ DATA\ )?TYPE)
        |RENAME(?:\ COLUMN|\ CONSTRAINT)?|TRUNCATE|REVOKE)\b [^;,]*
    """,
    re.IGNORECASE | re.VERBOSE,
)
# What one and the same migration makes it may drop before: the rest of a build that was interrupted.
_BUILT_ANEW = re.compile(r"DROP INDEX CONCURRENTLY IF EXISTS (\w+)", re.IGNORECASE)
# A table whose old name becomes a view of the new one, and an index, which no code names.
_RENAMED = re.compile(r"ALTER TABLE (\w+) RENAME TO (\w+)", re.IGNORECASE)
_INDEX_RENAMED = re.compile(r"ALTER INDEX \w+ RENAME TO \w+", re.IGNORECASE)
_COLUMN = re.compile(r"ADD COLUMN (?:IF NOT EXISTS )?(\w+)([^;,]*)", re.IGNORECASE)
_CONSTRAINT = re.compile(
    r"ADD CONSTRAINT (\w+) (?:CHECK|FOREIGN KEY|UNIQUE|PRIMARY KEY|EXCLUDE)[^;]*", re.IGNORECASE
)
_ALTERED = re.compile(rf"ALTER TABLE {_NAME}", re.IGNORECASE)
_CHANGED = re.compile(rf"(?:\bUPDATE|DELETE FROM) {_NAME} ", re.IGNORECASE)
_SET_NOT_NULL = re.compile(r"ALTER (?:COLUMN )?(\w+) SET NOT NULL", re.IGNORECASE)


def statements_of(migration: ModuleType) -> str:
    """What it executes, as Alembic prints it offline. Needs the settings of a migration in the environment."""
    printed = io.StringIO()
    options = {"as_sql": True, "output_buffer": printed}
    context = MigrationContext.configure(dialect_name="postgresql", opts=options)
    with Operations.context(context):
        migration.upgrade()
    return printed.getvalue()


def offences(sql: str, *, may_take_away: bool = False) -> list[str]:
    """What would hold up the service, and what the release before would miss.

    `may_take_away`: a release that is out already does without what is dropped.
    """
    sql = _in_one_line(sql)
    violations = _holding(sql) + _refusing(sql)
    return violations if may_take_away else violations + _taken_away(sql)


def _in_one_line(sql: str) -> str:
    """Without comments, and without the bodies of functions, which run later."""
    sql = re.sub(r"\$\$.*?\$\$", "''", re.sub(r"--[^\n]*", "", sql), flags=re.DOTALL)
    return " ".join(sql.split())


def _holding(sql: str) -> list[str]:
    """Whole tables are read under a lock that keeps others from writing."""
    created = set(_CREATED.findall(sql))
    results = [
        f"{name} is not built concurrently, while {table} is in use"
        for name, table in _INDEX.findall(sql)
        if table not in created
    ]
    results += [
        f"{each[1]} checks all rows while the table is locked: add it NOT VALID, and validate it beside"
        for each in _CONSTRAINT.finditer(sql)
        if "NOT VALID" not in each[0].upper() and "USING INDEX" not in each[0].upper()
    ]
    both = set(_ALTERED.findall(sql)) & set(_CHANGED.findall(sql)) - created
    return results + [
        f"{table} stays locked while its rows are changed: do so in the next migration"
        for table in sorted(both)
    ]


def _refusing(sql: str) -> list[str]:
    """The release before writes rows without it."""
    results = [
        f"{name} must have a value, and the release before gives it none"
        for name, rest in _COLUMN.findall(sql)
        if "NOT NULL" in rest.upper() and not re.search(r"DEFAULT|GENERATED", rest, re.IGNORECASE)
    ]
    return results + [
        f"{name} must have a value from now on" for name in _SET_NOT_NULL.findall(sql)
    ]


def _taken_away(sql: str) -> list[str]:
    for name in _BUILT_ANEW.findall(sql):
        if re.search(rf"CREATE (?:UNIQUE )?INDEX CONCURRENTLY {name}\b", sql, re.IGNORECASE):
            sql = sql.replace(f"DROP INDEX CONCURRENTLY IF EXISTS {name}", "")
    for old, new in _RENAMED.findall(sql):
        view = rf"CREATE VIEW {old} (?:WITH \(security_invoker = true\) )?AS SELECT [\w, ]+ FROM {new}\b"
        if re.search(view, sql, re.IGNORECASE):
            sql = sql.replace(f"ALTER TABLE {old} RENAME TO {new}", "")
    sql = _INDEX_RENAMED.sub("", sql)
    return [
        f"{each[0].strip()}: the release before may need it" for each in _TAKEN_AWAY.finditer(sql)
    ]
