"""`./ates screenshots`: the pictures of the README, from the running demo company."""

import asyncio

from ates_chassis.shared.command_error import CommandError
from ates_chassis.shared.screen import console
from ates_local.checkup import chromium
from ates_local.commands.common import this_company
from ates_local.places import checkout_root


def screenshots() -> None:
    """Take the README's pictures of the running demo company; it gets some tasks first."""
    # The browser's driver is for development only: nothing else should depend on it.
    from ates_tools.screenshots import take

    program = chromium()
    if program is None:
        raise CommandError("There is no Chromium.", remedy="./ates test browser installs it.")
    folder = checkout_root() / "docs" / "screenshots"
    for path in asyncio.run(take(this_company().ports.url("web"), program, folder)):
        console.plain(f"Wrote {path.relative_to(checkout_root())}")
