"""`./ates secrets`: writes the secrets that aTES in containers needs, each where it is missing."""

from pathlib import Path
from typing import Annotated

import typer

from ates_chassis.shared.screen import console
from ates_local.secret_files import Hosts, SecretFiles


def secrets(
    folder: Annotated[Path, typer.Argument(help="One file for each secret, for its owner alone.")],
    *,
    postgres: Annotated[
        str, typer.Option(help="Where the processes find PostgreSQL.")
    ] = Hosts.postgres,
    rabbitmq: Annotated[
        str, typer.Option(help="Where they find RabbitMQ; several nodes are joined by commas.")
    ] = Hosts.rabbitmq,
) -> None:
    """Write the secrets for Compose or Kubernetes; those that are there stay as they are."""
    files = SecretFiles(folder, Hosts(postgres, rabbitmq))
    made = files.write()
    console.print(f"{len(made)} secrets made in {folder}; all others were there.")
    if names := files.elsewhere():
        console.print(
            f"These stay, and lead to other servers than --postgres {postgres} and --rabbitmq {rabbitmq}: {', '.join(names)}\n"
            "→ Write the servers into them, or delete them and run this again: they get new passwords then."
        )
