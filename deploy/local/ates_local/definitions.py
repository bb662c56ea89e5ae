"""RabbitMQ's definitions with the generated passwords of this installation."""

import json
from pathlib import Path
from typing import Any

from ates_chassis.messaging.definitions import with_passwords
from ates_chassis.shared.command_error import CommandError
from ates_local import state_files
from ates_local.passwords import Passwords
from ates_local.places import Places

OPERATOR = "operator"
VHOST = "ates"
REMEDY = "git checkout -- deploy/rabbitmq/definitions.json"


def password_name(user: str) -> str:
    return f"rabbitmq/{user}"


def read_definitions(places: Places) -> dict[str, Any]:
    definitions = state_files.read_object(places.definitions, remedy=REMEDY)
    if definitions is None:
        name = places.definitions.relative_to(places.checkout)
        raise CommandError(f"{name} is missing.", remedy=REMEDY)
    return definitions


def write_definitions(places: Places, passwords: Passwords, target: Path) -> None:
    filled = with_passwords(
        read_definitions(places), lambda user: passwords.of(password_name(user))
    )
    text = json.dumps(filled, indent=1)
    state_files.write(target, text)
