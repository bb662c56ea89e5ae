"""Starts each job and process of a rendered overlay in Docker, as its manifest says, and asks its probes.

`python deploy/trial/manifests.py OVERLAY.yaml JOBS.yaml SECRETS` with the folder that `./ates secrets` wrote. The servers, which
operators run in Kubernetes, are stand-ins here under the names that they have there.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import yaml

NETWORK = "ates-manifests"
IMAGE = "ates:0.2.0"
OPERATOR = ("operator", "a password of the operator")
WITHIN_S = 90.0

Object = dict[str, Any]


def docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"docker {' '.join(arguments)}: {done.stderr or done.stdout}")
    return done.stdout.strip()


def until(what: str, look: Any) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not look():
        if time.monotonic() > deadline:
            raise SystemExit(f"{what} not within {WITHIN_S:.0f} s")
        time.sleep(0.5)


@dataclass(frozen=True)
class Manifests:
    objects: list[Object]
    secrets: Path
    folder: Path

    def of(self, kind: str) -> list[Object]:
        return [each for each in self.objects if each["kind"] == kind]

    @property
    def operations(self) -> list[Object]:
        """The jobs that people start, as they would be started."""
        return [
            {"metadata": each["metadata"], **each["spec"]["jobTemplate"]} | {"kind": "Job"}
            for each in self.of("CronJob")
        ]

    def environment(self, container: Object) -> list[str]:
        maps = {each["metadata"]["name"]: each["data"] for each in self.of("ConfigMap")}
        values: dict[str, str] = {}
        for source in container.get("envFrom", []):
            values |= maps[source["configMapRef"]["name"]]
        for each in container.get("env", []):
            reference = each.get("valueFrom", {}).get("secretKeyRef", {})
            if reference:
                assert reference["name"] == "rabbitmq-default-user", reference
                values[each["name"]] = dict(zip(("username", "password"), OPERATOR, strict=True))[
                    reference["key"]
                ]
            else:
                values[each["name"]] = each["value"]
        return [word for name, value in values.items() for word in ("--env", f"{name}={value}")]

    def mounted(self, name: str, pod: Object) -> Path:
        """The secrets of a pod as Kubernetes would mount them."""
        target = self.folder / name
        for volume in pod["volumes"]:
            for item in volume.get("secret", {}).get("items", []):
                file = target / item["path"]
                file.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(self.secrets / item["key"], file)
        return target

    def options(self, workload: Object) -> list[str]:
        """Exactly what the manifest says of user, file system, rights, memory, environment and command."""
        name, pod = workload["metadata"]["name"], workload["spec"]["template"]["spec"]
        [container] = pod["containers"]
        user, rights = pod["securityContext"], container["securityContext"]
        assert rights["readOnlyRootFilesystem"] is True
        assert rights["allowPrivilegeEscalation"] is False
        assert user["runAsNonRoot"] is True
        temporary = [
            word
            for mount in container["volumeMounts"]
            if mount["name"] == "tmp"
            for word in ("--tmpfs", mount["mountPath"])
        ]
        limits = container["resources"]["limits"]
        return [
            *("--name", f"ates-{name}", "--network", NETWORK, "--network-alias", name),
            *("--user", f"{user['runAsUser']}:{user['runAsGroup']}", "--read-only", *temporary),
            *("--cap-drop", *rights["capabilities"]["drop"]),
            *("--security-opt", "no-new-privileges:true"),
            *("--memory", limits["memory"].replace("Mi", "m")),
            *("--volume", f"{self.mounted(name, pod)}:/run/secrets:ro"),
            *self.environment(container),
        ]


def tag_images(manifests: Manifests) -> None:
    """The image that was built here under the names by which the manifests have it from a registry."""
    for workload in manifests.of("Job") + manifests.operations + manifests.of("Deployment"):
        [container] = workload["spec"]["template"]["spec"]["containers"]
        docker("tag", IMAGE, container["image"])


def start_servers(manifests: Manifests) -> None:
    password = (manifests.secrets / "postgres_password").read_text()
    docker(
        *("run", "--detach", "--name", "ates-postgres", "--network", NETWORK, "--network-alias", "postgres-rw"),
        *("--env", f"POSTGRES_PASSWORD={password}", "postgres:18", "postgres", "-c", "max_connections=250"),
    )  # fmt: skip
    user, word = OPERATOR
    docker(
        *("run", "--detach", "--name", "ates-rabbitmq", "--network", NETWORK),
        *("--network-alias", "rabbitmq", "--network-alias", "rabbitmq.ates.svc"),
        *("--env", f"RABBITMQ_DEFAULT_USER={user}", "--env", f"RABBITMQ_DEFAULT_PASS={word}"),
        "rabbitmq:4-management",
    )  # fmt: skip
    ready = ["docker", "exec", "ates-postgres", "pg_isready", "-h", "127.0.0.1"]
    until(
        "PostgreSQL",
        lambda: subprocess.run(ready, capture_output=True, check=False).returncode == 0,
    )


def make_databases(manifests: Manifests) -> None:
    """As CloudNativePG makes them from its own objects: open to every role, until the first migration."""
    [cluster] = manifests.of("Cluster")
    managed = {role["name"] for role in cluster["spec"]["managed"]["roles"]}
    for path in sorted(manifests.secrets.glob("*_database_url")):
        address = urlsplit(path.read_text().strip())
        if address.username in managed:
            sql(
                f"CREATE ROLE {address.username} LOGIN PASSWORD '{unquote(address.password or '')}'"
            )
    for database in manifests.of("Database"):
        made = database["spec"]
        sql(f"CREATE DATABASE {made['name']} OWNER {made['owner']} ENCODING '{made['encoding']}'")


def shut_databases(manifests: Manifests) -> None:
    """No service enters another's database."""
    lines = sql(
        "SELECT datname, count(*) FROM pg_database, pg_roles"
        " WHERE datname LIKE 'ates%' AND rolname IN (SELECT datname FROM pg_database)"
        " AND has_database_privilege(rolname, datname, 'CONNECT') GROUP BY datname ORDER BY 1"
    )
    names = sorted(database["spec"]["name"] for database in manifests.of("Database"))
    if lines.split() != [f"{name}|1" for name in names]:
        raise SystemExit(f"databases are open to services that do not own them: {lines}")
    print(f"each of {len(names)} databases is entered by its own service alone")


