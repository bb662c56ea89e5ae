"""A state folder is never somebody else's folder, and a reset deletes what aTES wrote and nothing else."""

from pathlib import Path
from typing import Any

import pytest
from state_folders import ates, begun, everything_in, output_of, places_of

from ates_chassis.shared.command_error import CommandError
from ates_local import state_folder


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
def test_no_command_touches_somebody_elses_folder(
    arguments: tuple[Any, ...], documents: Path
) -> None:
    before, mode = everything_in(documents), documents.stat().st_mode
    done = ates(*arguments, state=documents)
    assert everything_in(documents) == before
    assert documents.stat().st_mode == mode
    assert arguments == ("down",) or done.returncode == 1, output_of(done)


def test_a_reset_of_somebody_elses_folder_says_why_not(documents: Path) -> None:
    assert "is not a state folder of aTES: nothing is deleted" in output_of(
        ates("reset", "--yes", state=documents)
    )


def test_a_reset_through_a_link_to_somebody_elses_folder_deletes_nothing(
    documents: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(documents)
    before = everything_in(documents)
    assert ates("reset", "--yes", state=tmp_path / "link").returncode == 1
    assert everything_in(documents) == before


@pytest.mark.parametrize("marked", [False, True])
def test_home_the_checkout_and_what_is_above_it_are_no_state_folders(
    marked: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
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


def test_the_systems_folder_of_data_is_no_state_folder(outside: Path) -> None:
    for folder in (outside, outside / "0123456789ab"):
        with pytest.raises(CommandError, match="cannot be the state folder"):
            state_folder.claim(places_of(folder))


@pytest.mark.parametrize("kind", ["file", "dangling link"])
def test_what_is_no_folder_is_said(kind: str, tmp_path: Path) -> None:
    state = tmp_path / "state"
    if kind == "file":
        state.write_text("mine")
    else:
        state.symlink_to(tmp_path / "gone")
    with pytest.raises(CommandError, match=r"is not a folder|is not there"):
        state_folder.claim(places_of(state))


@pytest.mark.parametrize("incidental", [(), ("lost+found",)])
def test_an_empty_folder_or_a_fresh_disk_may_become_a_state_folder(
    incidental: tuple[str], tmp_path: Path
) -> None:
    for name in incidental:
        (tmp_path / "disk" / name).mkdir(parents=True)
    state_folder.claim(places_of(tmp_path / "disk"))
    state_folder.check_ours(places_of(tmp_path / "disk"))


def test_a_state_of_an_earlier_release_is_known_without_a_mark(tmp_path: Path) -> None:
    places = begun(tmp_path / "state")
    (places.state / state_folder.MARK).unlink()
    (places.state / "notes.txt").write_text("mine")
    state_folder.check_ours(places)
    places.installation.unlink()
    state_folder.check_ours(places)


def test_a_start_that_an_earlier_release_broke_off_is_known_without_a_mark(tmp_path: Path) -> None:
    places = places_of(tmp_path / "state")
    places.make()
    places.lock.touch()
    state_folder.check_ours(places)
    (places.state / "letter.txt").touch()
    with pytest.raises(CommandError, match="not a state folder"):
        state_folder.check_ours(places)
