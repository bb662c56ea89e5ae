"""RabbitMQ's definitions: who may what, and one policy for each queue."""

import re
from typing import Any

import pytest

from ates_chassis.messaging.topology import DELAYS, definitions

pytestmark = pytest.mark.unit

INBOXES = {
    "tasks": {"tasks.auth": ["auth.user-changed.v1"]},
    "accounting": {
        "accounting.auth": ["auth.user-changed.v1"],
        "accounting.tasks": ["tasks.task-added.v1", "tasks.task-assigned.v1"],
    },
}


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    logged = {"auth": ["auth.user-erased.v1"]}
    return definitions(["accounting", "auth", "tasks"], INBOXES, logged, ["web"])


def may(made: dict[str, Any], user: str, what: str, name: str) -> bool:
    [rights] = [each for each in made["permissions"] if each["user"] == user]
    return re.search(rights[what], name) is not None


def test_every_queue_is_a_quorum_queue_and_the_log_a_stream(made: dict[str, Any]) -> None:
    kinds = {queue["name"]: queue["arguments"]["x-queue-type"] for queue in made["queues"]}
    assert kinds.pop("events.log") == "stream"
    assert set(kinds.values()) == {"quorum"}
    assert all(queue["durable"] for queue in made["queues"])


def test_a_short_log_is_a_stream_of_its_own_that_followers_alone_may_read() -> None:
    types = ["auth.session-ended.v1"]
    made = definitions(["auth"], INBOXES, {}, ["web"], {"sessions.log": types})
    [queue] = [each for each in made["queues"] if each["name"] == "sessions.log"]
    assert queue["arguments"]["x-queue-type"] == "stream"
    [binding] = [each for each in made["bindings"] if each["destination"] == "sessions.log"]
    assert (binding["source"], binding["routing_key"]) == ("auth.events", *types)
    [policy] = [each for each in made["policies"] if each["name"] == "sessions.log"]
    assert policy["definition"]["max-age"] == "1D"
    readers = [
        each["user"]
        for each in made["permissions"]
        if may(made, each["user"], "read", "sessions.log")
    ]
    assert set(readers) == {"web", "operator"}
    for what in ("configure", "write"):
        assert not may(made, "web", what, "sessions.log")


def test_every_queue_has_exactly_one_policy(made: dict[str, Any]) -> None:
    for queue in made["queues"]:
        hits = [p["name"] for p in made["policies"] if re.search(p["pattern"], queue["name"])]
        assert len(hits) == 1, (queue["name"], hits)


def test_every_queue_is_bounded_in_size_and_deliveries(made: dict[str, Any]) -> None:
    for policy in made["policies"]:
        if policy["apply-to"] == "queues":
            assert policy["definition"]["max-length-bytes"] > 0
    for service in INBOXES:
        policies = {p["name"]: p["definition"] for p in made["policies"]}
        origin = policies[f"{service}.auth"]
        assert origin["delivery-limit"] > 0
        assert origin["dead-letter-exchange"] == f"{service}.parked"
        assert origin["dead-letter-strategy"] == "at-least-once"
        assert origin["overflow"] == "reject-publish"


def test_the_delays_lead_back_into_the_queues_of_their_own_service_and_nowhere_else(
    made: dict[str, Any],
) -> None:
    for policy in made["policies"]:
        service, _, delay = policy["name"].partition(".delay.")
        if delay:
            assert policy["definition"]["dead-letter-exchange"] == f"{service}.retry"
            assert "dead-letter-routing-key" not in policy["definition"]
            assert policy["definition"]["message-ttl"] in DELAYS.values()
    for service, bound in INBOXES.items():
        ways = [b for b in made["bindings"] if b["source"] == f"{service}.retry"]
        assert {(b["routing_key"], b["destination"]) for b in ways} == {(q, q) for q in bound}


def test_a_replay_leads_into_the_queues_of_its_own_service_and_comes_back_where_there_is_none(
    made: dict[str, Any],
) -> None:
    for service, bound in INBOXES.items():
        ways = [b for b in made["bindings"] if b["source"] == f"{service}.replay"]
        assert {(b["routing_key"], b["destination"]) for b in ways} == {(q, q) for q in bound}
        assert not any(p["name"] == f"{service}.replay" for p in made["policies"])


def test_a_retry_that_finds_no_queue_is_parked(made: dict[str, Any]) -> None:
    for service in INBOXES:
        [policy] = [p for p in made["policies"] if p["name"] == f"{service}.retry"]
        assert policy["apply-to"] == "exchanges"
        assert policy["definition"] == {"alternate-exchange": f"{service}.parked"}


