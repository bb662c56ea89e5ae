"""A state folder is never somebody else's folder, and a reset deletes what aTES wrote and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ates_chassis.shared.command_error import CommandError
from ates_local import installation, own_files, postgres_home, state_folder
from ates_local.commands.down import reset
from ates_local.company import Company
from ates_local.places import Places
from ates_local.settings import Settings


@pytest.fixture(autouse=True)
def outside(tmp_path, monkeypatch):
    """In the place of /var/lib/ates."""
    folder = tmp_path / "system"
    for module in (installation, postgres_home):
        monkeypatch.setattr(module, "OUTSIDE", folder)
    return folder


@pytest.fixture
def documents(tmp_path):
    """Somebody's folder, with names in it that aTES uses too."""
    folder = tmp_path / "documents"
    for name in ("mail", "logs", "rabbitmq", "postgres", "programs"):
        (folder / name).mkdir(parents=True)
        (folder / name / "letter.txt").write_text("Dear")
    (folder / "secrets.json").write_text('{"bank": "x"}')
    (folder / "lock").touch()
    return folder


def everything_in(folder):
    return {path: path.is_file() and path.read_bytes() for path in folder.rglob("*")}


def ates(*arguments, state, **environment):
    return subprocess.run(
        [sys.executable, "-m", "ates_tools", *arguments],
        env={**os.environ, "ATES_STATE_DIR": str(state), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def output_of(done):
    return " ".join((done.stdout + done.stderr).split())


def places_of(state, checkout=Path("/nowhere")):
    return Places(checkout=checkout, state=state)


def begun(state):
    """As after an `up`, without servers."""
    places = places_of(state)
    with Company(places, Settings.of({})).lock("up"):
        entered = installation.enter(places, new=False, own_databases=False)
        places.passwords.write_text('{"postgres": "x"}')
        places.env.write_text("")
        (places.postgres / "data").mkdir(parents=True)
        (places.postgres / "data" / "PG_VERSION").write_text("18")
        installation.note_data(places, entered, places.postgres)
        (places.rabbitmq / "data").mkdir()
        for name in ("place", "streams-lost", "rescue.conf"):
            (places.rabbitmq / name).touch()
        (places.logs / "tasks-api.log").write_text("x")
        (places.logs / "tasks-api.log.1").write_text("x")
        (places.programs / "web").write_text("#!/bin/sh")
    return places


@pytest.mark.parametrize(
    "arguments",
    [
        ("reset", "--yes"),
        ("up",),
        ("down",),
        ("configure", "ATES_CURRENCY=USD"),
        ("parked", "list"),
        ("outbox", "list"),
        ("migrate",),
        ("takeover",),
        ("status",),
    ],
    ids=lambda arguments: arguments[0],
)
def test_no_command_touches_somebody_elses_folder(arguments, documents):
    before, mode = everything_in(documents), documents.stat().st_mode
    done = ates(*arguments, state=documents)
    assert everything_in(documents) == before
    assert documents.stat().st_mode == mode
    assert arguments == ("down",) or done.returncode == 1, output_of(done)


def test_a_reset_of_somebody_elses_folder_says_why_not(documents):
    assert "is not a state folder of aTES: nothing is deleted" in output_of(
        ates("reset", "--yes", state=documents)
    )


def test_a_reset_through_a_link_to_somebody_elses_folder_deletes_nothing(documents, tmp_path):
    (tmp_path / "link").symlink_to(documents)
    before = everything_in(documents)
    assert ates("reset", "--yes", state=tmp_path / "link").returncode == 1
    assert everything_in(documents) == before


@pytest.mark.parametrize("marked", [False, True])
def test_home_the_checkout_and_what_is_above_it_are_no_state_folders(marked, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    checkout = tmp_path / "a" / "checkout"
    for folder in (tmp_path / "home", checkout, checkout.parent, tmp_path, Path("/")):
        folder.mkdir(parents=True, exist_ok=True)
        if marked and folder != Path("/"):
            (folder / state_folder.MARK).write_text('{"kind": "aTES state folder"}')
        with pytest.raises(CommandError, match="cannot be the state folder"):
            state_folder.check_ours(places_of(folder, checkout))
        with pytest.raises(CommandError, match="cannot be the state folder"):
            state_folder.claim(places_of(folder, checkout))


def test_the_systems_folder_of_data_is_no_state_folder(outside):
    for folder in (outside, outside / "0123456789ab"):
        with pytest.raises(CommandError, match="cannot be the state folder"):
            state_folder.claim(places_of(folder))


@pytest.mark.parametrize("kind", ["file", "dangling link"])
def test_what_is_no_folder_is_said(kind, tmp_path):
    state = tmp_path / "state"
    if kind == "file":
        state.write_text("mine")
    else:
        state.symlink_to(tmp_path / "gone")
    with pytest.raises(CommandError, match=r"is not a folder|is not there"):
        state_folder.claim(places_of(state))


@pytest.mark.parametrize("incidental", [(), ("lost+found",)])
def test_an_empty_folder_or_a_fresh_disk_may_become_a_state_folder(incidental, tmp_path):
    for name in incidental:
        (tmp_path / "disk" / name).mkdir(parents=True)
    state_folder.claim(places_of(tmp_path / "disk"))
    state_folder.check_ours(places_of(tmp_path / "disk"))


def test_a_state_of_an_earlier_release_is_known_without_a_mark(tmp_path):
    places = begun(tmp_path / "state")
    (places.state / state_folder.MARK).unlink()
    (places.state / "notes.txt").write_text("mine")
    state_folder.check_ours(places)
    places.installation.unlink()
    state_folder.check_ours(places)


def test_a_start_that_an_earlier_release_broke_off_is_known_without_a_mark(tmp_path):
    places = places_of(tmp_path / "state")
    places.make()
    places.lock.touch()
    state_folder.check_ours(places)
    (places.state / "letter.txt").touch()
    with pytest.raises(CommandError, match="not a state folder"):
        state_folder.check_ours(places)


def test_a_reset_leaves_nothing_of_a_company(tmp_path):
    places = begun(tmp_path / "state")
    done = ates("reset", "--yes", state=places.state)
    assert done.returncode == 0, output_of(done)
    assert not places.state.exists()


def test_a_reset_keeps_what_aTES_did_not_write_and_names_it(tmp_path):  # noqa: N802 - its name
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


def test_a_reset_of_a_linked_state_keeps_the_link_and_its_folder(tmp_path):
    begun(tmp_path / "disk")
    link = tmp_path / "state"
    link.symlink_to(tmp_path / "disk")
    assert ates("reset", "--yes", state=link).returncode == 0
    assert link.is_symlink()
    assert list((tmp_path / "disk").iterdir()) == []


@pytest.mark.parametrize("name", ["mail", "logs", "postgres", "postgres/data", "rabbitmq/data"])
def test_a_reset_deletes_nothing_through_a_link_inside(name, tmp_path, documents):
    places = begun(tmp_path / "state")
    own_files.delete_of(places.state / name, [".*"])
    (places.state / name).symlink_to(documents)
    before = everything_in(documents), everything_in(places.state)
    done = ates("reset", "--yes", state=places.state)
    assert done.returncode == 1
    assert "is a link to" in output_of(done)
    assert (everything_in(documents), everything_in(places.state)) == before


def test_a_reset_deletes_nothing_where_a_disk_is_mounted_inside(tmp_path, monkeypatch):
    places = begun(tmp_path / "state")
    monkeypatch.setenv("ATES_STATE_DIR", str(places.state))
    monkeypatch.setattr(own_files, "mount_points", lambda: [places.postgres / "data"])
    before = everything_in(places.state)
    with pytest.raises(CommandError, match="mounted there"):
        reset(yes=True)
    assert everything_in(places.state) == before


@pytest.mark.parametrize("settings", ["A B", "ATES_PORT_BASE=x", None])
def test_a_company_is_ended_and_deleted_also_without_its_settings(settings, tmp_path):
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


def test_a_reset_refuses_data_of_another_company(tmp_path):
    places, other = begun(tmp_path / "state"), begun(tmp_path / "other")
    own_files.delete_of(places.postgres, [".*"])
    other.postgres.rename(places.postgres)
    before = everything_in(places.state)
    done = ates("reset", "--yes", state=places.state)
    assert "has the data of another company" in output_of(done)
    assert everything_in(places.state) == before


def outside_data(places):
    installed = installation.load(places)
    folder = installation.outside_folder(places) / "postgres"
    (folder / "data").mkdir(parents=True)
    installation.note_data(places, installed, folder)
    return folder.parent


def test_the_data_outside_go_with_their_own_company_alone(tmp_path):
    places = begun(tmp_path / "state")
    folder = outside_data(places)
    assert installation.own_outside_folder(places) == folder
    other = begun(tmp_path / "other")
    stranger = places.installation.read_text().replace(
        installation.load(places).id, installation.load(other).id
    )
    other.installation.write_text(stranger)
    assert installation.own_outside_folder(other) is None


def test_the_data_outside_stay_when_a_copy_of_the_company_is_deleted(tmp_path):
    places = begun(tmp_path / "state")
    outside_data(places)
    subprocess.run(["cp", "-a", places.state, tmp_path / "copy"], check=True)
    assert installation.own_outside_folder(places_of(tmp_path / "copy")) is None
    places.state.rename(tmp_path / "moved")
    assert installation.own_outside_folder(places_of(tmp_path / "moved")) is not None


def test_an_outside_folder_that_is_a_link_is_left(tmp_path, documents, outside):
    places = begun(tmp_path / "state")
    outside.mkdir()
    installation.outside_folder(places).symlink_to(documents)
    assert installation.own_outside_folder(places) is None
