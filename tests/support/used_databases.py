"""Databases that a test has used, made as fresh as a copy of their template in a fraction of the time of a copy.

One in which a table, a right, a function, a statistic, a setting or a row of the template was changed is not used again.
"""

from dataclasses import dataclass, replace
from typing import Final

import asyncpg

# Each change of a row, but for those in place (by VACUUM), leaves a newer `xmin` or fewer rows.
_CATALOGUES: Final = (
    *("pg_attrdef", "pg_attribute", "pg_class", "pg_collation", "pg_constraint", "pg_default_acl"),
    *("pg_enum", "pg_event_trigger", "pg_extension", "pg_index", "pg_inherits"),
    *("pg_largeobject_metadata", "pg_namespace", "pg_policy", "pg_publication"),
    *("pg_rewrite", "pg_sequence", "pg_statistic_ext", "pg_trigger", "pg_type"),
)
_CONTENTS: Final = """
    SELECT 'functions', md5(string_agg(to_jsonb(p)::text, ' ' ORDER BY oid))
    FROM pg_proc AS p WHERE oid >= 16384
    UNION ALL
    SELECT 'statistics', count(*)::text FROM pg_statistic WHERE starelid >= 16384
    UNION ALL
    SELECT 'database', (to_jsonb(d) - '{oid,datname,datfrozenxid,datminmxid}'::text[])::text
    FROM pg_database AS d WHERE datname = current_database()
    UNION ALL
    SELECT 'settings', coalesce(string_agg(setrole || ' ' || setconfig::text, ' ' ORDER BY setrole), '')
    FROM pg_db_role_setting JOIN pg_database AS d ON d.oid = setdatabase
    WHERE datname = current_database()
    UNION ALL
    SELECT 'analysed', count(*)::text FROM pg_class
    WHERE oid >= 16384 AND relkind IN ('r', 'm') AND reltuples >= 0
"""
_FUNCTIONS: Final = """
    SELECT oid::regprocedure::text, pg_get_functiondef(oid) FROM pg_proc
    WHERE oid >= 16384 AND prokind IN ('f', 'p')
"""
_FILLED: Final = """
    SELECT coalesce(array_agg(oid::regclass::text ORDER BY oid), '{}') FROM pg_class
    WHERE oid >= 16384 AND relkind = 'r' AND relpersistence <> 't' AND pg_relation_size(oid) > 0
"""
_END_SESSIONS: Final = """
    SELECT bool_and(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_RESTART_SEQUENCES: Final = "SELECT setval(seqrelid, seqstart, false) FROM pg_sequence"


@dataclass(frozen=True)
class Fresh:
    """What a database is like when nothing was done in it."""

    state: dict[str, str]
    functions: dict[str, str]
    """How each is defined. Tests of accounting put others in their place, to let time pass."""
    filled: tuple[str, ...]
    """The tables that migrations have put something into; rows of all others are a test's."""


async def look_at(template_url: str) -> Fresh:
    connection = await asyncpg.connect(template_url)
    try:
        filled = tuple(await connection.fetchval(_FILLED))
        state, functions = await _state(connection, filled), await _functions(connection)
        return Fresh(state, functions, filled)
    finally:
        await connection.close()


async def freshen(url: str, before: Fresh) -> Fresh | None:
    """As a superuser. None where it is no longer what it was."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(_END_SESSIONS)
        await _define_again(connection, before.functions)
        if await _state(connection, before.filled) != before.state:
            return None
        await _empty(connection, before.filled)
        return replace(before, state=await _state(connection, before.filled))
    finally:
        await connection.close()


async def _functions(connection: asyncpg.Connection) -> dict[str, str]:
    return {str(name): str(text) for name, text in await connection.fetch(_FUNCTIONS)}


async def _define_again(connection: asyncpg.Connection, before: dict[str, str]) -> None:
    now = await _functions(connection)
    for name in before.keys() & now.keys():
        if before[name] != now[name]:
            await connection.execute(before[name])


async def _empty(connection: asyncpg.Connection, filled: tuple[str, ...]) -> None:
    # Triggers refuse to empty some tables.
    await connection.execute("SET session_replication_role = replica")
    tables = [table for table in await connection.fetchval(_FILLED) if table not in filled]
    if tables:
        await connection.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
    await connection.execute(_RESTART_SEQUENCES)


async def _state(connection: asyncpg.Connection, filled: tuple[str, ...]) -> dict[str, str]:
    of_tables = " UNION ALL ".join(
        f"SELECT '{table}', count(*) || ' to ' || max(xmin::text::bigint) FROM {table}"
        for table in (*_CATALOGUES, *filled)
    )
    rows = await connection.fetch(f"{of_tables} UNION ALL {_CONTENTS}")
    return {str(name): str(state) for name, state in rows}
