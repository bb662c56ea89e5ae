"""`./ates lock`: writes `requirements.lock`, every library of pyproject.toml with its hashes, for all platforms."""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Annotated

import typer

from ates_chassis.shared.command_error import CommandError
from ates_chassis.shared.screen import console
from ates_local.places import checkout_root

LOCK = "requirements.lock"
# Another version may sort or mark otherwise, and every line of the lock would change.
RESOLVER = "uv==0.11.28"
_COMPILE = (
    "--all-extras", "--universal", "--python-version=3.11", "--generate-hashes", "--no-header", "--no-annotate",
    "--quiet", f"--output-file={LOCK}",
)  # fmt: skip
_WITHIN_S = 600


def lock(
    upgrade: Annotated[
        bool, typer.Option("--upgrade", help="Take the newest versions, not those locked before.")
    ] = False,
) -> None:
    """Write requirements.lock from pyproject.toml."""
    checkout = checkout_root()
    with console.status("[dim]resolving …[/]"), tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        programs = Path(folder) / "bin"
        _run(checkout, programs / "pip", "install", "--quiet", RESOLVER)
        more = ("--upgrade",) if upgrade else ()
        _run(checkout, programs / "uv", "pip", "compile", "pyproject.toml", *_COMPILE, *more)
    console.print(f"Wrote {LOCK}. Read what changed, run the tests, and commit it.")


def _run(checkout: Path, *command: str | Path) -> None:
    result = subprocess.run(
        command, cwd=checkout, stdout=sys.stdout, stderr=subprocess.PIPE, text=True, check=False, timeout=_WITHIN_S
    )  # fmt: skip
    if result.returncode:
        raise CommandError(
            f"{Path(command[0]).name} failed: {result.stderr.strip()}",
            remedy="Mend pyproject.toml, or try again where the package registry is reachable.",
        )
