"""The client of notifications for the company's webhooks, which administrators set up."""

from collections.abc import Sequence
from uuid import UUID

from ates_web.clients.models import PageView
from ates_web.clients.notice_models import DeliveryView, WebhooksView, WebhookView
from ates_web.clients.upstream import Upstream, UpstreamCaller, query

PAGE = 50


class WebhooksClient:
    def __init__(self, upstream: Upstream) -> None:
        self._notifications = upstream

    async def webhooks(self, caller: UpstreamCaller) -> WebhooksView:
        body = await self._notifications.call(caller, "GET", "/webhooks")
        return self._notifications.read(WebhooksView, body)

    async def webhook(self, caller: UpstreamCaller, webhook_id: UUID) -> WebhookView:
        body = await self._notifications.call(caller, "GET", f"/webhooks/{webhook_id}")
        return self._notifications.read(WebhookView, body)

    async def create(
        self, caller: UpstreamCaller, *, url: str, events: Sequence[str], key: str | None
    ) -> WebhookView:
        content = {"url": url, "events": list(events)}
        body = await self._notifications.call(caller, "POST", "/webhooks", json=content, key=key)
        return self._notifications.read(WebhookView, body)

    async def change(
        self,
        caller: UpstreamCaller,
        webhook_id: UUID,
        *,
        url: str,
        events: Sequence[str],
        active: bool,
    ) -> None:
        content = {"url": url, "events": list(events), "active": active}
        await self._notifications.call(caller, "PUT", f"/webhooks/{webhook_id}", json=content)

    async def delete(self, caller: UpstreamCaller, webhook_id: UUID) -> None:
        await self._notifications.call(caller, "DELETE", f"/webhooks/{webhook_id}")

    async def renew_secret(
        self, caller: UpstreamCaller, webhook_id: UUID, *, key: str | None
    ) -> WebhookView:
        path = f"/webhooks/{webhook_id}/secret"
        body = await self._notifications.call(caller, "POST", path, key=key)
        return self._notifications.read(WebhookView, body)

    async def test(self, caller: UpstreamCaller, webhook_id: UUID, *, key: str | None) -> None:
        await self._notifications.call(caller, "POST", f"/webhooks/{webhook_id}/test", key=key)

    async def deliveries(
        self, caller: UpstreamCaller, webhook_id: UUID, *, after: str
    ) -> PageView[DeliveryView]:
        path, params = f"/webhooks/{webhook_id}/deliveries", [("limit", PAGE), ("after", after)]
        body = await self._notifications.call(caller, "GET", path, query=query(params))
        return self._notifications.read(PageView[DeliveryView], body)

    async def retry(
        self, caller: UpstreamCaller, webhook_id: UUID, delivery_id: UUID, *, key: str | None
    ) -> None:
        path = f"/webhooks/{webhook_id}/deliveries/{delivery_id}/retry"
        await self._notifications.call(caller, "POST", path, key=key)
