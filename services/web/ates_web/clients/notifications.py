"""The client of notifications: a person's notices, what they prefer to be told by mail, and the links of mails."""

from collections.abc import Mapping
from typing import Any

from ates_web.clients.models import PageView
from ates_web.clients.notice_models import (
    NoticePreferencesView,
    NoticeView,
    UnreadView,
    UnsubscriptionView,
)
from ates_web.clients.upstream import Upstream, UpstreamCaller, query

PAGE = 30


class NotificationsClient:
    def __init__(self, upstream: Upstream) -> None:
        self._notifications = upstream

    async def notices(
        self, caller: UpstreamCaller, *, unread: bool, after: str
    ) -> PageView[NoticeView]:
        params = query([("limit", PAGE), ("after", after), ("unread", "true" if unread else "")])
        body = await self._notifications.call(caller, "GET", "/notices", query=params)
        return self._notifications.read(PageView[NoticeView], body)

    async def unread(self, caller: UpstreamCaller) -> int:
        body = await self._notifications.call(caller, "GET", "/notices/unread")
        return self._notifications.read(UnreadView, body).unread

    async def mark_read(self, caller: UpstreamCaller, notice_id: str, *, key: str | None) -> None:
        await self._notifications.call(caller, "POST", f"/notices/{notice_id}/read", key=key)

    async def mark_all_read(self, caller: UpstreamCaller, *, up_to: str, key: str | None) -> None:
        await self._notifications.call(
            caller, "POST", "/notices/read", json={"up_to": up_to}, key=key
        )

    async def preferences(self, caller: UpstreamCaller) -> NoticePreferencesView:
        body = await self._notifications.call(caller, "GET", "/notices/preferences")
        return self._notifications.read(NoticePreferencesView, body)

    async def change_preferences(
        self, caller: UpstreamCaller, preferences: Mapping[str, Any]
    ) -> None:
        await self._notifications.call(caller, "PUT", "/notices/preferences", json=preferences)

    async def unsubscription(self, caller: UpstreamCaller, token: str) -> UnsubscriptionView:
        body = await self._notifications.call(caller, "GET", f"/notices/unsubscribe/{token}")
        return self._notifications.read(UnsubscriptionView, body)

    async def unsubscribe(self, caller: UpstreamCaller, token: str) -> UnsubscriptionView:
        body = await self._notifications.call(caller, "POST", f"/notices/unsubscribe/{token}")
        return self._notifications.read(UnsubscriptionView, body)
