"""The chassis stays small enough to be read in an afternoon."""

import ast
from pathlib import Path

CHASSIS = Path(__file__).resolve().parents[2] / "chassis" / "ates_chassis"
LINES_MAX = 2_400


def code_lines(source: str) -> int:
    """Lines without blank lines, comments and docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    prose: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, documented) and ast.get_docstring(node) is not None:
            prose |= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    lines = enumerate(source.splitlines(), 1)
    return sum(
        n not in prose and bool(line.strip()) and not line.strip().startswith("#")
        for n, line in lines
    )


def test_code_lines_leave_out_what_is_not_code():
    assert (
        code_lines('"""Module."""\n\n# why\nx = 1\n\ndef f():\n    """Doc."""\n    return x\n') == 3
    )


def test_the_chassis_has_stays_below_its_limit():
    total = sum(code_lines(path.read_text(encoding="utf-8")) for path in CHASSIS.glob("*.py"))
    assert total <= LINES_MAX, f"{total} lines; see docs/decisions/0003-size-of-the-chassis.md"
