"""Which company a state folder belongs to: an id that the state and PostgreSQL's data carry, wherever they are moved."""

import json
import shlex
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from ates_chassis.shared.command_error import CommandError
from ates_local import state_files
from ates_local.places import Places, is_same

OUTSIDE = Path("/var/lib/ates")
MARK = "installation"
ID_LENGTH = 12
REMEDY = (
    "Bring it back from a backup of the state folder. It names this company and where its data lie."
)
IN_STATE = "state"
IN_SYSTEM = "system"


@dataclass(frozen=True)
class Installation:
    id: str
    # Where the state was when it was last started.
    state: str
    # The folder below /var/lib/ates, for data that cannot lie in the state.
    outside: str
    # IN_STATE, IN_SYSTEM, or nothing before there are any.
    data: str = ""
    # Where the rest lies, on servers of the company's own.
    servers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_placed(self) -> bool:
        return bool(self.data or self.servers)

    @classmethod
    def new(cls, places: Places) -> Self:
        made = uuid.uuid4().hex
        # An earlier release has its data under the name of the path. Where the state of that company is lost, they are not this one's.
        earlier = places.passwords.exists() and data_of(OUTSIDE / places.name).exists()
        return cls(made, str(places.state), places.name if earlier else made[:ID_LENGTH])

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        return cls(**{name: content[name] for name in cls.__dataclass_fields__ if name in content})


def data_of(folder: Path) -> Path:
    return folder / "postgres" / "data"


def load(places: Places) -> Installation | None:
    content = state_files.read_object(places.installation, remedy=REMEDY)
    if content is None:
        return None
    try:
        installed = Installation.of(content)
    except TypeError:
        raise state_files.damaged(places.installation, "it is incomplete", REMEDY) from None
    # Of these two, paths are made that root deletes at a reset.
    if not (installed.id.isalnum() and installed.outside.isalnum()):
        raise state_files.damaged(places.installation, "its names are not names", REMEDY)
    return installed


def save(places: Places, installation: Installation) -> None:
    text = json.dumps(asdict(installation), indent=1)
    if state_files.read(places.installation, remedy=REMEDY) != text:
        state_files.write(places.installation, text)


def outside_folder(places: Places) -> Path:
    installed = load(places)
    return OUTSIDE / (installed.outside if installed else places.name)


def check_own_data(places: Places) -> None:
    """Before the state is deleted: the data in it may have been put there from another company."""
    installed = load(places)
    mark = state_files.read_object(places.postgres / MARK, remedy=REMEDY)
    if installed and mark is not None and mark.get("id") != installed.id:
        raise CommandError(
            f"{places.postgres} has the data of another company, whose state is in {mark.get('state')}.",
            remedy="Move them away, and repeat the command.",
        )


def own_outside_folder(places: Places) -> Path | None:
    """What lies below /var/lib/ates and is of this company alone; None where there is nothing, or it is of another one."""
    folder, installed = outside_folder(places), load(places)
    if folder.is_symlink() or not folder.is_dir():
        return None
    mark = state_files.read_object(folder / "postgres" / MARK, remedy=f"Delete {folder} by hand.")
    if mark is None:  # an earlier release wrote none, and named the folder after the state
        earlier = (
            is_same(Path(installed.state), places.state) if installed else places.passwords.exists()
        )
        return folder if earlier else None
    if installed is None or mark.get("id") != installed.id:
        return None
    return None if is_twin(places, installed.id, str(mark.get("state"))) else folder


def data_folder(places: Places) -> Path:
    """Where the data of this company lie, or would; looked up without making or trying anything."""
    outside = own_outside_folder(places)
    if outside and data_of(outside).exists():
        return data_of(outside)
    return data_of(places.state)


