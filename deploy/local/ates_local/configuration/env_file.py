r"""The text of `ates.env`: read as a shell reads assignments, and changed without touching a person's comments.

A line is `NAME=VALUE`, a comment or empty. A value without spaces, quotes and backslashes stands as it is; otherwise it is in single
quotes ('it'\''s'), or in double ones with backslashes before `"` and `\`. Nothing is expanded: `$` is a dollar. What
follows a value after a space must be a comment.
"""

import re
import shlex
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_ASSIGNMENT = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=")
_PART = re.compile(r"""'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)""")
_REST = re.compile(r"\s*$|\s+#.*$")
_ESCAPED = re.compile(r'\\(["\\$`])')

HEADER = """\
# The settings of this aTES. ./ates configure writes them, and so may you; ./ates up puts them in force.
# NAME=VALUE as in a shell, with quotes around spaces; nothing is expanded.
"""


class NotUnderstoodError(ValueError):
    """A line that is neither an assignment nor a comment."""


class EnvLine(NamedTuple):
    text: str
    name: str | None
    value: str


def read(text: str) -> dict[str, str]:
    """Raises NotUnderstoodError, also where a name is given twice."""
    values: dict[str, str] = {}
    for number, line in enumerate(_lines(text), start=1):
        if line.name is None:
            continue
        if line.name in values:
            raise NotUnderstoodError(f"line {number}: {line.name} is given twice")
        values[line.name] = line.value
    return values


def changed(text: str, values: Mapping[str, str]) -> str:
    """The text with exactly these values; lines that stay true stay as they were written."""
    lines, left = [], dict(values)
    for line in _lines(text or HEADER):
        if line.name is None or left.get(line.name) == line.value:
            lines.append(line.text)
        elif line.name in left:
            lines.append(assignment(line.name, left[line.name]))
        left.pop(line.name or "", None)
    lines += [assignment(name, value) for name, value in left.items()]
    return "\n".join(lines) + "\n"


def assignment(name: str, value: str) -> str:
    return f"{name}={shlex.quote(value)}"


def _lines(text: str) -> Iterator[EnvLine]:
    # Not splitlines: it would also split at characters that a value may have.
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            yield EnvLine(line, None, "")
            continue
        start = _ASSIGNMENT.match(line)
        if start is None:
            raise NotUnderstoodError(f"line {number} is neither NAME=VALUE nor a comment")
        yield EnvLine(line, start[1], _value(line, start.end(), number))


def _value(line: str, at: int, number: int) -> str:
    parts = []
    while part := _PART.match(line, at):
        single, double, escaped, plain = part.groups()
        if double is not None:
            parts.append(_ESCAPED.sub(r"\1", double))
        else:
            parts.append(next(each for each in (single, escaped, plain) if each is not None))
        at = part.end()
    if _REST.match(line, at) is None:
        raise NotUnderstoodError(f"line {number}: put the value in quotes")
    return "".join(parts)
