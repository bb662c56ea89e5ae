"""RabbitMQ's definitions: the committed file says who and what, the installation adds passwords."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from ates_chassis.shared.command_error import CommandError
from ates_local import state_files
from ates_local.passwords import Passwords
from ates_local.places import Places

SALT_BYTES = 4
OPERATOR = "operator"
VHOST = "ates"
REMEDY = "git checkout -- deploy/rabbitmq/definitions.json"


def password_hash(password: str, *, salt: bytes) -> str:
    """RabbitMQ's rabbit_password_hashing_sha256."""
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def password_name(user: str) -> str:
    return f"rabbitmq/{user}"


def with_passwords(definitions: dict[str, Any], passwords: Passwords) -> dict[str, Any]:
    return {
        **definitions,
        "users": [with_password(user, passwords) for user in definitions.get("users", [])],
    }


def with_password(user: dict[str, Any], passwords: Passwords) -> dict[str, Any]:
    if user.get("password_hash") or user.get("password"):
        return user
    password = passwords.of(password_name(user["name"]))
    # The salt follows from the password, so that an unchanged file stays the same to the byte.
    salt = hashlib.sha256(f"{user['name']}:{password}".encode()).digest()[:SALT_BYTES]
    return {
        **user,
        "password_hash": password_hash(password, salt=salt),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
    }


def read_definitions(places: Places) -> dict[str, Any]:
    definitions = state_files.read_object(places.definitions, remedy=REMEDY)
    if definitions is None:
        name = places.definitions.relative_to(places.checkout)
        raise CommandError(f"{name} is missing.", remedy=REMEDY)
    return definitions


def write_definitions(places: Places, passwords: Passwords, target: Path) -> None:
    text = json.dumps(with_passwords(read_definitions(places), passwords), indent=1)
    state_files.write(target, text)
