"""RabbitMQ's definitions, computed from who produces and who listens: exchanges, queues, bindings, users, rights."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

VHOST = "ates"
LOG_STREAM = "events.log"
SESSIONS_STREAM = "sessions.log"

DELAYS = {"5s": 5_000, "30s": 30_000, "5m": 300_000}
"""The delay queues of a consumer by name, in milliseconds; a failing event passes each once, then is parked."""

# Deliveries without an acknowledgement (a crash of the consumer) before RabbitMQ itself parks a message.
_DELIVERY_LIMIT = 20
_QUEUE_BYTES_MAX = 4_000_000_000

Json = dict[str, Any]
_LOG_BOUNDS: Json = {"max-age": "7D", "max-length-bytes": 5_000_000_000}
_SHORT_LOG_BOUNDS: Json = {"max-age": "1D", "max-length-bytes": 200_000_000}
_LASTING: Json = {"vhost": VHOST, "durable": True, "auto_delete": False}
_BOUNDED: Json = {"overflow": "reject-publish", "max-length-bytes": _QUEUE_BYTES_MAX}


def definitions(
    producers: Sequence[str],
    inboxes: Mapping[str, Mapping[str, Sequence[str]]],
    logged: Mapping[str, Sequence[str]],
    followers: Sequence[str] = (),
    short_logs: Mapping[str, Sequence[str]] | None = None,
) -> Json:
    """The content of `definitions.json`.

    `inboxes` maps each consuming service to its queues and the event types bound to each. `logged` names the types that
    the stream keeps of a producer; of one that is not in it, the stream keeps all. `short_logs` are more streams, each with
    the types that it keeps for a day. `followers` are users who may read the streams. Users come without passwords, which
    belong to an installation; whoever installs fills in `password_hash`.
    """
    services = sorted({*producers, *inboxes, *followers})
    streams = [LOG_STREAM, *sorted(short_logs or {})]
    queues = [_queue(LOG_STREAM, "stream")]
    exchanges = [_exchange(f"{producer}.events", "topic") for producer in sorted(producers)]
    bindings = [*_log_bindings(producers, logged)]
    policies = [_policy(LOG_STREAM, _LOG_BOUNDS)]
    for stream, types in sorted((short_logs or {}).items()):
        queues.append(_queue(stream, "stream"))
        policies.append(_policy(stream, _SHORT_LOG_BOUNDS))
        bindings += [_binding(f"{key.partition('.')[0]}.events", stream, key) for key in types]
    for service, bound in sorted(inboxes.items()):
        _add_listener(service, bound, queues, exchanges, bindings, policies)
    people = [_user("operator", "administrator"), _user("monitor", "monitoring")]
    return {
        "users": [*(_user(service, "") for service in services), *people],
        "vhosts": [{"name": VHOST}],
        "permissions": [
            _rights(s, producers, inboxes.get(s, {}), streams if s in followers else [])
            for s in services
        ]
        + [_permission("operator", ".*", ".*", ".*"), _permission("monitor", "^$", "^$", "^$")],
        "policies": policies,
        "queues": queues,
        "exchanges": exchanges,
        "bindings": bindings,
    }


def _add_listener(
    service: str,
    bound: Mapping[str, Sequence[str]],
    queues: list[Json],
    exchanges: list[Json],
    bindings: list[Json],
    policies: list[Json],
) -> None:
    """The queues of a service, with the ways out of them and the way back."""
    for queue, types in sorted(bound.items()):
        queues.append(_queue(queue))
        producer = queue.removeprefix(f"{service}.")
        bindings += [_binding(f"{producer}.events", queue, key) for key in sorted(types)]
        bindings += [_binding(f"{service}.{back}", queue, queue) for back in ("retry", "replay")]
        policies.append(_policy(queue, _parks_what_crashes(service, queue)))
    exchanges += [_exchange(f"{service}.{back}", "direct") for back in ("retry", "replay")]
    policies.append(_parks_what_finds_no_queue(service))
    for name, policy in _ways_out(service).items():
        policies.append(_policy(name, policy))
        queues.append(_queue(name))
        exchanges.append(_exchange(name, "fanout"))
        bindings.append(_binding(name, name, ""))


def _log_bindings(producers: Sequence[str], logged: Mapping[str, Sequence[str]]) -> Iterator[Json]:
    for producer in sorted(producers):
        for key in logged.get(producer, ["#"]):
            yield _binding(f"{producer}.events", LOG_STREAM, key)


def _rights(
    service: str,
    producers: Sequence[str],
    bound: Mapping[str, Sequence[str]],
    streams: Sequence[str],
) -> Json:
    """Configure nothing; write the own exchange, the ways out of the own queues and the way back; read the own queues.

    What it parked is the service's own, too: its commands look at it and replay it. A follower also reads the streams, from which no reading takes anything away.
    """
    write = [f"{service}.events"] if service in producers else []
    read = [*sorted(bound), *streams]
    if bound:
        write += [*_ways_out(service), f"{service}.replay"]
        read.append(f"{service}.parked")
    return _permission(service, "^$", _any_of(write), _any_of(read))


def _any_of(names: Sequence[str]) -> str:
    return f"^({'|'.join(_escaped(name) for name in names)})$" if names else "^$"


def _escaped(name: str) -> str:
    return name.replace(".", r"\.")


def _ways_out(service: str) -> dict[str, Json]:
    """The delay queues and the parking queue of a service, with their policies."""
    # The kept routing key is the queue it came from. Whoever publishes chooses that key, and CC headers besides, so they
    # are looked up in an exchange that leads into this service's queues alone; the default exchange leads into all.
    delays = {
        f"{service}.delay.{delay}": {"message-ttl": ttl_ms, **_dead_letters(f"{service}.retry")}
        for delay, ttl_ms in DELAYS.items()
    }
    # Each look at a parked message counts as a delivery.
    return {**delays, f"{service}.parked": {"delivery-limit": 1_000_000, **_BOUNDED}}


def _parks_what_crashes(service: str, queue: str) -> Json:
    """Under the queue's name as routing key: what the publisher wrote tells nothing about where a message lay."""
    limits = {"delivery-limit": _DELIVERY_LIMIT, "dead-letter-routing-key": queue}
    return {**limits, **_dead_letters(f"{service}.parked")}


