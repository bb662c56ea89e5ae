"""`./ates takeover`: the messages of a RabbitMQ that is gone, brought into the one that is installed now."""

import asyncio

from rich.table import Table

from ates_chassis.shared.command_error import CommandError
from ates_chassis.shared.screen import console
from ates_local.commands.common import this_company
from ates_local.company import Company
from ates_local.ports import check_free
from ates_local.progress import Progress
from ates_local.rabbitmq import NODE, PORTS, RabbitMQ
from ates_local.rabbitmq_program import Version
from ates_local.takeover.run import Takeover
from ates_local.takeover.versions import (
    Opening,
    check_opens,
    opening_in,
    text_of,
    unfinished_takeover,
    version_of_data,
)


def takeover() -> None:
    """Bring the messages of an older RabbitMQ, whose data the installed one cannot open, into a new node."""
    company = this_company()
    with company.lock("takeover"):
        rabbitmq, version = needed(company)
        with Progress(console) as progress:
            counts = asyncio.run(Takeover(rabbitmq, version, progress).run())
    show(counts)
    console.print(f"The old data lie in {rabbitmq.places.rabbitmq}/data-{text_of(version)}.")
    console.print("Now ./ates up; when all is well, the old data may be deleted.")


def needed(company: Company) -> tuple[RabbitMQ, Version]:
    """The node and the version of its data. Raises CommandError where there is nothing to take over, or it runs."""
    if company.is_running():
        raise CommandError("aTES is running.", remedy="./ates down, then ./ates takeover")
    company.end_leftovers()  # of a take-over that was killed, too
    if company.rabbitmq is None:
        raise CommandError("RabbitMQ is not ours here: ATES_AMQP_URL names another one.")
    folder, program = company.places.rabbitmq, company.rabbitmq.programs.version
    version = version_of_data(folder, NODE)
    if version is None:
        raise CommandError("There is nothing to take over.", remedy="./ates up")
    if not unfinished_takeover(folder).exists():
        how = opening_in(folder, NODE, program)
        if how is Opening.IMPOSSIBLE:
            check_opens(folder, NODE, program)
        if how is Opening.DIRECT:
            raise CommandError("There is nothing to take over.", remedy="./ates up")
    check_free(company.ports, PORTS)
    return company.rabbitmq, version


def show(counts: dict[str, int]) -> None:
    table = Table("queue", "messages", box=None)
    for queue, count in sorted(counts.items()):
        table.add_row(queue, str(count))
    if counts:
        console.print(table)
    console.print(f"[green]✓[/] {sum(counts.values())} messages taken over.")
