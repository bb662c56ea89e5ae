"""The commands of `./ates` that need no company, as a person calls them."""

from pathlib import Path

import pytest

from ates_local.places import Places, checkout_root
from support.launcher_commands import ates, succeeds

QUICK = "tools/tests/test_sizes.py"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(checkout_root(), tmp_path / "state")


def test_the_help_names_every_command(places: Places) -> None:
    output = succeeds(places, "--help")
    assert all(name in output for name in ("up", "down", "test", "check", "secrets", "lock"))


def test_tests_of_one_level_run_and_the_rest_goes_to_pytest(places: Places) -> None:
    assert "passed" in succeeds(places, "test", "unit", QUICK, "-q")
    assert ates(places, "test", "unit", QUICK, "-q", "-k", "nothing").returncode == 5


def test_coverage_below_a_floor_fails(places: Places) -> None:
    done = ates(places, "coverage", QUICK, "-q")
    assert done.returncode == 1
    assert "too low" in done.stdout


def test_the_generated_documents_are_up_to_date(places: Places) -> None:
    assert "up to date" in succeeds(places, "documents", "--check")
