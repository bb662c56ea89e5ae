"""Makes the Python environment of the checkout; `./ates` calls it with the system's Python.

Standard library only. The stamp is written last, so an environment that was broken off half-way has
none and is made anew.
"""

import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

STAMP = "ates.stamp"
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")
LAST_LINES = 15
LOCKED = ("--require-hashes", "--no-deps")


def main(checkout: Path, stamp: str) -> None:
    environment = checkout / ".venv"
    # The lock is on the folder itself; the system frees it even when its holder is killed.
    lock = os.open(checkout, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Another ./ates prepares the Python environment; waiting for it …")
        fcntl.flock(lock, fcntl.LOCK_EX)
    if not is_current(environment, stamp):
        make(environment, checkout, stamp)
    os.close(lock)


def is_current(environment: Path, stamp: str) -> bool:
    return known_stamp(environment) == stamp and runs(environment)


def known_stamp(environment: Path) -> str | None:
    file = environment / STAMP
    return file.read_text().rstrip("\n") if file.exists() else None


def runs(environment: Path) -> bool:
    python = environment / "bin" / "python"
    if not os.access(python, os.X_OK):
        return False
    return (
        subprocess.run([python, "-c", "import pip"], capture_output=True, check=False).returncode
        == 0
    )


def is_reusable(environment: Path, checkout: Path) -> bool:
    """Whether it was finished once, here: an environment cannot be moved."""
    known = known_stamp(environment)
    return known is not None and f" {checkout} " in f"{known} " and runs(environment)


def make(environment: Path, checkout: Path, stamp: str) -> None:
    reusable = is_reusable(environment, checkout)
    (environment / STAMP).unlink(missing_ok=True)
    if not reusable:
        say("Preparing the Python environment in .venv (once; about a minute) …")
        make_empty(environment)
    else:
        say("Bringing the Python environment up to date …")
    python = str(environment / "bin" / "python")
    run([python, *PIP, *LOCKED, "-r", str(checkout / "requirements.lock")])
    write_path_file(environment, checkout)
    (environment / STAMP).write_text(f"{stamp}\n")


def make_empty(environment: Path) -> None:
    shutil.rmtree(environment, ignore_errors=True)
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        give_up(
            f"Python {version} here comes without its venv module.",
            f"Install it (Debian, Ubuntu: apt-get install python{version}-venv), and repeat.",
        )
    run([sys.executable, "-m", "venv", str(environment)])


def path_lines(checkout: Path) -> list[str]:
    services = sorted(path for path in checkout.glob("services/*") if path.is_dir())
    others = [checkout / name for name in ("deploy/local", "tools", "tests")]
    return [str(path) for path in (checkout / "chassis", *services, *others)]


def write_path_file(environment: Path, checkout: Path) -> None:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    folders = [environment / "lib" / version / "site-packages"]
    folders = [folder for folder in folders if folder.is_dir()] or sorted(
        environment.glob("lib/python*/site-packages")
    )
    (folders[0] / "ates.pth").write_text("\n".join(path_lines(checkout)) + "\n")


def run(command: list[str]) -> None:
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        say("\n".join(done.stdout.splitlines()[-LAST_LINES:]))
        give_up(
            "The Python environment could not be made; see above.",
            "Is the package index within reach, and the disk not full? Then repeat the command.",
        )


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def give_up(what: str, remedy: str) -> None:
    say(f"✗ {what}\n→ {remedy}")
    sys.exit(1)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), sys.argv[2])
    except KeyboardInterrupt:
        sys.exit(130)
