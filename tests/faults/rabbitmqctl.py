"""RabbitMQ's own command line, for what its management API cannot do."""

import os
from pathlib import Path

from ates_embedded import work
from ates_embedded.testing.running_company import RunningCompany


async def run(company: RunningCompany, *arguments: str) -> str:
    rabbitmq = company.company.rabbitmq
    assert rabbitmq is not None
    # Beside the server; the one on the PATH may change to the user of the system's own broker.
    program = rabbitmq.programs.server.resolve().with_name("rabbitmqctl")
    environment = {**rabbitmq.program().environment, "PATH": os.environ["PATH"]}
    return await work.command(
        [str(program), *arguments],
        what=f"rabbitmqctl {arguments[0]}",
        folder=Path("/"),
        environment=environment,
    )
