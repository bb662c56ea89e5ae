"""Webhooks as tests make them, send to them, and look at their logs."""

from typing import Any
from uuid import UUID

from notifications_service import NotificationsService
from receivers_doubles import NamesDouble

from ates_notifications.adapters.receivers import Receivers
from ates_notifications.domain.webhooks import WEBHOOK_EVENTS

ADMIN = UUID(int=1)


def receivers(service: NotificationsService, names: NamesDouble | None = None, **changes: Any) -> Receivers:  # fmt: skip
    values: dict[str, Any] = {"timeout_s": 2.0, "answer_max_bytes": 65_536, "allowed": service.settings.webhook_networks}  # fmt: skip
    return Receivers(**(values | changes), names=names)


async def send(service: NotificationsService, **changes: Any) -> None:
    await service.announcing(receivers(service), **changes).send(service.db)


async def create(service: NotificationsService, url: str, *events: str, **more: Any) -> dict[str, Any]:  # fmt: skip
    body = {"url": url, "events": list(events or WEBHOOK_EVENTS)} | more
    answer = await service.post("/webhooks", ADMIN, body, role="administrator")
    assert answer.status_code == 201, answer.text
    webhook: dict[str, Any] = answer.json()
    return webhook


async def log_of(service: NotificationsService, webhook: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await service.get(f"/webhooks/{webhook['id']}/deliveries", ADMIN, "administrator")
    items: list[dict[str, Any]] = answer.json()["items"]
    return items
