"""`./ates documents`: writes the files that are made from the code, or tells which are outdated."""

from typing import Annotated

import typer

from ates_chassis.shared.command_error import CommandError
from ates_chassis.shared.screen import console
from ates_local.places import checkout_root


def documents(
    check: Annotated[
        bool, typer.Option("--check", help="Only tell whether they are up to date.")
    ] = False,
) -> None:
    """Write RabbitMQ's definitions, the event pages and the API document from the code."""
    # Imports every service: not a thing that `./ates down` should depend on.
    from ates_tools import documents as generated

    checkout = checkout_root()
    if check:
        if stale := generated.outdated(checkout):
            names = ", ".join(str(path.relative_to(checkout)) for path in stale)
            raise CommandError(
                f"Outdated: {names}.", remedy="Run ./ates documents and commit the result."
            )
        console.print("All generated documents are up to date.")
        return
    for path in generated.write(checkout):
        console.plain(f"Wrote {path.relative_to(checkout)}")
