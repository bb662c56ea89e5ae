"""`./ates lock`: writes the locks, every library with its hashes, for all platforms.

`requirements.lock` is of pyproject.toml, for work on aTES; `deploy/requirements.lock` has what of it the processes need.
"""

import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ates_chassis.shared.command_error import CommandError
from ates_chassis.shared.screen import console
from ates_local.places import checkout_root

LOCK = "requirements.lock"
IMAGE_LOCK = "deploy/requirements.lock"
MAIL_SINK = {"aiosmtpd>=1.4.6"}
# Another version may sort or mark otherwise, and every line of the lock would change.
RESOLVER = "uv==0.11.28"
_COMPILE = (
    "--universal", "--python-version=3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet",
)  # fmt: skip
_WITHIN_S = 600


def lock(
    upgrade: Annotated[
        bool, typer.Option("--upgrade", help="Take the newest versions, not those locked before.")
    ] = False,
) -> None:
    """Write requirements.lock and deploy/requirements.lock."""
    checkout = checkout_root()
    with console.status("[dim]resolving …[/]"), tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        programs = Path(folder) / "bin"
        _run(checkout, programs / "pip", "install", "--quiet", RESOLVER)
        compiling = (programs / "uv", "pip", "compile", *_COMPILE)
        more = ("--upgrade",) if upgrade else ()
        _run(checkout, *compiling, "pyproject.toml", "--all-extras", f"--output-file={LOCK}", *more)
        image = Path(folder) / "image.in"
        image.write_text("\n".join(image_requirements(checkout)))
        narrowed = (f"--constraint={LOCK}", f"--output-file={IMAGE_LOCK}", "--upgrade")
        _run(checkout, *compiling, image, *narrowed)
    console.print(
        f"Wrote {LOCK} and {IMAGE_LOCK}. Read what changed, run the tests, and commit both."
    )


def image_requirements(checkout: Path) -> Sequence[str]:
    """What the packages say that are in the image: the services, the chassis, and the mail sink of trials."""
    projects = [checkout / "chassis", *sorted(checkout.glob("services/*"))]
    needed = {
        requirement
        for project in projects
        for requirement in tomllib.loads((project / "pyproject.toml").read_text())["project"][
            "dependencies"
        ]
    }
    return sorted(needed - {"ates-chassis"} | MAIL_SINK)


def _run(checkout: Path, *command: str | Path) -> None:
    result = subprocess.run(
        command, cwd=checkout, stdout=sys.stdout, stderr=subprocess.PIPE, text=True, check=False, timeout=_WITHIN_S
    )  # fmt: skip
    if result.returncode:
        raise CommandError(
            f"{Path(command[0]).name} failed: {result.stderr.strip()}",
            remedy="Mend pyproject.toml, or try again where the package registry is reachable.",
        )
