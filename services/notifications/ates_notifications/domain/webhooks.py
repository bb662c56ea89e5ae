"""Webhooks: which facts the company tells another system, signed as Standard Webhooks say."""

import hmac
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal, get_args
from urllib.parse import urlsplit
from uuid import UUID

from ates_chassis.shared.errors import ConflictError, InvalidError, NotFoundError
from ates_chassis.shared.reasons import Reason
from ates_notifications.domain.networks import Network, is_inside

WebhookEvent = Literal[
    "tasks.task-added.v1",
    "tasks.task-assigned.v1",
    "tasks.task-completed.v1",
    "accounting.transfer-posted.v1",
    "accounting.payout-due.v1",
    "accounting.day-closed.v1",
    "payments.payment-settled.v1",
    "payments.payment-failed.v1",
]
WEBHOOK_EVENTS: tuple[WebhookEvent, ...] = get_args(WebhookEvent)
DeliveryState = Literal["due", "delivered", "failed"]

TEST_EVENT: Final = "notifications.webhook-test"
WEBHOOKS_MAX: Final = 50
URL_MAX: Final = 2_000
SECRET_BYTES: Final = 32
SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - what every secret begins with
_DOUBLINGS_MAX: Final = 62


class NoSuchWebhookError(NotFoundError):
    code = "no-such-webhook"


class NoSuchDeliveryError(NotFoundError):
    code = "no-such-delivery"


class DeliveryNotFailedError(ConflictError):
    code = "delivery-not-failed"


class TooManyWebhooksError(ConflictError):
    code = "too-many-webhooks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    id: UUID
    url: str
    events: tuple[str, ...]
    active: bool
    created_at: datetime
    created_by: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDraft:
    url: str
    events: tuple[WebhookEvent, ...]
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A fact for whoever asked for its type. The id is the same for each, and for ever: receivers know it again."""

    event_id: UUID
    event_type: str
    happened_at: datetime
    data: Mapping[str, object]
    traceparent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDelivery:
    """A line of the log."""

    id: UUID
    event_id: UUID
    event_type: str
    state: DeliveryState
    attempts: int
    created_at: datetime
    next_at: datetime | None
    ended_at: datetime | None
    status: int | None
    """What the receiver answered last; nothing where it did not answer."""
    failure: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedDelivery:
    """A request to be made now."""

    id: UUID
    claim_id: UUID
    webhook_id: UUID
    event_id: UUID
    url: str
    sealed_secret: bytes
    body: str
    attempts: int
    traceparent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookBounds:
    """How much of one webhook at once, how long one holder may take, and when to try again."""

    batch: int
    lease_s: float
    first_s: float
    longest_s: float
    attempts_max: int

    def wait_s(self, attempts: int) -> float:
        """How long to wait after that many attempts: doubling, up to the longest."""
        doublings = min(max(attempts, 1) - 1, _DOUBLINGS_MAX)
        return float(min(self.longest_s, self.first_s * 2**doublings))


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """How one request went: what the receiver answered, or why it did not."""

    status: int | None
    failure: str | None = None

    @property
    def is_success(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def checked_url(url: str, *, allowed: Sequence[Network]) -> str:
    """An address that may be called. Where a setting allows inner networks, it may do without TLS.

    What its name resolves to is looked at when it is called. Raises InvalidError.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise InvalidError(Reason.of("not-a-webhook-url"), field="url") from error
    schemes = {"https", "http"} if allowed else {"https"}
    is_plain = url.isascii() and url.isprintable() and " " not in url and "@" not in parts.netloc
    if parts.scheme not in schemes or not host or port == 0 or parts.fragment or not is_plain:
        raise InvalidError(Reason.of("not-a-webhook-url"), field="url")
    if _is_number(host) and is_inside(host, allowed):
        raise InvalidError(Reason.of("inside-address"), field="url")
    return url


def _is_number(host: str) -> bool:
    """Whether it is an address and no name; also such as `127.1` or `0x7f000001`, which are inside in any case."""
    return ":" in host or host.rpartition(".")[2][:1].isdigit()


def headers_of(secret: bytes, *, message_id: UUID, now: datetime, body: bytes) -> Mapping[str, str]:
    """The header fields by which a receiver knows that it is us, and that nobody repeats it much later."""
    timestamp = str(int(now.timestamp()))
    signed = b".".join((str(message_id).encode(), timestamp.encode(), body))
    signature = b64encode(hmac.digest(secret, signed, "sha256")).decode()
    return MappingProxyType(
        {
            "webhook-id": str(message_id),
            "webhook-timestamp": timestamp,
            "webhook-signature": f"v1,{signature}",
        }
    )


def shown_secret(secret: bytes) -> str:
    """As receivers take it."""
    return SECRET_PREFIX + b64encode(secret).decode()
