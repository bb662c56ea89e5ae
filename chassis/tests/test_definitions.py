import json
from pathlib import Path

import pytest

from ates_chassis.messaging import definitions
from ates_chassis.shared.command_error import CommandError
from ates_local.definitions import OPERATOR
from support.rabbitmq_server import RabbitMQServer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tasks").write_text("amqp://tasks:n%40w@rabbitmq/ates\n")
    return tmp_path


def test_the_password_of_a_user_is_that_of_its_address(folder: Path) -> None:
    assert definitions.passwords_in(folder)("tasks") == "n@w"


def test_a_user_without_an_address_is_left_as_it_is(folder: Path) -> None:
    committed = json.loads(definitions.COMMITTED.read_text())
    filled = definitions.with_passwords(committed, definitions.passwords_in(folder))
    assert [user["name"] for user in filled["users"]] == ["tasks"]
    assert {right["user"] for right in filled["permissions"]} == {"tasks"}
    assert filled["queues"] == committed["queues"]


async def test_they_are_declared_again_and_again(rabbitmq: RabbitMQServer) -> None:
    operator = rabbitmq.operator
    filled = json.loads((rabbitmq.node.places.rabbitmq / "definitions.json").read_text())
    for _ in range(2):
        definitions.import_definitions(rabbitmq.management_url, operator, filled)


async def test_a_wrong_password_is_not_waited_for(rabbitmq: RabbitMQServer) -> None:
    with pytest.raises(CommandError, match="refuses its administrator"):
        definitions.wait_for_nodes(rabbitmq.management_url, (OPERATOR, "wrong"), 1)


async def test_a_refusal_says_what_rabbitmq_said(rabbitmq: RabbitMQServer) -> None:
    url = rabbitmq.management_url
    with pytest.raises(CommandError) as failure:
        definitions.import_definitions(url, (OPERATOR, "wrong"), {})
    assert "not_authori" in (failure.value.details or "")
