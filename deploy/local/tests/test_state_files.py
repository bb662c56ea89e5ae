"""What `./ates` keeps on the disk is whole or unchanged, and a damaged file is said to be one, with the remedy."""

import errno
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from ates_chassis.shared.command_error import CommandError
from ates_local import state_files
from ates_local.definitions import read_definitions
from ates_local.passwords import Passwords
from ates_local.places import Places
from ates_local.ports import Ports
from ates_local.rabbitmq import RabbitMQ
from ates_local.rabbitmq_program import RabbitPrograms


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file"


def test_a_file_is_replaced_and_nothing_else_is_left(file: Path) -> None:
    state_files.write(file, "one")
    state_files.write(file, "two")
    assert file.read_text() == "two"
    assert [each.name for each in file.parent.iterdir()] == ["file"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("failing", ["fsync", "open", "fchmod"])
def test_a_full_disk_leaves_the_old_file_and_says_so(
    file: Path, failing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    state_files.write(file, "old")

    def full(*_arguments: int | Path, **_options: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, failing, full)
    with pytest.raises(CommandError, match="No space left on device"):
        state_files.write(file, "new")
    monkeypatch.undo()
    assert file.read_text() == "old"
    assert [each.name for each in file.parent.iterdir()] == ["file"]


@pytest.mark.parametrize("content", [b"", b" \n", b"{", b"[]", b"7", b'"x"', b"\xff\xfe"])
def test_damaged_passwords_are_said_and_never_made_anew(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "secrets.json"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=r"secrets\.json is damaged") as caught:
        Passwords.load(file)
    assert "backup" in caught.value.remedy
    assert file.read_bytes() == content


def test_a_folder_in_the_place_of_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").mkdir()
    with pytest.raises(CommandError, match="damaged"):
        Passwords.load(tmp_path / "secrets.json")


def test_damaged_definitions_are_said(tmp_path: Path) -> None:
    places = Places(checkout=tmp_path, state=tmp_path)
    places.definitions.parent.mkdir(parents=True)
    places.definitions.write_text("")
    with pytest.raises(CommandError, match="it is empty") as caught:
        read_definitions(places)
    assert "git checkout" in caught.value.remedy


@pytest.mark.parametrize("name", ["it's", 'a"b', "a$b", "a`b", "a\\b", "a\nb"])
def test_a_folder_in_which_rabbitmq_cannot_work_is_said_before_anything_is_made(
    tmp_path: Path, name: str
) -> None:
    places = Places(checkout=tmp_path, state=tmp_path / name)
    passwords = Passwords(tmp_path / "secrets.json")
    node = RabbitMQ(RabbitPrograms(tmp_path, tmp_path), places, Ports(1), passwords)
    with pytest.raises(CommandError, match="cannot work in"):
        node.prepare()
    assert not places.state.exists()


def test_a_file_of_somebody_else_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secrets.json"
    file.write_text(json.dumps({"a": "b"}))

    def forbidden(*_arguments: Path, **_options: str) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(type(file), "read_text", forbidden)
    with pytest.raises(CommandError, match="another user") as caught:
        Passwords.load(file)
    assert "ATES_STATE_DIR" in caught.value.remedy
