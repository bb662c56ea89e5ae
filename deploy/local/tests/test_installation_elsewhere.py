"""A company that is somewhere else, or has no data here, is not begun anew."""

import shutil
from pathlib import Path

import pytest
from installations import enter

from ates_chassis.shared.command_error import CommandError
from ates_local import states
from ates_local.places import Places


def test_a_plain_up_does_not_begin_a_company_beside_one_elsewhere(
    places: Places, tmp_path: Path
) -> None:
    elsewhere = Places(checkout=places.checkout, state=tmp_path / "elsewhere")
    elsewhere.make()
    enter(elsewhere)
    states.note(elsewhere)
    with pytest.raises(CommandError, match="has a company elsewhere") as refused:
        states.check_no_other(places)
    assert f"ATES_STATE_DIR={elsewhere.state} ./ates up" in refused.value.remedy
    states.check_no_other(elsewhere)
    enter(places)
    states.check_no_other(places)


def test_a_company_whose_disk_is_not_mounted_is_not_begun_anew(
    places: Places, tmp_path: Path
) -> None:
    elsewhere = Places(checkout=places.checkout, state=tmp_path / "disk" / "state")
    elsewhere.make()
    enter(elsewhere)
    states.note(elsewhere)
    shutil.rmtree(elsewhere.state)
    with pytest.raises(CommandError, match="is not there") as refused:
        states.check_no_other(elsewhere)
    assert "Is its disk mounted?" in refused.value.remedy
    states.forget(elsewhere)
    states.check_no_other(elsewhere)


def test_a_company_is_known_by_every_name_of_its_folder(places: Places, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(places.checkout)
    linked = Places(checkout=places.checkout, state=tmp_path / "link" / ".ates")
    enter(linked)
    states.note(linked)
    assert states.known(places) == []
    elsewhere = Places(checkout=places.checkout, state=tmp_path / "elsewhere")
    elsewhere.make()
    enter(elsewhere)
    states.note(elsewhere)
    states.forget(
        Places(checkout=places.checkout, state=tmp_path / "checkout" / ".." / "elsewhere")
    )
    assert states.known(places) == []


def test_a_company_elsewhere_that_is_gone_is_forgotten(places: Places, tmp_path: Path) -> None:
    elsewhere = Places(checkout=places.checkout, state=tmp_path / "elsewhere")
    elsewhere.make()
    enter(elsewhere)
    states.note(elsewhere)
    shutil.rmtree(elsewhere.state)
    states.check_no_other(places)
