"""`./ates` as a person calls it, on a state of its own."""

import os
import subprocess
import sys

from ates_local.places import Places

WITHIN_S = 280


def ates(
    places: Places, *arguments: str, typed: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """What the environment of the tests says of a company does not count; `typed` is the standard input."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("ATES_")}
    return subprocess.run(
        [sys.executable, "-m", "ates_tools", *arguments],
        env={**others, "COLUMNS": "160", "ATES_STATE_DIR": str(places.state), **environment},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=WITHIN_S,
    )


def succeeds(places: Places, *arguments: str, typed: str = "", **environment: str) -> str:
    """What the command says. Raises AssertionError where it fails."""
    done = ates(places, *arguments, typed=typed, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def fails(places: Places, *arguments: str, typed: str = "", **environment: str) -> str:
    done = ates(places, *arguments, typed=typed, **environment)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout + done.stderr
