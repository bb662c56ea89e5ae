"""What an operator does with a service's messages: `python -m ates_accounting parked list`, `outbox retry` and their like.

Each works with what the service's own worker has in its environment, and with nothing else.
"""

from collections.abc import Mapping, Sequence

import typer
from pydantic import SecretStr

from ates_chassis.messaging.commands import outbox, parked
from ates_chassis.messaging.commands.common import Surroundings
from ates_chassis.messaging.commands.parked import OwnParkingQueue
from ates_chassis.messaging.inbox import Inbox
from ates_chassis.settings import EnvironmentSettings
from ates_chassis.shared.command_error import CommandError
from ates_chassis.shared.screen import show_failure


class DatabaseAddress(EnvironmentSettings):
    database_url: SecretStr


class BrokerAddress(EnvironmentSettings):
    amqp_url: SecretStr


def commands_of(inbox: Inbox, *, produces: bool = True) -> typer.Typer:
    """The commands of one service: on what it parked, where it listens, and on its outbox, where it `produces`."""
    app = typer.Typer(
        help=f"What an operator does in {inbox.service}.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    # Without it a program of a single family of commands would not ask for the family's name.
    @app.callback()
    def whole() -> None:
        pass

    around = Surroundings(program=program_of(inbox.service))
    if inbox.types:
        app.add_typer(parked.app_of(lambda: _parking_queues(inbox), around), name="parked")
    if produces:
        app.add_typer(outbox.app_of(lambda: _databases(inbox), around), name="outbox")
    return app


def program_of(service: str) -> str:
    return f"python -m ates_{service}"


def run(app: typer.Typer, service: str) -> None:
    """Raises SystemExit, with 1 where the command failed."""
    try:
        app(prog_name=program_of(service))
    except CommandError as failure:
        show_failure(failure)
        raise SystemExit(1) from None


def _parking_queues(inbox: Inbox) -> Sequence[OwnParkingQueue]:
    url = BrokerAddress().amqp_url.get_secret_value()
    return [OwnParkingQueue(inbox.service, url, frozenset(inbox.queues))]


def _databases(inbox: Inbox) -> Mapping[str, str]:
    return {inbox.service: DatabaseAddress().database_url.get_secret_value()}
