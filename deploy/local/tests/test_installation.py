"""A company and its data find each other wherever they are moved, and never is a new one begun beside them unseen."""

import os
import shutil
from pathlib import Path

import pytest
from installations import enter, places_in

from ates_chassis.shared.command_error import CommandError
from ates_local import installation, postgres_home
from ates_local.installation import Installation
from ates_local.places import Places
from ates_local.postgres_home import choose_home


@pytest.fixture(autouse=True)
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In the place of /var/lib/ates."""
    folder = tmp_path / "system"
    for module in (installation, postgres_home):
        monkeypatch.setattr(module, "OUTSIDE", folder)
    return folder


def data_folder(places: Places, *, in_state: bool) -> Path:
    enter(places)
    return places.postgres if in_state else installation.outside_folder(places) / "postgres"


def started(places: Places, folder: Path) -> Installation:
    """As after a first `up` that has its data in `folder`."""
    entered = enter(places)
    (folder / "data").mkdir(parents=True)
    return installation.note_data(places, entered, folder)


@pytest.mark.parametrize("in_state", [True, False])
def test_a_moved_checkout_finds_its_data(places: Places, tmp_path: Path, in_state: bool) -> None:
    before = started(places, data_folder(places, in_state=in_state))
    shutil.move(places.checkout, tmp_path / "moved")
    moved = places_in(tmp_path / "moved")
    entered = enter(moved)
    assert entered.id == before.id
    folder = data_folder(moved, in_state=in_state)
    installation.check_data(moved, entered, folder)
    assert (folder / "data").exists()
    assert installation.note_data(moved, entered, folder).state == str(moved.state)
    assert enter(moved).id == before.id


@pytest.mark.parametrize("in_state", [True, False])
def test_a_copied_checkout_is_refused_and_the_first_goes_on(
    places: Places, tmp_path: Path, in_state: bool
) -> None:
    started(places, data_folder(places, in_state=in_state))
    shutil.copytree(places.checkout, tmp_path / "copy")
    copy = places_in(tmp_path / "copy")
    with pytest.raises(CommandError, match="is a copy of") as refused:
        enter(copy)
    assert str(places.state) in refused.value.remedy
    enter(places)


def test_a_copy_is_known_by_the_data_also_after_the_first_was_moved(
    places: Places, tmp_path: Path
) -> None:
    started(places, data_folder(places, in_state=False))
    shutil.copytree(places.checkout, tmp_path / "copy")
    shutil.move(places.checkout, tmp_path / "moved")
    moved, copy = places_in(tmp_path / "moved"), places_in(tmp_path / "copy")
    folder = data_folder(moved, in_state=False)
    installation.note_data(moved, enter(moved), folder)
    with pytest.raises(CommandError, match="is a copy of"):
        installation.check_data(copy, enter(copy), folder)


def test_the_same_folder_by_another_name_is_no_copy(places: Places, tmp_path: Path) -> None:
    started(places, places.postgres)
    (tmp_path / "link").symlink_to(places.checkout)
    enter(Places(checkout=tmp_path / "link", state=tmp_path / "link" / ".ates"))


@pytest.mark.parametrize("in_state", [True, False])
def test_lost_data_are_said_and_not_made_anew(places: Places, in_state: bool) -> None:
    data = data_folder(places, in_state=in_state)
    started(places, data)
    shutil.rmtree(data)
    entered = enter(places)
    with pytest.raises(CommandError, match="are not there") as refused:
        installation.check_data(places, entered, data)
    assert str(data) in str(refused.value)


def test_data_of_another_company_are_not_taken(places: Places, tmp_path: Path) -> None:
    other = places_in(tmp_path / "other")
    started(other, other.postgres)
    started(places, places.postgres)
    shutil.rmtree(places.postgres)
    shutil.copytree(other.postgres, places.postgres)
    with pytest.raises(CommandError, match="another company"):
        installation.check_data(places, enter(places), places.postgres)


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """root, whose PostgreSQL cannot work in the state."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(postgres_home, "make_system_user", lambda: None)
    monkeypatch.setattr(postgres_home, "can_be_used", lambda _: False)
    monkeypatch.setattr(postgres_home, "made_usable", lambda home: home)


