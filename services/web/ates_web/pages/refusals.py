"""What a service refused, in the language of the visit; services themselves answer in English."""

from collections.abc import Mapping
from types import MappingProxyType

from ates_web.clients.upstream import Problem
from ates_web.pages.language import _, later, spoken

# By the stable `code` of the problem. In English the service's own detail says more.
_BY_CODE: Mapping[str, str] = MappingProxyType(
    {
        "forbidden": later("You may not do this."),
        "not-found": later("There is nothing here."),
    }
)


def reason_of(problem: Problem) -> str:
    """Why it was refused."""
    given = problem.detail or problem.title
    if spoken().code == "en":
        return given
    return _(_BY_CODE.get(problem.code, given))
