"""A test's level follows from where it lies."""

from pathlib import Path, PurePosixPath

import pytest

from ates_tools.commands.testing import ELSEWHERE, WHOLE_COMPANY, show_times, split
from ates_tools.levels import BUDGETS_S, LEVELS, level_of

# 25 minutes for all of `.ci/run`, of which the checks and a new environment take two.
RUN_S = 23 * 60


@pytest.mark.parametrize(
    ("path", "level"),
    [
        ("tests/e2e/test_main_job.py", "e2e"),
        ("tests/faults/deep/test_kill.py", "faults"),
        ("services/tasks/tests/test_domain.py", "unit"),
        ("services/tasks/tests/test_domain_draw.py", "unit"),
        ("services/tasks/tests/test_api.py", "service"),
        ("chassis/tests/test_relay.py", "service"),
        ("deploy/local/tests/test_ports.py", "unit"),
        ("tests/other/test_x.py", None),
    ],
)
def test_the_folder_gives_the_level(path: str, level: str | None) -> None:
    assert level_of(PurePosixPath(path)) == level


@pytest.mark.parametrize(
    ("arguments", "level", "rest"),
    [
        ([], "all", []),
        (["unit"], "unit", []),
        (["unit", "-k", "money"], "unit", ["-k", "money"]),
        (["-x", "unit"], "all", ["-x", "unit"]),
        (["all", "-x"], "all", ["-x"]),
    ],
)
def test_the_level_comes_first_and_the_rest_goes_to_pytest(
    arguments: list[str], level: str, rest: list[str]
) -> None:
    assert split(arguments) == (level, rest)


def test_every_level_of_ates_test_has_a_budget_and_each_run_fits_into_its_time() -> None:
    assert BUDGETS_S.keys() == set(LEVELS) - {ELSEWHERE}
    waiting = sum(BUDGETS_S[level] for level in WHOLE_COMPANY)
    assert waiting <= RUN_S
    assert sum(BUDGETS_S.values()) - waiting <= RUN_S


def test_times_are_shown_beside_their_budgets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one").write_text('{"unit": [3, 2.4], "e2e": [1, 100000]}')
    show_times([tmp_path / "one", tmp_path / "never-written"])
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["unit", "3", "2", "s", "300", "s"] in rows
    assert ["e2e", "1", "100000", "s", "over", "420", "s"] in rows