def sql(statement: str) -> str:
    user = ["docker", "exec", "ates-postgres", "psql", "-U", "postgres", "-tA", "-c"]
    done = subprocess.run([*user, statement], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{statement.split(' PASSWORD ', maxsplit=1)[0]}: {done.stderr}")
    return done.stdout.strip()


def run_job(manifests: Manifests, job: Object) -> None:
    [container] = job["spec"]["template"]["spec"]["containers"]
    options = manifests.options(job)
    # Where RabbitMQ is one node, there are no three to wait for.
    options += (
        ["--env", "ATES_RABBITMQ_NODES=1"] if job["metadata"]["name"] == "definitions" else []
    )
    docker("run", *options, container["image"], *container["command"])
    print(f"job {job['metadata']['name']}: done")


def start(manifests: Manifests, deployment: Object) -> None:
    [container] = deployment["spec"]["template"]["spec"]["containers"]
    docker(
        "run", "--detach", *manifests.options(deployment), container["image"], *container["command"]
    )


def ask_probes(deployment: Object) -> None:
    name = deployment["metadata"]["name"]
    [container] = deployment["spec"]["template"]["spec"]["containers"]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    [seen] = json.loads(docker("inspect", f"ates-{name}"))
    address = seen["NetworkSettings"]["Networks"][NETWORK]["IPAddress"]
    for kind in ("startupProbe", "livenessProbe", "readinessProbe"):
        probe = container[kind]["httpGet"]
        url = f"http://{address}:{ports[probe['port']]}{probe['path']}"
        until(f"{kind} of {name}", lambda url=url: answers(url))
    assert seen["HostConfig"]["ReadonlyRootfs"]
    assert seen["Config"]["User"].partition(":")[0] != "0"
    print(f"{name}: probes answer, user {seen['Config']['User']}")


def answers(url: str) -> bool:
    try:
        with httpx.Client(timeout=5, trust_env=False) as client:
            return client.get(url).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def clean() -> None:
    names = docker("ps", "--all", "--quiet", "--filter", f"network={NETWORK}").split()
    if names:
        docker("rm", "--force", "--volumes", *names)
    if docker("network", "ls", "--quiet", "--filter", f"name=^{NETWORK}$"):
        docker("network", "rm", NETWORK)


def main(overlay: Path, jobs: Path, secrets: Path) -> None:
    objects = [each for file in (overlay, jobs) for each in yaml.safe_load_all(file.read_text())]
    clean()
    docker("network", "create", NETWORK)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        manifests = Manifests(objects, secrets, Path(folder))
        try:
            tag_images(manifests)
            start_servers(manifests)
            make_databases(manifests)
            for job in manifests.of("Job"):
                run_job(manifests, job)
            shut_databases(manifests)
            deployments = manifests.of("Deployment")
            for deployment in deployments:
                start(manifests, deployment)
            for deployment in deployments:
                ask_probes(deployment)
            for operation in manifests.operations:
                run_job(manifests, operation)
            print(f"{len(deployments)} processes and {len(manifests.of('Job'))} jobs hold")
        finally:
            clean()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
