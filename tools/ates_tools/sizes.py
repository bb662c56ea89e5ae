"""The size limits of the code: a function or file past them does more than one thing."""

import ast
from collections.abc import Iterator
from pathlib import Path

LONGEST_FUNCTION = 40
LONGEST_FILE = 300


def too_long(source: str, name: str) -> Iterator[str]:
    lines = len(source.splitlines())
    if lines > LONGEST_FILE:
        yield f"{name}: {lines} lines; a file may have {LONGEST_FILE}"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                limit = f"a function may have {LONGEST_FUNCTION}"
                yield f"{name}:{node.lineno} {node.name}: {length} lines; {limit}"


def too_long_in(files: list[Path], root: Path) -> list[str]:
    return [
        complaint
        for file in files
        for complaint in too_long(file.read_text(), str(file.relative_to(root)))
    ]
