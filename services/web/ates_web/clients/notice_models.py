"""What web reads of notifications' answers: notices, what people prefer to be told, webhooks and their logs."""

from datetime import date, datetime

from ates_chassis.shared.money import Money
from ates_web.clients.models import Read


class NoticedTaskView(Read):
    id: str
    title: str | None = None
    jira_key: str | None = None


class NoticeView(Read):
    """One fact, or `count` of a kind, of which the last is named."""

    id: str
    kind: str
    count: int
    task: NoticedTaskView | None = None
    payout_id: str | None = None
    amount: Money | None = None
    business_day: date | None = None
    created_at: datetime
    updated_at: datetime
    read_at: datetime | None = None


class UnreadView(Read):
    unread: int


class HoursView(Read):
    start: str
    end: str


class NoticePreferencesView(Read):
    """What the company decides is null."""

    language: str | None = None
    time_zone: str | None = None
    quiet_hours: HoursView | None = None
    email: dict[str, str]
    """How each kind is mailed, by its name with underscores."""


class UnsubscriptionView(Read):
    kind: str | None = None
    """Which mails a link ends; the daily mail where there is none."""


class WebhookView(Read):
    id: str
    url: str
    events: tuple[str, ...]
    active: bool
    created_at: datetime
    created_by: str
    secret: str | None = None
    """Only in the one answer that made it."""


class WebhooksView(Read):
    items: tuple[WebhookView, ...]


class DeliveryView(Read):
    id: str
    event_id: str
    event_type: str
    state: str
    attempts: int
    created_at: datetime
    next_at: datetime | None = None
    ended_at: datetime | None = None
    status: int | None = None
    failure: str | None = None
