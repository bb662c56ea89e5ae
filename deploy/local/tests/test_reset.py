"""A reset deletes what aTES wrote and nothing else."""

import subprocess
from pathlib import Path

import pytest
from state_folders import ates, begun, everything_in, output_of, places_of

from ates_chassis.shared.command_error import CommandError
from ates_local import installation, own_files, state_folder
from ates_local.commands.down import reset
from ates_local.places import Places


def test_a_reset_leaves_nothing_of_a_company(tmp_path: Path) -> None:
    places = begun(tmp_path / "state")
    done = ates("reset", "--yes", state=places.state)
    assert done.returncode == 0, output_of(done)
    assert not places.state.exists()


def test_a_reset_keeps_what_aTES_did_not_write_and_names_it(tmp_path: Path) -> None:  # noqa: N802 - its name
    places = begun(tmp_path / "state")
    foreign = [
        places.state / "notes.txt",
        places.logs / "my.log",
        places.postgres / "backup.sql",
        places.rabbitmq / "letter.txt",
        places.mail / "letter.txt",
        places.programs / "mine",
        places.state / "photos" / "sea.jpg",
    ]
    for file in foreign:
        file.parent.mkdir(exist_ok=True)
        file.write_text("mine")
    done = ates("reset", "--yes", state=places.state)
    assert done.returncode == 0, output_of(done)
    left = [path for path in places.state.rglob("*") if not path.is_dir()]
    assert {*left} == {*foreign, places.state / state_folder.MARK}
    assert "Not of aTES, and kept" in output_of(done)
    begun(places.state)  # the folder is still ours


def test_a_reset_of_a_linked_state_keeps_the_link_and_its_folder(tmp_path: Path) -> None:
    begun(tmp_path / "disk")
    link = tmp_path / "state"
    link.symlink_to(tmp_path / "disk")
    assert ates("reset", "--yes", state=link).returncode == 0
    assert link.is_symlink()
    assert list((tmp_path / "disk").iterdir()) == []


@pytest.mark.parametrize("name", ["mail", "logs", "postgres", "postgres/data", "rabbitmq/data"])
def test_a_reset_deletes_nothing_through_a_link_inside(
    name: str, tmp_path: Path, documents: Path
) -> None:
    places = begun(tmp_path / "state")
    own_files.delete_of(places.state / name, [".*"])
    (places.state / name).symlink_to(documents)
    before = everything_in(documents), everything_in(places.state)
    done = ates("reset", "--yes", state=places.state)
    assert done.returncode == 1
    assert "is a link to" in output_of(done)
    assert (everything_in(documents), everything_in(places.state)) == before


def test_a_reset_deletes_nothing_where_a_disk_is_mounted_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = begun(tmp_path / "state")
    monkeypatch.setenv("ATES_STATE_DIR", str(places.state))
    monkeypatch.setattr(own_files, "mount_points", lambda: [places.postgres / "data"])
    before = everything_in(places.state)
    with pytest.raises(CommandError, match="mounted there"):
        reset(yes=True)
    assert everything_in(places.state) == before


@pytest.mark.parametrize("settings", ["A B", "ATES_PORT_BASE=x", None])
def test_a_company_is_ended_and_deleted_also_without_its_settings(
    settings: str | None, tmp_path: Path
) -> None:
    places = begun(tmp_path / "state")
    places.demo_mark.write_text("empty")
    if settings is None:
        places.env.unlink()
    else:
        places.env.write_text(settings)
    assert ates("down", state=places.state).returncode == 0
    assert "x" in output_of(ates("logs", state=places.state))
    assert "does not run here" in output_of(ates("status", state=places.state))
    done = ates("reset", "--yes", state=places.state)
    assert done.returncode == 0, output_of(done)
    assert not places.state.exists()


def test_a_reset_refuses_data_of_another_company(tmp_path: Path) -> None:
    places, other = begun(tmp_path / "state"), begun(tmp_path / "other")
    own_files.delete_of(places.postgres, [".*"])
    other.postgres.rename(places.postgres)
    before = everything_in(places.state)
    done = ates("reset", "--yes", state=places.state)
    assert "has the data of another company" in output_of(done)
    assert everything_in(places.state) == before


def installed_at(places: Places) -> installation.Installation:
    installed = installation.load(places)
    assert installed is not None
    return installed


def outside_data(places: Places) -> Path:
    installed = installed_at(places)
    folder = installation.outside_folder(places) / "postgres"
    (folder / "data").mkdir(parents=True)
    installation.note_data(places, installed, folder)
    return folder.parent


def test_the_data_outside_go_with_their_own_company_alone(tmp_path: Path) -> None:
    places = begun(tmp_path / "state")
    folder = outside_data(places)
    assert installation.own_outside_folder(places) == folder
    other = begun(tmp_path / "other")
    stranger = places.installation.read_text().replace(
        installed_at(places).id, installed_at(other).id
    )
    other.installation.write_text(stranger)
    assert installation.own_outside_folder(other) is None


def test_the_data_outside_stay_when_a_copy_of_the_company_is_deleted(tmp_path: Path) -> None:
    places = begun(tmp_path / "state")
    outside_data(places)
    subprocess.run(["cp", "-a", places.state, tmp_path / "copy"], check=True)
    assert installation.own_outside_folder(places_of(tmp_path / "copy")) is None
    places.state.rename(tmp_path / "moved")
    assert installation.own_outside_folder(places_of(tmp_path / "moved")) is not None


def test_an_outside_folder_that_is_a_link_is_left(
    tmp_path: Path, documents: Path, outside: Path
) -> None:
    places = begun(tmp_path / "state")
    outside.mkdir()
    installation.outside_folder(places).symlink_to(documents)
    assert installation.own_outside_folder(places) is None
