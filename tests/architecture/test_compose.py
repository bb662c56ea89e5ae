"""The company of `deploy/compose.yaml`: all processes, each with what it needs and no more."""

from typing import Any

import pytest
import yaml

from ates_chassis.settings import BrokerSettings
from ates_local.places import checkout_root
from ates_local.rabbitmq import CONSUMER_TIMEOUT_MS
from ates_local.services import SERVICES

DEPLOY = checkout_root() / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
ENTRIES: dict[str, dict[str, Any]] = COMPOSE["services"]
SERVERS = {"postgres", "rabbitmq"}
JOBS = {"databases", "definitions", "demo", "analytics-rebuild"}
OURS = sorted(ENTRIES.keys() - SERVERS)
STORED = [service.name for service in SERVICES if service.has_database]
MIGRATIONS = [f"{name}-migrations" for name in STORED]
# What each process may have of secrets, by the names of the settings.
OF_APIS = {name: {"ATES_DATABASE_URL"} for name in STORED}
OF_APIS["notifications"] |= {"ATES_NOTICE_SECRET"}
OF_APIS["auth"] |= {"ATES_KEY_SECRET", "ATES_SERVICE_CLIENTS"}
OF_WORKERS = {name: rights | {"ATES_AMQP_URL"} for name, rights in OF_APIS.items()}
OF_WORKERS["payments"] |= {"ATES_CLIENT_SECRET", "ATES_SMTP_PASSWORD"}
OF_WORKERS["notifications"] |= {"ATES_SMTP_PASSWORD"}


def secrets_of(name: str) -> set[str]:
    return {secret["target"] for secret in ENTRIES[name].get("secrets", [])}


def test_every_process_of_the_launcher_runs_and_no_other() -> None:
    programs = {service.api_program for service in SERVICES}
    programs |= {service.worker_program for service in SERVICES if service.worker}
    assert set(OURS) - JOBS - set(MIGRATIONS) == programs | {"mail"}
    assert set(MIGRATIONS) <= ENTRIES.keys()


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_a_process_is_started_as_the_launcher_starts_it(service: Any) -> None:
    assert ENTRIES[service.api_program]["command"][-1] == service.api
    if service.worker:
        assert ENTRIES[service.worker_program]["command"][-1] == service.worker


@pytest.mark.parametrize("name", OURS)
def test_each_is_confined_and_bounded(name: str) -> None:
    entry = ENTRIES[name]
    assert entry["read_only"] is True
    assert entry["cap_drop"] == ["ALL"]
    assert entry["security_opt"] == ["no-new-privileges:true"]
    assert int(entry["user"].partition(":")[0]) > 10_000
    assert entry["mem_limit"]
    assert entry["pids_limit"]
    assert entry["logging"]["options"]["max-size"]
    assert not entry.get("privileged")


def test_each_service_is_a_user_of_its_own() -> None:
    users = {service.name: ENTRIES[service.api_program]["user"] for service in SERVICES}
    users["mail"] = ENTRIES["mail"]["user"]
    assert len(set(users.values())) == len(users)
    for name in STORED:
        assert (
            ENTRIES[f"{name}-worker"]["user"]
            == ENTRIES[f"{name}-migrations"]["user"]
            == users[name]
        )


@pytest.mark.parametrize("name", STORED)
def test_a_process_has_no_secret_but_its_own(name: str) -> None:
    assert secrets_of(f"{name}-api") == OF_APIS[name]
    assert secrets_of(f"{name}-worker") == OF_WORKERS[name]
    assert secrets_of(f"{name}-migrations") == {"ATES_DATABASE_URL", "ATES_MIGRATION_DATABASE_URL"}
    sources = {
        secret["source"]
        for kind in ("api", "worker", "migrations")
        for secret in ENTRIES[f"{name}-{kind}"]["secrets"]
        if secret["target"].endswith(("DATABASE_URL", "AMQP_URL"))
    }
    assert {source.partition("_")[0] for source in sources} == {name}


def test_no_api_is_where_rabbitmq_is() -> None:
    for name in STORED:
        assert "events" not in ENTRIES[f"{name}-api"]["networks"]
    inside = {name for name, network in COMPOSE["networks"].items() if network.get("internal")}
    assert inside == {"data", "events", "inner"}


def test_what_is_published_is_for_this_machine_alone_unless_somebody_says_otherwise() -> None:
    published = [port for entry in ENTRIES.values() for port in entry.get("ports", [])]
    assert published
    assert all(":-127.0.0.1:" in port for port in published)


def test_every_secret_is_used() -> None:
    used = {
        secret if isinstance(secret, str) else secret["source"]
        for entry in ENTRIES.values()
        for secret in entry.get("secrets", [])
    }
    assert used == COMPOSE["secrets"].keys()


def test_rabbitmq_is_set_as_by_the_launcher() -> None:
    lines = (DEPLOY / "rabbitmq" / "rabbitmq.conf").read_text().splitlines()
    settings = dict(line.split(" = ") for line in lines if " = " in line)
    assert int(settings["consumer_timeout"]) == CONSUMER_TIMEOUT_MS
    assert settings["heartbeat"] == "10"
    assert int(settings["raft.wal_max_size_bytes"]) == 64 * 1024 * 1024


def test_a_stop_waits_for_longer_than_a_worker_takes() -> None:
    # Its parts, then the batches in hand; and a few seconds for its connections.
    grace = 2 * BrokerSettings.model_fields["grace_s"].default + 10
    for name in STORED:
        assert int(ENTRIES[f"{name}-worker"]["stop_grace_period"].removesuffix("s")) > grace
