"""State folders, and what becomes of them."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from ates_local import installation
from ates_local.company import Company
from ates_local.places import Places
from ates_local.settings import Settings


def everything_in(folder: Path) -> dict[Path, Any]:
    return {path: path.is_file() and path.read_bytes() for path in folder.rglob("*")}


def ates(*arguments: str, state: Path, **environment: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ates_tools", *arguments],
        env={**os.environ, "ATES_STATE_DIR": str(state), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def output_of(done: subprocess.CompletedProcess[str]) -> str:
    return " ".join((done.stdout + done.stderr).split())


def places_of(state: Path, checkout: Path = Path("/nowhere")) -> Places:
    return Places(checkout=checkout, state=state)


def begun(state: Path) -> Places:
    """As after an `up`, without servers."""
    places = places_of(state)
    with Company(places, Settings.of({})).lock("up"):
        entered = installation.enter(places, new=False, own_databases=False)
        places.passwords.write_text('{"postgres": "x"}')
        places.env.write_text("")
        (places.postgres / "data").mkdir(parents=True)
        (places.postgres / "data" / "PG_VERSION").write_text("18")
        installation.note_data(places, entered, places.postgres)
        (places.rabbitmq / "data").mkdir()
        for name in ("place", "streams-lost", "rescue.conf"):
            (places.rabbitmq / name).touch()
        (places.logs / "tasks-api.log").write_text("x")
        (places.logs / "tasks-api.log.1").write_text("x")
        (places.programs / "web").write_text("#!/bin/sh")
    return places
