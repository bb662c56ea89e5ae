"""The static route table of the gateway, read from the merged OpenAPI document at the start."""

import re
from collections import defaultdict
from dataclasses import dataclass

from ates_web.gateway.openapi import PREFIX, Document, operations_of

# A path parameter is an identifier; nothing else of a caller's path reaches a service.
_PARAMETER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
# These work on everything at once and may take longer than one row does.
_SLOW = frozenset({"reassign_tasks", "import_tasks", "pay_to_workers"})
_IMPORT = "import_tasks"


@dataclass(frozen=True, slots=True)
class Route:
    operation_id: str
    method: str
    service: str
    segments: tuple[str, ...]

    @property
    def slow(self) -> bool:
        return self.operation_id in _SLOW

    @property
    def takes_a_file(self) -> bool:
        return self.operation_id == _IMPORT


@dataclass(frozen=True, slots=True)
class Match:
    route: Route
    path: str


@dataclass(frozen=True, slots=True)
class NotAllowed:
    allowed: tuple[str, ...]


class RouteTable:
    def __init__(self, document: Document) -> None:
        by_segments: dict[tuple[str, ...], dict[str, Route]] = defaultdict(dict)
        for path, method, operation in operations_of(document):
            segments = tuple(path.removeprefix(PREFIX).strip("/").split("/"))
            route = Route(operation["operationId"], method, operation["x-ates-service"], segments)
            by_segments[segments][method] = route
        # `/users/me` is tried before `/users/{user_id}`.
        self._paths = sorted(
            by_segments.items(), key=lambda item: [_is_parameter(part) for part in item[0]]
        )

    @property
    def services(self) -> set[str]:
        return {route.service for _, routes in self._paths for route in routes.values()}

    def find(self, method: str, path: str) -> Match | NotAllowed | None:
        """The route of a decoded path below the prefix; None where there is no such path."""
        parts = tuple(path.split("/"))
        for segments, routes in self._paths:
            if not _fits(segments, parts):
                continue
            if method in routes:
                return Match(routes[method], "/" + "/".join(parts))
            return NotAllowed(tuple(sorted(routes)))
        return None


def _is_parameter(segment: str) -> bool:
    return segment.startswith("{")


def _fits(segments: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    if len(segments) != len(parts):
        return False
    return all(
        _PARAMETER.fullmatch(value) is not None if _is_parameter(segment) else segment == value
        for segment, value in zip(segments, parts, strict=True)
    )
