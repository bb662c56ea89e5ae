"""What notifications does on a schedule. Any number of workers, one effect: rows are claimed, outcomes noted once."""

from collections.abc import Sequence

from ates_chassis.messaging.jobs import Job
from ates_notifications.adapters.receivers import Receivers
from ates_notifications.jobs.emails import Emailing
from ates_notifications.jobs.retention import Retention
from ates_notifications.jobs.webhooks import Announcing
from ates_notifications.settings import WorkerSettings

_RETENTION_EVERY_S = 3_600


def jobs(settings: WorkerSettings) -> Sequence[Job]:
    receivers = Receivers(
        timeout_s=settings.webhook_timeout_s,
        answer_max_bytes=settings.webhook_answer_max_bytes,
        allowed=settings.webhook_networks,
    )
    announcing = Announcing(settings, receivers)
    lanes = (
        Job(f"webhooks {lane}", settings.webhook_every_s, announcing.send)
        for lane in range(settings.webhook_lanes)
    )
    return (
        Job("emails", settings.mail_every_s, Emailing(settings).send),
        *lanes,
        Job("retention", _RETENTION_EVERY_S, Retention(settings).prune),
    )