def test_no_dead_letter_and_no_alternate_leads_out_of_its_service(made: dict[str, Any]) -> None:
    for policy in made["policies"]:
        for field in ("dead-letter-exchange", "alternate-exchange"):
            to = policy["definition"].get(field)
            assert to is None or to.partition(".")[0] == policy["name"].partition(".")[0]


def test_nobody_binds_what_is_bound_already_to_something_else(made: dict[str, Any]) -> None:
    """A binding needs the right to read its source, which for a service is at most where it parks, and to write its end.

    So what it parked itself can be led into its own delays, from which it returns, and nowhere else.
    """
    names = [exchange["name"] for exchange in made["exchanges"]]
    queues = [queue["name"] for queue in made["queues"]]
    for service in ("auth", "tasks", "accounting", "web"):
        for name in [*names, "amq.default", "amq.topic", "amq.direct", "amq.fanout"]:
            own = service in INBOXES and name == f"{service}.parked"
            assert may(made, service, "read", name) == own, (service, name)
        ends = [name for name in queues if may(made, service, "write", name)]
        assert all(name.startswith((f"{service}.delay.", f"{service}.parked")) for name in ends)


def test_a_service_configures_nothing(made: dict[str, Any]) -> None:
    for service in ("auth", "tasks", "accounting"):
        for name in ("x", "tasks.events", "accounting.tasks", "amq.gen-1"):
            assert not may(made, service, "configure", name)


def test_a_service_writes_its_own_exchange_and_the_ways_out_of_its_queues(
    made: dict[str, Any],
) -> None:
    mine = [
        "tasks.events",
        "tasks.parked",
        "tasks.replay",
        *(f"tasks.delay.{delay}" for delay in DELAYS),
    ]
    assert all(may(made, "tasks", "write", name) for name in mine)
    foreign = [
        "amq.default",
        "tasks.retry",
        "auth.events",
        "accounting.parked",
        "accounting.replay",
        "tasks.auth",
        "events.log",
    ]
    tricks = ["tasksXevents", "xtasks.events", "tasks.events2", "tasks.delay.5sx", "tasks"]
    assert not any(may(made, "tasks", "write", name) for name in foreign + tricks)


def test_a_service_reads_its_own_queues_only(made: dict[str, Any]) -> None:
    assert may(made, "accounting", "read", "accounting.tasks")
    assert may(made, "accounting", "read", "accounting.parked")
    assert not any(
        may(made, "accounting", "read", name)
        for name in ("tasks.auth", "tasks.parked", "accounting.delay.5s", "events.log")
    )


def test_a_service_that_listens_to_nothing_reads_nothing(made: dict[str, Any]) -> None:
    assert not may(made, "auth", "read", "auth.parked")
    assert may(made, "auth", "write", "auth.events")
    assert not may(made, "auth", "write", "auth.parked")


def test_a_follower_reads_the_log_and_nothing_else(made: dict[str, Any]) -> None:
    assert may(made, "web", "read", "events.log")
    names = ("events.log", "events.log2", "tasks.auth", "tasks.events", "accounting.parked")
    for what in ("configure", "write", "read"):
        allowed = [name for name in names if may(made, "web", what, name)]
        assert allowed == (["events.log"] if what == "read" else []), what


def test_the_monitor_sees_and_touches_nothing(made: dict[str, Any]) -> None:
    assert not any(
        may(made, "monitor", what, "accounting.tasks") for what in ("configure", "write", "read")
    )
    [monitor] = [user for user in made["users"] if user["name"] == "monitor"]
    assert monitor["tags"] == ["monitoring"]


def test_there_is_no_guest_and_no_password(made: dict[str, Any]) -> None:
    assert {user["name"] for user in made["users"]} == {
        "accounting",
        "auth",
        "monitor",
        "operator",
        "tasks",
        "web",
    }
    assert not any("password" in field for user in made["users"] for field in user)


def test_queues_are_bound_to_exact_versions_and_the_log_to_all_that_is_not_personal(
    made: dict[str, Any],
) -> None:
    for binding in made["bindings"]:
        if binding["source"].endswith(".events"):
            exact = re.fullmatch(r"[a-z]+\.[a-z-]+\.v\d+", binding["routing_key"])
            assert exact or (binding["destination"], binding["routing_key"]) == ("events.log", "#")
    logged = {
        (b["source"], b["routing_key"])
        for b in made["bindings"]
        if b["destination"] == "events.log"
    }
    assert logged == {
        ("accounting.events", "#"),
        ("auth.events", "auth.user-erased.v1"),
        ("tasks.events", "#"),
    }
