"""The Python environment: made anew when it is half-made or moved, kept when only the lock changed."""

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def bootstrap() -> Any:
    file = Path(__file__).parents[1] / "bootstrap.py"
    spec = importlib.util.spec_from_file_location("bootstrap", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    checkout = tmp_path / "check out"
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    return checkout


def stamped(checkout: Path, stamp: str) -> Path:
    (checkout / ".venv" / "ates.stamp").write_text(f"{stamp}\n")
    return checkout / ".venv"


def test_an_environment_with_this_stamp_is_current(bootstrap: Any, checkout: Path) -> None:
    stamp = f"123 45 {checkout} services/auth"
    assert bootstrap.is_current(stamped(checkout, stamp), stamp)


def test_an_environment_without_a_stamp_is_made_anew(bootstrap: Any, checkout: Path) -> None:
    environment = checkout / ".venv"
    assert not bootstrap.is_current(environment, "1")
    assert not bootstrap.is_reusable(environment, checkout)


def test_a_changed_lock_keeps_the_environment_and_installs_into_it(
    bootstrap: Any, checkout: Path
) -> None:
    environment = stamped(checkout, f"123 45 {checkout} services/auth")
    assert not bootstrap.is_current(environment, f"678 90 {checkout} services/auth")
    assert bootstrap.is_reusable(environment, checkout)


def test_an_environment_of_another_place_is_made_anew(bootstrap: Any, checkout: Path) -> None:
    environment = stamped(checkout, "123 45 /elsewhere services/auth")
    assert not bootstrap.is_reusable(environment, checkout)


def test_an_environment_whose_python_is_gone_is_made_anew(bootstrap: Any, checkout: Path) -> None:
    environment = stamped(checkout, f"123 45 {checkout} ")
    (environment / "bin" / "python").unlink()
    assert not bootstrap.is_reusable(environment, checkout)


def test_every_package_folder_is_on_the_path(bootstrap: Any, checkout: Path) -> None:
    (checkout / "services" / "tasks").mkdir(parents=True)
    lines = bootstrap.path_lines(checkout)
    assert [str(Path(line).relative_to(checkout)) for line in lines] == [
        "chassis",
        "services/tasks",
        "deploy/local",
        "tools",
        "tests",
    ]
