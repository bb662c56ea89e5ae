"""Files of streams go where the node was moved, and never because its folder is called by another name."""

import shutil
import subprocess
from pathlib import Path

import pytest
from programs import program_of

from ates_chassis.shared.command_error import CommandError
from ates_local.rabbitmq import NODE
from ates_local.relocation import DATA, note_place, streams_lost


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of a node that was started, with a stream and a quorum queue."""
    folder = tmp_path / "state" / "rabbitmq"
    for name in (f"{NODE}/coordination", "stream", "quorum"):
        (folder / DATA / name).mkdir(parents=True)
        (folder / DATA / name / "segment").write_text("x")
    note_place(folder, NODE)
    return folder


def files_of(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in (folder / DATA).rglob("segment"))


@pytest.mark.parametrize("way", ["link", "link above", "there and back", "relative"])
def test_a_folder_by_another_name_was_not_moved(
    folder: Path, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(folder)
    (tmp_path / "link").symlink_to(folder)
    (tmp_path / "above").symlink_to(folder.parent)
    monkeypatch.chdir(tmp_path)
    other = {
        "link": tmp_path / "link",
        "link above": tmp_path / "above" / "rabbitmq",
        "there and back": folder.parent / ".." / "state" / "rabbitmq",
        "relative": (folder.parent / "rabbitmq").relative_to(tmp_path),
    }[way]
    note_place(other, NODE)
    note_place(folder, NODE)
    assert files_of(folder) == before
    assert not streams_lost(folder).exists()


def test_a_link_that_is_gone_is_as_good_as_a_move(folder: Path, tmp_path: Path) -> None:
    """The streams knew their files by its name."""
    (folder / "place").unlink()
    (tmp_path / "link").symlink_to(folder)
    note_place(tmp_path / "link", NODE)
    note_place(folder, NODE)
    assert not streams_lost(folder).exists()
    (tmp_path / "link").unlink()
    note_place(folder, NODE)
    assert streams_lost(folder).exists()


def test_a_moved_folder_keeps_its_quorum_queues_alone(folder: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    folder.rename(moved)
    note_place(moved, NODE)
    assert files_of(moved) == [f"{DATA}/quorum/segment"]
    assert streams_lost(moved).exists()


def test_nothing_is_deleted_under_a_node_that_runs(folder: Path, tmp_path: Path) -> None:
    erlang = tmp_path / "beam.smp"
    shutil.copy(program_of("sleep"), erlang)
    with subprocess.Popen([erlang, "600"], cwd=folder) as node:
        try:
            before = files_of(folder)
            moved = tmp_path / "moved"
            folder.rename(moved)
            with pytest.raises(CommandError, match=f"while RabbitMQ ran in it: process {node.pid}"):
                note_place(moved, NODE)
            assert files_of(moved) == before
        finally:
            node.kill()
    note_place(moved, NODE)
    assert streams_lost(moved).exists()
