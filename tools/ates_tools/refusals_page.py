"""`docs/refusals.md`: every code with which the API refuses, when, and with which parameters."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

from ates_chassis.http.problems import CODES_OF_STATUS, status_of
from ates_chassis.shared.errors import RefusedError
from ates_chassis.shared.reasons import ENGLISH
from ates_web.pages.refusals import SENTENCES

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_HEAD = """# Refusals

Generated from the code by `./ates documents`. A request that is refused is answered with a problem document (RFC 9457), whose
`code` is stable; `params` are what its sentence names, and days in them are ISO 8601. A code of a field stands in `errors`, beside
the field. The sentences are those of the pages; an answer has English for whoever reads the API, which no program should read.

| code | status | parameters | what pages say |
|---|---|---|---|
"""


_PACKAGES = (
    "ates_chassis", "ates_auth", "ates_tasks", "ates_accounting", "ates_analytics", "ates_payments", "ates_notifications", "ates_web",
)  # fmt: skip
# What no class stands for.
_OF_THE_EDGE = {
    "malformed-query": {400},
    "service-unavailable": {503, 504},
    "unavailable": {503},
    "unexpected": {500},
}


def refusals_page() -> str:
    _import_all()
    statuses = _statuses()
    rows = [
        f"| `{code}` | {statuses.get(code, 'of a field')} | {_parameters(text)} | {_braced(text)} |"
        for code, text in sorted(SENTENCES.items())
    ]
    return _HEAD + "\n".join(rows) + "\n"


def _import_all() -> None:
    """A class is known once its module is imported."""
    for name in _PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not module.name.endswith(".__main__"):
                importlib.import_module(module.name)


def _statuses() -> dict[str, str]:
    known = {code: set(statuses) for code, statuses in _OF_THE_EDGE.items()}
    for kind in _kinds(RefusedError):
        known.setdefault(kind.code, set()).add(status_of(kind))
    for status, code in CODES_OF_STATUS.items():
        known.setdefault(code, set()).add(status)
    of_fields = ENGLISH.keys() - known.keys()
    return {
        code: ", ".join(map(str, sorted(statuses)))
        for code, statuses in known.items()
        if code not in of_fields
    }


def _kinds(kind: type[RefusedError]) -> Iterator[type[RefusedError]]:
    yield kind
    for each in kind.__subclasses__():
        # Tests have some of their own in the process that compares the page with the code.
        if each.__module__.startswith("ates_"):
            yield from _kinds(each)


def _parameters(sentence: str) -> str:
    return ", ".join(f"`{name}`" for name in _PLACEHOLDER.findall(sentence))


def _braced(sentence: str) -> str:
    return _PLACEHOLDER.sub(r"{\1}", sentence)
