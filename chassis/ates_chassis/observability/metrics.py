"""What a process counts about itself, in Prometheus' terms. Served at `/metrics`, never through the gateway."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Histogram(
    "ates_http_request_seconds",
    "Duration of HTTP requests.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
REFUSED = Counter(
    "ates_http_refused_total",
    "Requests that never reached the app: malformed, too large, too slow.",
    ["status"],
)
EVENTS_PUBLISHED = Counter("ates_events_published_total", "Events confirmed by RabbitMQ.", ["type"])
PUBLISH_FAILURES = Counter(
    "ates_publish_failures_total", "Events not confirmed, or not in time; they stay in the outbox."
)
OUTBOX_FAILED = Gauge(
    "ates_outbox_failed_events", "Events set aside because they cannot be published: ./ates outbox."
)
OUTBOX_AGE = Gauge("ates_outbox_oldest_seconds", "Age of the oldest unpublished event.")
EVENTS_HANDLED = Counter("ates_events_handled_total", "Events by their fate.", ["type", "outcome"])
BATCH_SIZE = Histogram(
    "ates_inbox_batch_events",
    "Events in one inbox transaction.",
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500),
)
BATCH_SECONDS = Histogram("ates_inbox_batch_seconds", "Duration of one inbox transaction.")
EMAILS = Counter("ates_emails_total", "Attempts at mails by their outcome.", ["outcome"])
WEBHOOK_REQUESTS = Counter(
    "ates_webhook_requests_total", "Requests to webhooks by their outcome.", ["outcome"]
)
