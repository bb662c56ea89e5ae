"""The import rules hold, and each is seen to fail on a planted violation."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGES = [
    "chassis/ates_chassis",
    *(
        f"services/{s}/ates_{s}"
        for s in ("auth", "tasks", "accounting", "analytics", "payments", "notifications", "web")
    ),
    "deploy/local/ates_local",
    "tools/ates_tools",
]
_LINT = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"

VIOLATIONS = {
    "layers": ("services/tasks/ates_tasks/storage/tasks.py", "import ates_tasks.use_cases"),
    "strangers": ("services/tasks/ates_tasks/use_cases/tasks.py", "import ates_accounting.domain"),
    "chassis": ("chassis/ates_chassis/messaging/outbox.py", "import ates_auth.domain"),
    "domain": ("services/accounting/ates_accounting/domain/books.py", "import pydantic"),
    "use-cases": ("services/tasks/ates_tasks/use_cases/tasks.py", "import fastapi"),
    "broker": ("services/tasks/ates_tasks/consumers.py", "import aio_pika"),
    "http-without-broker": (
        "chassis/ates_chassis/database/engine.py",
        "import ates_chassis.messaging.relay",
    ),
    "rooms": (
        "chassis/ates_chassis/observability/metrics.py",
        "import ates_chassis.shared.errors",
    ),
    "http-and-messaging": (
        "chassis/ates_chassis/http/problems.py",
        "import ates_chassis.messaging.inbox",
    ),
    "products-and-programs": (
        "services/tasks/ates_tasks/domain/tasks.py",
        "import ates_local.places",
    ),
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    shutil.copy(CHECKOUT / "pyproject.toml", folder)
    for package in PACKAGES:
        shutil.copytree(
            CHECKOUT / package, folder / package, ignore=shutil.ignore_patterns("*.pyc")
        )
    return folder


def lint(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    roots = os.pathsep.join(str((tree / package).parent) for package in PACKAGES)
    return subprocess.run(
        [sys.executable, "-c", _LINT, "--no-cache", *arguments],
        cwd=tree, env=os.environ | {"PYTHONPATH": roots}, capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip


def test_the_import_rules_hold(tree: Path) -> None:
    result = lint(tree)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("rule", VIOLATIONS)
def test_an_import_rule_fails_on_a_planted_violation(tree: Path, rule: str) -> None:
    name, violation = VIOLATIONS[rule]
    file = tree / name
    clean = file.read_text(encoding="utf-8")
    file.write_text(f"{clean}\n{violation}\n", encoding="utf-8")
    try:
        result = lint(tree, "--contract", rule)
    finally:
        file.write_text(clean, encoding="utf-8")
    assert result.returncode == 1, result.stdout + result.stderr
    assert "BROKEN" in result.stdout
