"""Whose folder a state folder is: a mark is written where aTES makes one, and without it nobody's folder is used or deleted."""

import json
import stat
from pathlib import Path

from ates_chassis.shared.command_error import CommandError
from ates_local import installation, state_files
from ates_local.own_files import foreign_entries
from ates_local.places import Places

MARK = "ates-state.json"
KIND = "aTES state folder"
NAMES_SHOWN = 5
# What a fresh disk or a file manager puts there by itself.
INCIDENTAL = frozenset({"lost+found", ".DS_Store"})
KNOWN_PASSWORDS = ("postgres", "auth/keys")
OLD_FOLDERS = ("logs", "rabbitmq", "mail", "programs")
REMEDY = "Give an empty or a new folder in ATES_STATE_DIR."


def check_usable(places: Places) -> None:
    """The folder is ours already, or nobody's yet."""
    if not is_ours(places):
        check_nobodys(places)


def claim(places: Places) -> None:
    """Before anything is written into the folder."""
    check_usable(places)
    if is_marked(places.state):
        return
    try:
        places.state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(
            f"{places.state} cannot be made: {error.strerror}.", remedy=REMEDY
        ) from None
    places.check_owner()
    state_files.write(places.state / MARK, json.dumps({"kind": KIND}))


def is_ours(places: Places) -> bool:
    check_place(places)
    return is_marked(places.state) or _is_of_an_earlier_release(places)


def check_ours(places: Places) -> None:
    """Before anything is deleted."""
    if not is_ours(places):
        raise CommandError(
            f"{places.state} is not a state folder of aTES: nothing is deleted.",
            remedy="Does ATES_STATE_DIR name the right folder?",
        )


def check_place(places: Places) -> None:
    """Folders that have a purpose of their own, empty or not."""
    state = places.state.resolve()
    if places.state.exists() and not places.state.is_dir():
        raise CommandError(f"{places.state} is not a folder.", remedy=REMEDY)
    if places.state.is_symlink() and not places.state.exists():
        raise CommandError(
            f"{places.state} is a link to {state}, which is not there.", remedy=REMEDY
        )
    checkout = places.checkout.resolve()
    if state in (checkout, *checkout.parents):
        raise _unfit(places, "holds the checkout")
    if state == home():
        raise _unfit(places, "is a home folder")
    outside = installation.OUTSIDE.resolve()
    if state in (outside, *outside.parents) or outside in state.parents:
        raise _unfit(places, "is where the system keeps data of all aTES")


def home() -> Path | None:
    try:
        return Path.home().resolve()
    except RuntimeError:  # a user without one
        return None


def _unfit(places: Places, why: str) -> CommandError:
    return CommandError(f"{places.state} {why}, and cannot be the state folder.", remedy=REMEDY)


def is_marked(folder: Path) -> bool:
    content = state_files.read_object(folder / MARK, remedy=f"Restore {folder} from a backup.")
    return content is not None and content.get("kind") == KIND


def check_nobodys(places: Places) -> None:
    if not places.state.exists():
        return
    try:
        names = sorted({each.name for each in places.state.iterdir()} - INCIDENTAL)
    except OSError as error:
        raise CommandError(
            f"{places.state} cannot be read: {error.strerror}.", remedy=REMEDY
        ) from None
    if names:
        more = ", …" if len(names) > NAMES_SHOWN else ""
        raise CommandError(
            f"{places.state} is not empty, and not a state folder of aTES.",
            details=f"In it: {', '.join(names[:NAMES_SHOWN])}{more}",
            remedy=REMEDY,
        )


def _is_of_an_earlier_release(places: Places) -> bool:
    """Those wrote no mark: known by what they kept, or by the folders alone where they came no further."""
    if installation.load(places) is not None:
        return True
    if places.passwords.is_file():
        known = state_files.read_object(places.passwords, remedy=REMEDY) or {}
        return not known.keys().isdisjoint(KNOWN_PASSWORDS)
    begun = all((places.state / name).is_dir() for name in OLD_FOLDERS) and _is_lock(places.lock)
    return begun and not foreign_entries(places.state)


def _is_lock(file: Path) -> bool:
    try:
        info = file.lstat()
    except OSError:
        return False
    return stat.S_ISREG(info.st_mode) and info.st_size == 0
