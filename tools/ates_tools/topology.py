"""Who produces and who listens, read off the services' own code: the source of RabbitMQ's definitions."""

import json
from pathlib import Path

from ates_accounting.consumers import listen
from ates_accounting.domain.books import Books
from ates_analytics.consumers import listen as analytics_inbox
from ates_chassis.messaging.inbox import Inbox
from ates_chassis.messaging.topology import SESSIONS_STREAM, definitions
from ates_chassis.shared.ended_sessions import SESSION_ENDED
from ates_notifications.consumers import listen as notifications_inbox
from ates_notifications.domain.preferences import CompanyDefaults
from ates_payments.consumers import inbox as payments_inbox
from ates_tasks.consumers import inbox as tasks_inbox

PRODUCERS = ("accounting", "auth", "notifications", "payments", "tasks")

INBOXES: tuple[Inbox, ...] = (
    listen(Books(currency="USD", zone="UTC")),
    analytics_inbox("UTC"),
    notifications_inbox(CompanyDefaults()),
    payments_inbox,
    tasks_inbox,
)

# The stream cannot forget a single event, so what carries personal data stays out of it: an erased user is forgotten.
LOGGED = {"auth": ("auth.user-erased.v1", SESSION_ENDED)}

# Apart from the flood of everything else, since it has to be heard at once.
SHORT_LOGS = {SESSIONS_STREAM: (SESSION_ENDED,)}

# Whoever shows people what changes while they look.
FOLLOWERS = ("web",)


def definitions_text() -> str:
    """The content of `deploy/rabbitmq/definitions.json`."""
    inboxes = {inbox.service: inbox.queues for inbox in INBOXES}
    content = definitions(PRODUCERS, inboxes, LOGGED, FOLLOWERS, SHORT_LOGS)
    return json.dumps(content, indent=2) + "\n"


def write_definitions(path: Path) -> None:
    path.write_text(definitions_text(), encoding="utf-8")
