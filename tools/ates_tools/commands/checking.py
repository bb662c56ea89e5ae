"""`./ates check`: formatting, lint, types, import rules and sizes; one table, one exit code."""

import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from ates_chassis.shared.screen import console
from ates_local.places import checkout_root
from ates_tools.sizes import too_long_in

# What it has to say; empty when there is nothing to complain of.
Run = Callable[[], str]
CODE = ("chassis", "services", "deploy", "tools", "schemas", "tests")

# What drives a client that a test generates, in an environment of its own: that test runs it.
ELSEWHERE = frozenset({"tests/clients"})
# Programs that are run as modules of `tests`, and name their own modules so.
PROGRAMS = ("tests/bench", "tests/release")


@dataclass(frozen=True)
class Check:
    name: str
    run: Run


def check() -> None:
    """Check the code: lint, formatting, types, import rules, sizes."""
    table = Table("check", "result", "time", box=None, pad_edge=False)
    failed = False
    for one in checks_of(checkout_root()):
        started = time.monotonic()
        with console.status(f"[dim]{one.name} …[/]"):
            complaint = one.run()
        if complaint:
            failed = True
            console.rule(one.name)
            console.plain(complaint)
        result = "[red]✗ fails[/]" if complaint else "[green]✓[/]"
        table.add_row(one.name, result, f"{time.monotonic() - started:.1f} s")
    console.print(table)
    raise SystemExit(1 if failed else 0)


def checks_of(root: Path) -> Iterator[Check]:
    configured = tomllib.loads((root / "pyproject.toml").read_text())["tool"]
    yield Check("ruff check", tool(root, "ruff", "check", "."))
    yield Check("ruff format", tool(root, "ruff", "format", "--check", "."))
    yield Check("mypy --strict", types(root))
    if "importlinter" in configured:
        yield Check("lint-imports", tool(root, "lint-imports"))
    if "djlint" in configured:
        yield Check("djlint", tool(root, "djlint", "services/web", "--lint", "--check", "--quiet"))
    yield Check("sizes", lambda: "\n".join(too_long_in(python_files(root), root)))


def tool(root: Path, name: str, *arguments: str) -> Run:
    executable = Path(sys.executable).parent / name

    def run() -> str:
        done = subprocess.run(
            [executable, *arguments], cwd=root, capture_output=True, text=True, check=False
        )
        output = (done.stdout + done.stderr).strip()
        return (output or f"{name} fails") if done.returncode else ""

    return run


def types(root: Path) -> Run:
    """Runs mypy --strict over the packages, and over each place where tests or migrations have module names of their own."""
    runs = [tool(root, "mypy", *paths) for paths in typed(root)]
    return lambda: "\n".join(filter(None, (run() for run in runs)))


def typed(root: Path) -> list[list[str]]:
    """What each run of mypy looks at: names such as `conftest` are there once per run."""
    homes = [root / "chassis", *root.glob("services/*"), root / "deploy/local", root / "tools"]
    runs = [[home / "migrations", home / "tests"] for home in sorted(homes)]
    programs = [root / name for name in PROGRAMS if (root / name).is_dir()]
    runs.append([file.parent for file in root.glob("tests/*/*.py") if file.parent not in programs])
    named = [
        sorted(
            {
                name
                for path in run
                if path.is_dir() and (name := str(path.relative_to(root))) not in ELSEWHERE
            }
        )
        for run in runs
    ]
    modules = [word for path in programs for word in ("-p", f"tests.{path.name}")]
    outer = ["tests/conftest.py"] if (root / "tests/conftest.py").exists() else []
    return list(filter(None, [[*packages(root), "conftest.py"], *named, modules, outer]))


def packages(root: Path) -> list[str]:
    folders = [*root.glob("chassis/ates_*"), *root.glob("services/*/ates_*")]
    folders += [*root.glob("deploy/local/ates_*"), *root.glob("tools/ates_*")]
    folders += [root / "deploy/local/bootstrap.py", *root.glob("deploy/trial/*.py")]
    return [str(path.relative_to(root)) for path in sorted(folders)]


def python_files(root: Path) -> list[Path]:
    everything = [file for folder in CODE for file in (root / folder).rglob("*.py")]
    return sorted(file for file in everything if "node_modules" not in file.parts)
