"""The words of the house: no name of the old dialect, one meaning a class, and errors that are called so."""

from collections import defaultdict

import pytest
from architecture.names import RETIRED, classes, misnamed_errors, retired

from ates_local.places import checkout_root

ROOT = checkout_root()
FOLDERS = ("chassis", "deploy", "services", "tests", "tools")
FILES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*.py"))
}
# This rule names them.
OURSELVES = "tests/architecture/names.py"
DUPLICATES_MAX = 12
# Of a consumer's own model of an event that another service publishes, each consumer has one.
EVENT_MODELS = frozenset(
    name
    for path, content in FILES.items()
    if path.endswith("consumers.py")
    for name in classes(content)
)


def test_no_name_of_the_old_dialect_is_left() -> None:
    offending = {
        path: {name: f"now: {RETIRED[name]}" for name in sorted(names)}
        for path, content in FILES.items()
        if (names := retired(path, content))
    }
    assert offending == {}, "docs/glossary.md has the terms"


@pytest.mark.parametrize(
    ("path", "content", "names"),
    [
        ("services/x/a.py", "found = 1\n", {"found"}),
        ("services/x/a.py", "def most(found): return found\n", {"found", "most"}),
        ("services/x/a.py", "class Vault: ...\n", {"Vault"}),
        ("services/x/letters.py", "", {"letters"}),
        ("services/x/a.py", "from x import who\n", {"who"}),
        ("services/x/a.py", "a.told = 1\n", {"told"}),
        ("services/x/a.py", "from hypothesis import given\n\n\n@given(1)\ndef f(): ...\n", set()),
        ("services/x/a.py", '"""What is found and given."""\nfound_at = 1\n', set()),
    ],
)
def test_a_name_of_the_old_dialect_is_noticed(path: str, content: str, names: set[str]) -> None:
    assert retired(path, content) == names


def test_a_class_has_one_meaning_in_the_repository() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path, content in FILES.items():
        for name in classes(content):
            places[name].append(path)
    repeated = {
        name: where
        for name, where in places.items()
        if len(where) > 1 and name != "Settings" and name not in EVENT_MODELS
    }
    assert len(repeated) <= DUPLICATES_MAX, repeated


def test_an_exception_is_called_an_error() -> None:
    offending = {path: n for path, content in FILES.items() if (n := misnamed_errors(content))}
    assert offending == {}


def test_an_exception_that_is_not_called_an_error_is_noticed() -> None:
    assert misnamed_errors("class Gone(errors.NotFoundError): ...\n") == {"Gone"}
    assert misnamed_errors("class Crash(Exception): ...\nclass A(B): ...\n") == {"Crash"}
