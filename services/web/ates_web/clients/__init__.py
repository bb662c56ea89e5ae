"""Typed clients of the private services, over one pool of connections."""

from dataclasses import dataclass

from ates_web.clients.accounting import AccountingClient
from ates_web.clients.analytics import AnalyticsClient
from ates_web.clients.auth import AuthClient
from ates_web.clients.corrections import CorrectionsClient
from ates_web.clients.notifications import NotificationsClient
from ates_web.clients.payments import PaymentsClient
from ates_web.clients.pool import ConnectionPool
from ates_web.clients.tasks import TasksClient
from ates_web.clients.upstream import Upstream
from ates_web.clients.webhooks import WebhooksClient
from ates_web.settings import WebSettings


@dataclass(frozen=True, slots=True)
class Clients:
    auth: AuthClient
    tasks: TasksClient
    accounting: AccountingClient
    corrections: CorrectionsClient
    analytics: AnalyticsClient
    payments: PaymentsClient
    notifications: NotificationsClient
    webhooks: WebhooksClient
    upstreams: dict[str, Upstream]
    pool: ConnectionPool


def clients(settings: WebSettings, pool: ConnectionPool) -> Clients:
    upstreams = {
        name: Upstream(
            pool,
            name=name,
            base_url=url,
            answer_limit=settings.answer_limit_bytes,
            timeout_s=settings.upstream_timeout_s,
            slow_timeout_s=settings.upstream_slow_timeout_s,
        )
        for name, url in settings.service_urls().items()
    }
    return Clients(
        auth=AuthClient(upstreams["auth"]),
        tasks=TasksClient(upstreams["tasks"]),
        accounting=AccountingClient(upstreams["accounting"]),
        corrections=CorrectionsClient(upstreams["accounting"]),
        analytics=AnalyticsClient(upstreams["analytics"]),
        payments=PaymentsClient(upstreams["payments"]),
        notifications=NotificationsClient(upstreams["notifications"]),
        webhooks=WebhooksClient(upstreams["notifications"]),
        upstreams=upstreams,
        pool=pool,
    )
