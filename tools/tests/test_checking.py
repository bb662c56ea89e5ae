"""Each check of `./ates check` complains of what it is for."""

from pathlib import Path

import pytest

from ates_local.places import checkout_root
from ates_tools.commands import checking

SETTINGS = """
[tool.ruff]
line-length = 100
[tool.ruff.lint]
select = ["F"]
[tool.mypy]
strict = true
explicit_package_bases = true
mypy_path = ["chassis"]
[tool.importlinter]
root_packages = ["ates_small"]
[[tool.importlinter.contracts]]
name = "low knows nothing of high"
type = "layers"
containers = ["ates_small"]
layers = ["high", "low"]
"""
GOOD = {
    "chassis/ates_small/__init__.py": "",
    "chassis/ates_small/low.py": "ONE = 1\n",
    "chassis/ates_small/high.py": "from ates_small.low import ONE\n\nTWO = ONE + 1\n",
    "deploy/local/bootstrap.py": "",
    "conftest.py": "",
}
LOW = "chassis/ates_small/low.py"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    for name, text in GOOD.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "chassis"))
    monkeypatch.setattr(checking, "checkout_root", lambda: tmp_path)
    return tmp_path


def failing(capsys: pytest.CaptureFixture[str]) -> tuple[object, set[str]]:
    """The code of the command, and the checks that failed."""
    with pytest.raises(SystemExit) as end:
        checking.check()
    lines = capsys.readouterr().out.splitlines()
    return end.value.code, {line.partition("✗")[0].strip() for line in lines if "✗ fails" in line}


def test_good_code_passes(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert root
    assert failing(capsys) == (0, set())


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("import os\n", "ruff check"),
        ("ONE=1\n", "ruff format"),
        ('ONE: int = "1"\n', "mypy --strict"),
        ("from ates_small.high import TWO\n\nONE = TWO\n", "lint-imports"),
        ("ONE = 1\n" * 301, "sizes"),
    ],
)
def test_each_check_fails_on_what_it_is_for(
    root: Path, capsys: pytest.CaptureFixture[str], text: str, check: str
) -> None:
    (root / LOW).write_text(text)
    code, checks = failing(capsys)
    assert code == 1
    assert check in checks


def test_every_place_of_the_checkout_has_its_types_checked() -> None:
    root = checkout_root()
    looked_at = [root / name for run in checking.typed(root) for name in run if "/" in name]
    for file in checking.python_files(root):
        skipped = any(file.is_relative_to(root / name) for name in checking.ELSEWHERE)
        inside = any(file.is_relative_to(place) for place in looked_at)
        programs = any(file.is_relative_to(root / name) for name in checking.PROGRAMS)
        assert skipped or inside or programs, file