def _dead_letters(exchange: str) -> Json:
    to = {"dead-letter-exchange": exchange, "dead-letter-strategy": "at-least-once"}
    return {**to, **_BOUNDED}


def _parks_what_finds_no_queue(service: str) -> Json:
    """What names no queue of the service any more is parked; RabbitMQ would keep it at the head of the delay queue."""
    policy = _policy(f"{service}.retry", {"alternate-exchange": f"{service}.parked"})
    return {**policy, "apply-to": "exchanges"}


def _user(name: str, tags: str) -> Json:
    return {"name": name, "tags": [tags] if tags else []}


def _permission(user: str, configure: str, write: str, read: str) -> Json:
    return {"user": user, "vhost": VHOST, "configure": configure, "write": write, "read": read}


def _queue(name: str, kind: str = "quorum") -> Json:
    return {"name": name, **_LASTING, "arguments": {"x-queue-type": kind}}


def _exchange(name: str, kind: str) -> Json:
    return {"name": name, "type": kind, **_LASTING, "internal": False, "arguments": {}}


def _binding(source: str, queue: str, key: str) -> Json:
    to = {"destination": queue, "destination_type": "queue"}
    return {"source": source, "vhost": VHOST, **to, "routing_key": key, "arguments": {}}


def _policy(name: str, definition: Json) -> Json:
    """For the one queue (or exchange) of that name."""
    which = {"pattern": f"^{_escaped(name)}$", "apply-to": "queues", "priority": 1}
    return {"vhost": VHOST, "name": name, **which, "definition": definition}
