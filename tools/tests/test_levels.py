"""A test's level follows from where it lies."""

from pathlib import PurePosixPath

import pytest

from ates_tools.commands.testing import split
from ates_tools.levels import level_of


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
