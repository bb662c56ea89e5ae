"""The tokens of an ended session are good no more, whatever else analytics is busy with."""

import time

import asyncpg
from analytics_service import AnalyticsService
from uuid_utils.compat import uuid7

from ates_chassis.database.locks import LockKey
from ates_chassis.testing import bearer


async def test_the_end_of_a_session_does_not_wait_for_a_batch_of_figures(
    service: AnalyticsService,
) -> None:
    session = uuid7()
    headers = bearer(service.administrator, "administrator", sid=str(session))
    path = "/analytics/negative-balances"
    assert (await service.client.get(path, headers=headers)).status_code == 200
    other = await asyncpg.connect(service.urls.owner)
    try:
        await other.execute("SELECT pg_advisory_lock($1, hashtext('public'))", LockKey.FIGURES)
        started = time.perf_counter()
        await service.hear(service.ended(session, service.administrator))
        assert (await service.client.get(path, headers=headers)).status_code == 401
        assert time.perf_counter() - started < 1
    finally:
        await other.close()
