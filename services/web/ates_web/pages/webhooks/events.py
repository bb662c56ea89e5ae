"""The events that a webhook may be told of, by what they mean, and what can become of a delivery."""

from collections.abc import Mapping
from types import MappingProxyType

from ates_web.pages.language import _, later

# Those of the service's `WEBHOOK_EVENTS`, in the order in which they are shown.
EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "tasks.task-added.v1": later("A task is filed"),
        "tasks.task-assigned.v1": later("A task is given to somebody"),
        "tasks.task-completed.v1": later("A task is completed"),
        "accounting.transfer-posted.v1": later("A transfer is posted"),
        "accounting.day-closed.v1": later("A business day is closed"),
        "accounting.payout-due.v1": later("A payout is due"),
        "payments.payment-settled.v1": later("A payout reached its person"),
        "payments.payment-failed.v1": later("A payout failed"),
    }
)
STATES: Mapping[str, str] = MappingProxyType(
    {
        "due": later("To be delivered"),
        "delivered": later("Delivered"),
        "failed": later("Given up"),
    }
)
_TEST = "notifications.webhook-test"


def label_of(event_type: str) -> str:
    """Of a type that is newer than web, its name."""
    if event_type == _TEST:
        return _("Test message")
    return _(EVENTS[event_type]) if event_type in EVENTS else event_type
