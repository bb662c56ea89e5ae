"""What is over goes after its time, and what is not stays."""

from datetime import timedelta

from notifications_service import NotificationsService
from uuid_utils.compat import uuid7

from ates_notifications.jobs.retention import Retention


async def _counts(service: NotificationsService) -> dict[str, int]:
    tables = ("facts", "notices", "emails", "tasks", "payouts", "webhook_deliveries")
    return {name: await service.value(f"SELECT count(*) FROM {name}") for name in tables}


async def _grown_old(service: NotificationsService, days: int) -> None:
    by = timedelta(days=days)
    for table, column in (
        ("facts", "received_at"),
        ("notices", "created_at"),
        ("emails", "ended_at"),
        ("tasks", "received_at"),
        ("payouts", "received_at"),
        ("webhook_deliveries", "created_at"),
    ):
        await service.execute(
            f"UPDATE {table} SET {column} = {column} - CAST(:by AS interval)", by=by
        )


async def test_everything_goes_after_its_own_time_and_what_is_due_never(
    service: NotificationsService,
) -> None:
    person, task, payout = await service.person(), uuid7(), uuid7()
    await service.execute(
        "INSERT INTO webhooks (url, events, sealed_secret, active, created_by)"
        " VALUES ('https://example.com', '{tasks.task-assigned.v1}', 'x', true, uuidv7())"
    )
    await service.hear(service.added(task), service.assigned(person, task_id=task))
    await service.hear(service.due(person, payout))
    retention = Retention(service.settings)
    await retention.prune(service.db)
    first = await _counts(service)
    assert first == {
        "facts": 2,
        "notices": 2,
        "emails": 1,
        "tasks": 1,
        "payouts": 1,
        "webhook_deliveries": 1,
    }
    await _grown_old(service, 61)
    await retention.prune(service.db)
    assert await _counts(service) == first | {"facts": 0}, "what is due stays in its log"
    await service.execute("UPDATE emails SET state = 'sent', ended_at = now()")
    await service.execute("UPDATE webhook_deliveries SET state = 'delivered', ended_at = now()")
    await _grown_old(service, 181)
    await retention.prune(service.db)
    assert await _counts(service) == dict.fromkeys(first, 0) | {"tasks": 1, "payouts": 1}
    await _grown_old(service, 181)
    await retention.prune(service.db)
    assert await _counts(service) == dict.fromkeys(first, 0)