def lose_state(places: Places, outside: Path, *, named_by_path: bool) -> Path:
    """Answers where the data of its company are left."""
    if named_by_path:  # as an earlier release did
        data = outside / places.name / "postgres" / "data"
        data.mkdir(parents=True)
    else:
        data = data_folder(places, in_state=False) / "data"
        started(places, data.parent)
    shutil.rmtree(places.state)
    places.make()
    return data


@pytest.mark.usefixtures("as_root")
@pytest.mark.parametrize("named_by_path", [True, False])
def test_a_lost_state_is_said_where_its_data_are_left(
    places: Places, outside: Path, named_by_path: bool
) -> None:
    left = lose_state(places, outside, named_by_path=named_by_path)
    with pytest.raises(CommandError, match="its state is gone") as refused:
        enter(places)
    assert "./ates up --new" in refused.value.remedy
    assert not places.installation.exists()
    enter(places, new=True)
    assert not left.is_relative_to(installation.outside_folder(places))
    assert choose_home(places).data != left
    assert installation.own_outside_folder(places) is None
    assert left.exists()


def test_a_lost_state_is_said_by_whichever_name_it_is_called(
    places: Places, outside: Path, tmp_path: Path
) -> None:
    lose_state(places, outside, named_by_path=False)
    (tmp_path / "link").symlink_to(places.state)
    with pytest.raises(CommandError, match="its state is gone"):
        enter(Places(checkout=places.checkout, state=tmp_path / "link"))


def test_a_state_without_a_company_has_no_data_outside(places: Places, outside: Path) -> None:
    """A reset of it would delete those of the company that was there before."""
    lose_state(places, outside, named_by_path=True)
    places.env.write_text("")  # ./ates configure
    assert installation.own_outside_folder(places) is None
    places.passwords.touch()
    assert installation.own_outside_folder(places) == outside / places.name


def test_a_company_of_an_earlier_release_that_is_here_is_not_left_for_a_new_one(
    places: Places, outside: Path
) -> None:
    places.passwords.touch()
    places.demo_mark.write_text("demo")
    (outside / places.name / "postgres" / "data").mkdir(parents=True)
    enter(places, new=True)
    assert installation.outside_folder(places) == outside / places.name


def test_lost_passwords_are_said_and_not_made_anew(places: Places) -> None:
    started(places, places.postgres)
    places.passwords.unlink()
    with pytest.raises(CommandError, match=r"secrets\.json is gone"):
        enter(places)
    assert not places.passwords.exists()


def test_a_company_of_an_earlier_release_keeps_its_data(places: Places, outside: Path) -> None:
    places.passwords.touch()
    places.demo_mark.write_text("demo")
    (outside / places.name / "postgres" / "data").mkdir(parents=True)
    enter(places)
    assert installation.outside_folder(places) == outside / places.name


def test_a_company_of_an_earlier_release_without_data_here_is_not_begun_anew(
    places: Places,
) -> None:
    places.passwords.touch()
    places.demo_mark.write_text("demo")
    with pytest.raises(CommandError, match="was started before, and its data are not here"):
        enter(places)
    installation.enter(places, new=False, own_databases=True)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"id": "a", "state": "/", "outside": "../.."}']
)
def test_a_damaged_record_is_said(places: Places, content: str) -> None:
    places.installation.write_text(content)
    with pytest.raises(CommandError, match=r"installation\.json is damaged"):
        enter(places)


def test_where_the_data_were_made_they_are_looked_for(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(places, places.postgres)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(postgres_home, "make_system_user", lambda: None)
    monkeypatch.setattr(postgres_home, "can_be_used", lambda _: False)
    with pytest.raises(CommandError, match="cannot work in"):
        choose_home(places)


def test_data_that_root_made_are_not_begun_anew_by_somebody_else(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(places, data_folder(places, in_state=False))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(CommandError, match="root made the data"):
        choose_home(places)


def test_a_state_of_somebody_else_is_refused_by_name(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(CommandError, match="belongs to another user"):
        places.check_owner()
