"""Groups of the coverage report, and their floors."""

import pytest

from ates_tools.coverage import CORE_FLOOR, FLOOR, groups


def file(statements: int, covered: int, branches: int = 0, taken: int = 0) -> dict[str, object]:
    summary = {
        "num_statements": statements,
        "covered_lines": covered,
        "num_branches": branches,
        "covered_branches": taken,
    }
    return {"summary": summary}


@pytest.mark.parametrize(
    ("path", "name", "floor"),
    [
        ("services/tasks/ates_tasks/domain.py", "domains", CORE_FLOOR),
        ("services/payments/ates_payments/domain/__init__.py", "domains", CORE_FLOOR),
        ("services/accounting/ates_accounting/storage/ledger.py", "ledger", CORE_FLOOR),
        ("chassis/ates_chassis/messaging/rebuilding/archive.py", "messaging", CORE_FLOOR),
        ("services/web/ates_web/pages/shell.py", "ates_web", FLOOR),
        ("services/accounting/ates_accounting/api/ledger.py", "ates_accounting", FLOOR),
    ],
)
def test_a_file_belongs_to_the_core_or_to_its_package(path: str, name: str, floor: float) -> None:
    [group] = groups({"files": {path: file(10, 10)}})
    assert (group.name, group.floor) == (name, floor)


def test_branches_count_as_lines_do() -> None:
    files = {
        "services/tasks/ates_tasks/domain.py": file(80, 80, 20, 14),
        "services/auth/ates_auth/domain.py": file(100, 100),
    }
    [group] = groups({"files": files})
    assert (group.percent, group.is_enough) == (97.0, True)


def test_a_group_below_its_floor_is_not_enough() -> None:
    [group] = groups({"files": {"services/tasks/ates_tasks/domain.py": file(100, 94)}})
    assert not group.is_enough
