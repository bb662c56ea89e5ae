"""What `./ates check` has mypy look at."""

from pathlib import Path

import pytest

from ates_local.places import checkout_root
from ates_tools.commands.checking import ELSEWHERE, typed, types

pytestmark = pytest.mark.unit

_NO_RETURN_TYPE = "def test_something():\n    pass\n"


def _checkout(folder: Path, name: str, source: str) -> Path:
    (folder / "conftest.py").touch()
    (folder / "tools" / "ates_tools").mkdir(parents=True)
    (folder / "tools" / "ates_tools" / "__init__.py").touch()
    (folder / "deploy" / "local").mkdir(parents=True)
    (folder / "deploy" / "local" / "bootstrap.py").touch()
    (folder / "pyproject.toml").write_text("[tool.mypy]\nstrict = true\n")
    file = folder / name
    file.parent.mkdir(parents=True)
    file.write_text(source)
    return folder


def test_a_new_folder_of_tests_is_checked(tmp_path: Path) -> None:
    root = _checkout(tmp_path, "tests/novel/test_it.py", _NO_RETURN_TYPE)
    assert ["tests/novel"] in typed(root)


def test_a_test_without_a_return_type_is_complained_of(tmp_path: Path) -> None:
    root = _checkout(tmp_path, "tests/novel/test_it.py", _NO_RETURN_TYPE)
    assert "tests/novel/test_it.py:1" in types(root)()


def test_every_migration_is_checked() -> None:
    root = checkout_root()
    folders = {str(path.relative_to(root)) for path in root.glob("services/*/migrations")}
    assert folders
    assert folders <= {path for run in typed(root) for path in run}


def test_whatever_is_excused_from_types_is_there() -> None:
    root = checkout_root()
    assert not {folder for folder in ELSEWHERE if not (root / folder).is_dir()}


def test_programs_among_the_tests_are_checked_as_the_modules_they_are_run_as() -> None:
    assert ["-p", "tests.bench", "-p", "tests.release"] in typed(checkout_root())
