"""Where a word still stands in the database of payments."""

from typing import Any

import asyncpg

KEEP_NAMES = {"bank_file_contents"}
"""As bookkeeping law asks for, for accountants alone."""


async def tables_that_name(service: Any, word: str) -> set[str]:
    connection = await asyncpg.connect(service.owner_url)
    try:
        query = "SELECT relname FROM pg_stat_user_tables"
        tables = [row["relname"] for row in await connection.fetch(query)]
        return {
            table
            for table in tables
            if await connection.fetchval(
                f'SELECT EXISTS (SELECT FROM "{table}" AS each WHERE each::text ILIKE $1)',
                f"%{word}%",
            )
        }
    finally:
        await connection.close()
