"""The manifests of `deploy/kubernetes` say of each process what Compose says."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from ates_chassis.settings import ServiceSettings
from ates_local.places import checkout_root
from ates_local.services import SERVICES

DEPLOY = checkout_root() / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
STORED = [service.name for service in SERVICES if service.has_database]
USERS_FOLDER = "/run/secrets/"
# The servers are asked for these where operators run them.
OF_OPERATORS = {"ATES_MANAGEMENT_PASSWORD"}


def objects(folder: Path) -> list[dict[str, Any]]:
    return [
        each
        for file in sorted(folder.glob("*.yaml"))
        for each in yaml.safe_load_all(file.read_text())
    ]


def workload(each: dict[str, Any]) -> dict[str, Any]:
    """What an operation makes a job of is written one level deeper."""
    return each | each["spec"]["jobTemplate"] if each["kind"] == "CronJob" else each


WORKLOADS = {
    each["metadata"]["name"]: workload(each)
    for folder in ("base", "jobs")
    for each in objects(DEPLOY / "kubernetes" / folder)
    if each["kind"] in {"Deployment", "Job", "CronJob"} and "image" in str(each)
    if each["metadata"]["name"] != "every"
    if "volumes" in workload(each)["spec"]["template"]["spec"]
}


def pod(name: str) -> dict[str, Any]:
    spec: dict[str, Any] = WORKLOADS[name]["spec"]["template"]["spec"]
    return spec


def container(name: str) -> dict[str, Any]:
    [only] = pod(name)["containers"]
    assert isinstance(only, dict)
    return only


def test_every_process_and_job_is_there() -> None:
    programs = {service.api_program for service in SERVICES}
    programs |= {service.worker_program for service in SERVICES if service.worker}
    jobs = {f"{name}-migrations" for name in STORED} | {"definitions", "analytics-rebuild"}
    assert WORKLOADS.keys() == programs | jobs


@pytest.mark.parametrize("name", sorted(WORKLOADS))
def test_each_is_started_as_by_compose(name: str) -> None:
    assert container(name)["command"] == COMPOSE[name]["command"]
    user = str(pod(name)["securityContext"]["runAsUser"])
    assert COMPOSE[name]["user"] == f"{user}:{user}"


@pytest.mark.parametrize("name", sorted(WORKLOADS))
def test_each_has_the_secrets_that_it_has_by_compose(name: str) -> None:
    [volume] = [volume for volume in pod(name)["volumes"] if volume["name"] == "secrets"]
    items = {item["path"]: item["key"] for item in volume["secret"]["items"]}
    by_compose = {
        secret["target"].removeprefix(USERS_FOLDER): secret["source"]
        for secret in COMPOSE[name]["secrets"]
    }
    assert items == {path: key for path, key in by_compose.items() if path not in OF_OPERATORS}


@pytest.mark.parametrize("name", [f"{name}-api" for name in STORED])
def test_no_api_reaches_rabbitmq(name: str) -> None:
    labels = WORKLOADS[name]["spec"]["template"]["metadata"]["labels"]
    policies = objects(DEPLOY / "kubernetes" / "base")
    reaching = [
        policy["metadata"]["name"]
        for policy in policies
        if policy["kind"] == "NetworkPolicy" and "rabbitmq" in str(policy["spec"].get("egress"))
        if selects(policy["spec"]["podSelector"], labels)
    ]
    assert reaching == []


def selects(selector: dict[str, Any], labels: dict[str, str]) -> bool:
    equal = all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items())
    return equal and all(
        labels.get(each["key"]) in each["values"] for each in selector.get("matchExpressions", [])
    )


def test_workers_and_web_reach_rabbitmq() -> None:
    policies = {
        each["metadata"]["name"]: each["spec"]
        for each in objects(DEPLOY / "kubernetes" / "base")
        if each["kind"] == "NetworkPolicy"
    }
    worker = WORKLOADS["tasks-worker"]["spec"]["template"]["metadata"]["labels"]
    assert selects(policies["events"]["podSelector"], worker)
    assert "rabbitmq" in str(policies["web"]["egress"])


def test_all_traffic_is_refused_that_no_policy_names() -> None:
    [deny] = [
        each["spec"]
        for each in objects(DEPLOY / "kubernetes" / "base")
        if each.get("metadata", {}).get("name") == "deny-all"
    ]
    assert deny == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_postgres_has_connections_for_as_many_processes_as_there_may_be() -> None:
    """With one more of each while it is renewed, and some for migrations and people."""
    rendered = objects(DEPLOY / "kubernetes" / "base") + objects(DEPLOY / "kubernetes" / "servers")
    at_most = {
        name: workload["spec"].get("replicas", 1)
        for name, workload in WORKLOADS.items()
        if workload["kind"] == "Deployment" and name != "web"
    }
    for each in rendered:
        if each["kind"] == "HorizontalPodAutoscaler" and each["metadata"]["name"] in at_most:
            at_most[each["metadata"]["name"]] = each["spec"]["maxReplicas"]
        if each["kind"] == "ScaledObject":
            at_most[each["spec"]["scaleTargetRef"]["name"]] = each["spec"]["maxReplicaCount"]
    [cluster] = [each for each in rendered if each["kind"] == "Cluster"]
    connections = int(cluster["spec"]["postgresql"]["parameters"]["max_connections"])
    pool = ServiceSettings.model_fields["pool_size"].default
    assert sum(count + 1 for count in at_most.values()) * pool + 40 <= connections


@pytest.mark.parametrize("kind", ["HorizontalPodAutoscaler", "ScaledObject"])
def test_applying_a_release_does_not_undo_what_was_scaled(kind: str) -> None:
    rendered = objects(DEPLOY / "kubernetes" / "base") + objects(DEPLOY / "kubernetes" / "servers")
    scaled = [each["spec"]["scaleTargetRef"]["name"] for each in rendered if each["kind"] == kind]
    assert scaled
    assert [name for name in scaled if "replicas" in WORKLOADS[name]["spec"]] == []
