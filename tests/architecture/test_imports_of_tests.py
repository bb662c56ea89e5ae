"""Tests know what they test, and nobody but tests knows what is made for them."""

from pathlib import Path

import pytest
from architecture.rules import made_for_tests, strangers_of_tests

CHECKOUT = Path(__file__).resolve().parents[2]
HOMES = ("chassis", "services", "deploy", "tools", "tests")
ELSEWHERE = {"node_modules", ".venv"}


def _files(*homes: str) -> dict[str, str]:
    return {
        file.relative_to(CHECKOUT).as_posix(): file.read_text(encoding="utf-8")
        for home in homes
        for file in (CHECKOUT / home).rglob("*.py")
        if not ELSEWHERE & set(file.parts)
    }


@pytest.mark.parametrize("home", HOMES)
def test_a_test_imports_no_other_service_and_no_other_test(home: str) -> None:
    strangers = {
        place: strangers_of_tests(place, source)
        for place, source in _files(home).items()
        if "tests" in place.split("/")
    }
    assert strangers
    assert not any(strangers.values()), {k: v for k, v in strangers.items() if v}


def test_the_product_imports_nothing_that_is_made_for_tests() -> None:
    products = {
        place: made_for_tests(source)
        for place, source in _files("chassis", "services", "deploy").items()
        if "tests" not in place.split("/") and not place.endswith("/testing.py")
    }
    assert len(products) > 100
    assert not any(products.values()), {k: v for k, v in products.items() if v}


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("chassis/tests/test_a.py", "import ates_tasks.domain"),
        ("services/tasks/tests/test_a.py", "from ates_accounting.domain import books"),
        ("services/tasks/tests/test_a.py", "from test_b import helper"),
        ("deploy/local/tests/test_a.py", "from conftest import helper"),
        ("tools/tests/test_a.py", "from conftest import helper"),
        ("tests/e2e/test_a.py", "from e2e.test_b import helper"),
    ],
)
def test_a_planted_import_is_found(place: str, source: str) -> None:
    assert strangers_of_tests(place, source) != []
    assert made_for_tests("from ates_chassis.testing import eventually") != []
