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
    yield Check("mypy --strict", tool(root, "mypy", *packages(root)))
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


def packages(root: Path) -> list[str]:
    folders = [*root.glob("chassis/ates_*"), *root.glob("services/*/ates_*")]
    folders += [*root.glob("deploy/local/ates_*"), *root.glob("tools/ates_*")]
    folders.append(root / "deploy/local/bootstrap.py")
    return [str(path.relative_to(root)) for path in sorted(folders)]


def python_files(root: Path) -> list[Path]:
    everything = [file for folder in CODE for file in (root / folder).rglob("*.py")]
    return sorted(file for file in everything if "node_modules" not in file.parts)
