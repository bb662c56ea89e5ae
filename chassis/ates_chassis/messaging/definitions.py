"""RabbitMQ's definitions: exchanges, queues, users and their rights. The committed file has all but the passwords.

`python -m ates_chassis.messaging.definitions FOLDER` declares them in the RabbitMQ of ATES_MANAGEMENT_URL, as the
administrator of ATES_MANAGEMENT_USERNAME and ATES_MANAGEMENT_PASSWORD. The password of each user is that of the AMQP
address in FOLDER's file of its name; a user without a file stays as it is there. It can be repeated after each upgrade.
"""

import argparse
import base64
import hashlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx
from pydantic import Field, HttpUrl, SecretStr

from ates_chassis.messaging.addresses import addresses_of
from ates_chassis.settings import EnvironmentSettings
from ates_chassis.shared.command_error import CommandError
from ates_chassis.shared.screen import show_failure

Definitions = dict[str, Any]

COMMITTED = Path(__file__).resolve().parents[3] / "deploy" / "rabbitmq" / "definitions.json"
_SALT_BYTES = 4
# The first import of a cluster elects a leader for each queue.
_IMPORT_TIMEOUT_S = 60.0
_REQUEST_TIMEOUT_S = 10.0
_NODES_WITHIN_S = 180.0
_POLL_S = 1.0
_REFUSED = {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}


class ManagementSettings(EnvironmentSettings):
    """Where RabbitMQ is administered, and by whom."""

    management_url: HttpUrl
    management_username: str
    management_password: SecretStr
    definitions_file: Path = COMMITTED
    # Queues and streams get their replicas from the nodes that run when they are declared.
    rabbitmq_nodes: int = Field(default=1, ge=1, le=9)


def password_hash(password: str, *, salt: bytes) -> str:
    """RabbitMQ's rabbit_password_hashing_sha256."""
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def with_passwords(
    definitions: Definitions, password_of: Callable[[str], str | None]
) -> Definitions:
    """Without the users that have none: an import changes nothing about them."""
    filled = [_with_password(user, password_of) for user in definitions.get("users", [])]
    users = [user for user in filled if user is not None]
    names = {user["name"] for user in users}
    permissions = [one for one in definitions.get("permissions", []) if one["user"] in names]
    return {**definitions, "users": users, "permissions": permissions}


def _with_password(
    user: dict[str, Any], password_of: Callable[[str], str | None]
) -> dict[str, Any] | None:
    if user.get("password_hash") or user.get("password"):
        return user
    password = password_of(user["name"])
    if password is None:
        return None
    # The salt follows from the password, so that an unchanged file stays the same to the byte.
    salt = hashlib.sha256(f"{user['name']}:{password}".encode()).digest()[:_SALT_BYTES]
    return {
        **user,
        "password_hash": password_hash(password, salt=salt),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
    }


def import_definitions(
    management_url: str, auth: tuple[str, str], definitions: Definitions
) -> None:
    """Raises CommandError where RabbitMQ cannot be reached or refuses them."""
    url = f"{management_url.rstrip('/')}/api/definitions"
    try:
        with httpx.Client(timeout=_IMPORT_TIMEOUT_S, trust_env=False) as client:
            answer = client.post(url, auth=auth, json=definitions)
    except httpx.HTTPError as error:
        raise CommandError(
            "RabbitMQ's management cannot be reached.", details=repr(error)
        ) from None
    if answer.is_error:
        raise CommandError("RabbitMQ refuses the definitions.", details=answer.text)


def wait_for_nodes(management_url: str, auth: tuple[str, str], nodes: int) -> None:
    """Raises CommandError where fewer than `nodes` run for too long, or the administrator is refused."""
    url = f"{management_url.rstrip('/')}/api/nodes"
    deadline = time.monotonic() + _NODES_WITHIN_S
    with httpx.Client(timeout=_REQUEST_TIMEOUT_S, trust_env=False) as client:
        while (running := _running_nodes(client, url, auth)) < nodes:
            if time.monotonic() > deadline:
                raise CommandError(f"Of RabbitMQ's {nodes} nodes, {running} run.")
            time.sleep(_POLL_S)


def _running_nodes(client: httpx.Client, url: str, auth: tuple[str, str]) -> int:
    try:
        answer = client.get(url, auth=auth)
        if answer.status_code in _REFUSED:
            raise CommandError("RabbitMQ refuses its administrator.", details=answer.text)
        answer.raise_for_status()
    except httpx.HTTPError:
        return 0
    return sum(bool(node.get("running")) for node in answer.json())


def passwords_in(folder: Path) -> Callable[[str], str | None]:
    """Of the AMQP addresses in a folder of files with the users' names."""

    def password_of(user: str) -> str | None:
        file = folder / user
        return addresses_of(file.read_text().strip())[0].password if file.exists() else None

    return password_of


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m ates_chassis.messaging.definitions",
        description="Declares exchanges, queues, users and their rights in RabbitMQ.",
    )
    parser.add_argument("folder", type=Path, help="with the AMQP address of each user")
    folder = parser.parse_args(arguments).folder
    settings = ManagementSettings()
    definitions = json.loads(settings.definitions_file.read_text())
    auth = (settings.management_username, settings.management_password.get_secret_value())
    filled = with_passwords(definitions, passwords_in(folder))
    wait_for_nodes(str(settings.management_url), auth, settings.rabbitmq_nodes)
    import_definitions(str(settings.management_url), auth, filled)
    print(f"declared {len(filled['queues'])} queues and {len(filled['users'])} users")  # noqa: T201


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except CommandError as failure:
        show_failure(failure)
        sys.exit(1)
