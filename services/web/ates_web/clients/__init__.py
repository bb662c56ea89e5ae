"""Typed clients of the private services, over one pool of connections."""

from dataclasses import dataclass

import httpx

from ates_web.clients.accounting import AccountingClient
from ates_web.clients.analytics import AnalyticsClient
from ates_web.clients.auth import AuthClient
from ates_web.clients.payments import PaymentsClient
from ates_web.clients.tasks import TasksClient
from ates_web.clients.upstream import Upstream
from ates_web.settings import WebSettings

CONNECT_TIMEOUT_S = 2.0
POOL_TIMEOUT_S = 5.0
# Shorter than the services keep an idle connection, so that web is the one who ends it.
KEEPALIVE_S = 15.0
# Each call looks at every idle connection, whether it was closed meanwhile: many cost more than they save.
KEPT_ALIVE_MAX = 16


@dataclass(frozen=True, slots=True)
class Clients:
    auth: AuthClient
    tasks: TasksClient
    accounting: AccountingClient
    analytics: AnalyticsClient
    payments: PaymentsClient
    upstreams: dict[str, Upstream]
    pool: httpx.AsyncClient


def connection_pool(settings: WebSettings) -> httpx.AsyncClient:
    """The pool for every call to a service: no redirects, no proxy from the environment."""
    limits = httpx.Limits(
        max_connections=settings.upstream_connections,
        max_keepalive_connections=KEPT_ALIVE_MAX,
        keepalive_expiry=KEEPALIVE_S,
    )
    return httpx.AsyncClient(
        transport=httpx.AsyncHTTPTransport(limits=limits, retries=1, trust_env=False),
        timeout=timeout(settings.upstream_timeout_s),
        follow_redirects=False,
        trust_env=False,
    )


def timeout(seconds: float) -> httpx.Timeout:
    return httpx.Timeout(seconds, connect=CONNECT_TIMEOUT_S, pool=POOL_TIMEOUT_S)


def clients(settings: WebSettings, pool: httpx.AsyncClient) -> Clients:
    upstreams = {
        name: Upstream(
            pool,
            name=name,
            base_url=url,
            answer_limit=settings.answer_limit_bytes,
            slow=timeout(settings.upstream_slow_timeout_s),
        )
        for name, url in settings.service_urls().items()
    }
    return Clients(
        auth=AuthClient(upstreams["auth"]),
        tasks=TasksClient(upstreams["tasks"]),
        accounting=AccountingClient(upstreams["accounting"]),
        analytics=AnalyticsClient(upstreams["analytics"]),
        payments=PaymentsClient(upstreams["payments"]),
        upstreams=upstreams,
        pool=pool,
    )
