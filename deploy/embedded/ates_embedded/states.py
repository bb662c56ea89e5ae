"""The state folders outside of it that a checkout has used: a plain `./ates up` would not see them."""

import json
from pathlib import Path

from ates_embedded import state_files
from ates_embedded.failure import Failure
from ates_embedded.places import Places

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
    if places.state == places.default_state:
        return
    others = [folder for folder in known(places) if folder != places.state and is_state(folder)]
    content = json.dumps({"states": [str(each) for each in [places.state, *others][:STATES_MAX]]})
    if state_files.read(file_of(places), remedy="") != content:
        state_files.write(file_of(places), content)


def is_state(folder: Path) -> bool:
    return (folder / "installation.json").exists()


def check_no_other(places: Places) -> None:
    """Asked of a plain `up` that would begin a company."""
    if places.state != places.default_state or places.passwords.exists():
        return
    others = [folder for folder in known(places) if is_state(folder)]
    if others:
        named = "\n".join(str(folder) for folder in others)
        raise Failure(
            "This checkout has a company elsewhere, and none here.",
            details=named,
            remedy=f"Start it: ATES_STATE_DIR={others[0]} ./ates up. For a new one beside it: ./ates up --new",
        )
