"""The id of a close's payout is accounting's word, and payments goes by it: both find the same."""

from datetime import date

import asyncpg
from uuid_utils.compat import uuid7

from ates_payments.domain.payout_ids import payout_id_of_close
from support.postgres_server import PostgresServer


async def test_payments_and_accounting_call_the_payout_of_a_close_the_same(
    postgres: PostgresServer,
) -> None:
    urls = await postgres.create_database("accounting")
    days = [date(1970, 1, 1), date(2026, 11, 9), date(2028, 2, 29)]
    try:
        database = await asyncpg.connect(urls.app)
        for day in days:
            user = uuid7()
            called = await database.fetchval("SELECT payout_id($1, $2)", day, user)
            assert called == payout_id_of_close(day, user)
        await database.close()
    finally:
        await postgres.drop_database(urls)
