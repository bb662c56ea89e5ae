"""The state folders outside of it that a checkout has used: a plain `./ates up` would not see them."""

import json
import shlex
from pathlib import Path

from ates_chassis.shared.command_error import CommandError
from ates_local import state_files
from ates_local.places import Places, is_same

STATES_MAX = 20


def file_of(places: Places) -> Path:
    return places.checkout / ".ates-states"


def known(places: Places) -> list[Path]:
    file = file_of(places)
    content = state_files.read_object(file, remedy=f"Delete {file}.") or {}
    folders = content.get("states", [])
    return [Path(folder) for folder in folders if isinstance(folder, str)]


def note(places: Places) -> None:
    """Those that are still there, the newest first."""
    if is_same(places.state, places.default_state):
        return
    others = [folder for folder in _others(places) if is_state(folder)]
    content = json.dumps({"states": [str(each) for each in [places.state, *others][:STATES_MAX]]})
    if state_files.read(file_of(places), remedy="") != content:
        state_files.write(file_of(places), content)


def forget(places: Places) -> None:
    """After its company was given up."""
    left = [str(folder) for folder in _others(places)]
    if left:
        state_files.write(file_of(places), json.dumps({"states": left}))
    else:
        file_of(places).unlink(missing_ok=True)


def _others(places: Places) -> list[Path]:
    return [folder for folder in known(places) if not is_same(folder, places.state)]


def is_state(folder: Path) -> bool:
    return (folder / "installation.json").exists()


def up_of(state: Path) -> str:
    return f"ATES_STATE_DIR={shlex.quote(str(state))} ./ates up"


def check_no_other(places: Places) -> None:
    """Before `up` begins a company."""
    is_known = len(_others(places)) < len(known(places))
    if is_known and not is_state(places.state):
        raise CommandError(
            f"The company that was in {places.state} is not there.",
            remedy="Is its disk mounted? Bring it back, or begin a new company there: ./ates up --new",
        )
    if not is_same(places.state, places.default_state) or places.passwords.exists():
        return
    others = [folder for folder in known(places) if is_state(folder)]
    if others:
        named = "\n".join(str(folder) for folder in others)
        raise CommandError(
            "This checkout has a company elsewhere, and none here.",
            details=named,
            remedy=f"Start it: {up_of(others[0])}. For a new one beside it: ./ates up --new",
        )
