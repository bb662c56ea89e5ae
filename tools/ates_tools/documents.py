"""The committed files that are made from the code: each with what it should say now."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from ates_accounting import api as accounting
from ates_analytics import api as analytics
from ates_auth import api as auth
from ates_chassis.http.app import new_app
from ates_chassis.messaging.inbox import Inbox
from ates_chassis.messaging.worker import Worker
from ates_chassis.settings import BrokerSettings, ServiceSettings
from ates_notifications import api as notifications
from ates_payments import api as payments
from ates_tasks import api as tasks
from ates_tools import event_documents
from ates_tools.catalogues import catalogues
from ates_tools.decision_index import decision_index
from ates_tools.refusals_page import refusals_page
from ates_tools.topology import INBOXES, definitions_text
from ates_web.main import rendered

_NO_DATABASE = SecretStr("postgresql://nobody@127.0.0.1:9/nothing")
_NO_BROKER = SecretStr("amqp://nobody@127.0.0.1:9/ates")


def documents(checkout: Path) -> Iterator[tuple[Path, str]]:
    """Each generated file with its content as the code has it."""
    yield checkout / "deploy" / "rabbitmq" / "definitions.json", definitions_text()
    schemas = checkout / "schemas"
    listeners = {inbox.service: inbox.types for inbox in INBOXES}
    contracts = list(event_documents.contracts(schemas, listeners))
    yield checkout / "docs" / "events.md", event_documents.events_page(contracts)
    document = event_documents.asyncapi(
        [document_of_worker(inbox) for inbox in (*INBOXES, Inbox("auth"))]
    )
    asyncapi = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    yield checkout / "docs" / "asyncapi.json", asyncapi
    yield checkout / "docs" / "refusals.md", refusals_page()
    decisions = checkout / "docs" / "decisions"
    yield decisions / "README.md", decision_index(decisions)
    web = checkout / "services" / "web" / "ates_web"
    # Web shows it on a page, also where there is no checkout.
    yield web / "asyncapi.json", asyncapi
    yield web / "openapi.json", _openapi()
    yield from catalogues(web)


def document_of_worker(inbox: Inbox) -> dict[str, Any]:
    """The AsyncAPI document of a service's worker, as `faststream docs gen` writes it. Nothing is connected for it."""
    nowhere = ServiceSettings(database_url=_NO_DATABASE, jwks_url="http://auth", port=1)
    worker = Worker(
        nowhere,
        name=inbox.service,
        inbox=inbox,
        broker_settings=BrokerSettings(amqp_url=_NO_BROKER),
    )
    document: dict[str, Any] = worker.app.schema.to_specification().to_jsonable()
    return document


def _openapi() -> str:
    routers = {
        "accounting": accounting.router,
        "analytics": analytics.router,
        "auth": auth.router,
        "notifications": notifications.router,
        "payments": payments.router,
        "tasks": tasks.router,
    }
    described = {}
    for name, router in routers.items():
        app = new_app(name)
        app.include_router(router)
        described[name] = app.openapi()
    return rendered(described)


def outdated(checkout: Path) -> list[Path]:
    """The generated files that do not say what the code says."""
    return [
        path
        for path, content in documents(checkout)
        if not path.exists() or path.read_text(encoding="utf-8") != content
    ]


def write(checkout: Path) -> list[Path]:
    """Writes what is outdated, and returns it."""
    stale = set(outdated(checkout))
    for path, content in documents(checkout):
        if path in stale:
            path.write_text(content, encoding="utf-8")
    return sorted(stale)
