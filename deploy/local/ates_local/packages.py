"""The system's package manager: apt as root or through sudo, or brew."""

import os
import shutil
import subprocess

from ates_chassis.shared.command_error import CommandError

LAST_LINES = 15


def apt_prefix() -> list[str] | None:
    """How apt-get may be called here, if at all."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and succeeds([sudo, "-n", "true"]):
        return [sudo, "-n"]
    return None


def install(*, apt: str, brew: str | None, what: str) -> None:
    prefix = apt_prefix()
    if prefix is not None:
        install_with_apt(prefix, apt, what)
    elif brew and shutil.which("brew"):
        run(["brew", "install", brew], what)
    else:
        remedy = f"Install it by hand (Debian, Ubuntu: sudo apt-get install {apt}"
        remedy += f"; macOS: brew install {brew})" if brew else ")"
        raise CommandError(
            f"{what} is missing and cannot be installed from here.",
            remedy=f"{remedy} and repeat the command.",
        )


def install_with_apt(prefix: list[str], package: str, what: str) -> None:
    noninteractive = ["env", "DEBIAN_FRONTEND=noninteractive"]
    command = [*prefix, *noninteractive, "apt-get", "install", "-y", "-qq"]
    command += ["--no-install-recommends", package]
    if succeeds(command):
        return
    # The usual reason is a list of packages that is old or was never fetched.
    run([*prefix, "apt-get", "update", "-qq"], what)
    run(command, what)


def succeeds(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def run(command: list[str], what: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = (done.stdout + done.stderr).splitlines()[-LAST_LINES:]
        raise CommandError(
            f"{what} could not be installed.",
            remedy=f"Look at what {' '.join(command)} says.",
            details="\n".join(lines),
        )