def enter(places: Places, *, new: bool, own_databases: bool) -> Installation:
    """The company of this state, made where there is none; refused where that would leave another one behind unseen."""
    installed = load(places)
    has_data = data_of(places.state).exists() or (installed is not None and bool(installed.data))
    if has_data and not places.passwords.exists():
        raise CommandError(
            f"{places.passwords} is gone: the passwords of the data, and the key of the sign-ins.",
            remedy="Bring it back from a backup of the state folder.",
        )
    if installed is None:
        if places.demo_mark.exists() and not own_databases:
            check_known_data(places)
        if not places.passwords.exists() and not new:
            check_nothing_left_behind(places)
        installed = Installation.new(places)
    check_not_copied(places, installed)
    installed = replace(installed, state=str(places.state))
    save(places, installed)
    return installed


def check_known_data(places: Places) -> None:
    """An earlier release remembered neither servers of the company's own nor where root's data were."""
    if data_of(places.state).exists() or data_of(OUTSIDE / places.name).exists():
        return
    others = ", ".join(str(folder) for folder in sorted(OUTSIDE.glob("*/postgres/data")))
    raise CommandError(
        "This aTES was started before, and its data are not here.",
        details=f"Data of PostgreSQL on this machine: {others}" if others else "",
        remedy="Were they on servers of your own? Say which: ./ates configure ATES_…_DATABASE_URL=… "
        f"Was the folder moved, and root's data left behind? Move them to {OUTSIDE / places.name}.",
    )


def check_there(data: Path) -> None:
    if not data.exists():
        raise CommandError(
            f"The data of this company lay in {data}, and are not there.",
            remedy="Bring them back from a backup, or give this company up: ./ates reset",
        )


def check_nothing_left_behind(places: Places) -> None:
    for folder in orphans_of(places):
        raise CommandError(
            f"The company that was in {places.state} has its data in {folder}, but its state is gone.",
            remedy="Bring the state folder back from a backup. To begin a new company beside those data: "
            "./ates up --new",
        )


def orphans_of(places: Places) -> Iterator[Path]:
    if data_of(OUTSIDE / places.name).exists():
        yield data_of(OUTSIDE / places.name)
    for mark in sorted(OUTSIDE.glob(f"*/postgres/{MARK}")):
        content = state_files.read_object(mark, remedy=f"Delete {mark}.") or {}
        is_here = is_same(Path(str(content.get("state"))), places.state)
        if is_here and (mark.parent / "data").exists():
            yield mark.parent / "data"


def check_not_copied(places: Places, installation: Installation) -> None:
    _check_only_one(places, installation.id, installation.state)


def _check_only_one(places: Places, own_id: str, other: str) -> None:
    """A folder that was moved is no longer where it was; one that was copied is."""
    if not is_twin(places, own_id, other):
        return
    raise CommandError(
        f"{places.state} is a copy of {other}: two of one company would spoil its data.",
        remedy=f"Start that one: ATES_STATE_DIR={shlex.quote(other)} ./ates up. For a new company give an empty folder in "
        "ATES_STATE_DIR; if that one is only a backup, move it elsewhere.",
    )


def is_twin(places: Places, own_id: str, other: str) -> bool:
    """Whether the same company is in `other` too."""
    there = Places(checkout=places.checkout, state=Path(other))
    if not there.installation.exists() or there.state.samefile(places.state):
        return False
    twin = load(there)
    return twin is not None and twin.id == own_id


def check_data(places: Places, installation: Installation, folder: Path) -> None:
    """Before PostgreSQL is started in `folder`, or data are made there."""
    mark = state_files.read_object(folder / MARK, remedy=f"Delete {folder / MARK}.")
    data = folder / "data"
    if installation.data:
        check_there(data)
    if mark is None or not data.exists():
        return
    if mark.get("id") != installation.id:
        raise CommandError(
            f"{data} are the data of another company, whose state is in {mark.get('state')}.",
            remedy="Bring back the data of this one.",
        )
    _check_only_one(places, installation.id, str(mark.get("state")))


def note_data(places: Places, installation: Installation, folder: Path) -> Installation:
    """After there are data: they carry the id too."""
    mark = json.dumps({"id": installation.id, "state": str(places.state)})
    if state_files.read(folder / MARK, remedy="") != mark:
        state_files.write(folder / MARK, mark)
    inside = folder == places.postgres
    noted = replace(installation, data=IN_STATE if inside else IN_SYSTEM)
    save(places, noted)
    return noted
