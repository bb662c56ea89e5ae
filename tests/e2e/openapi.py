"""The gateway's OpenAPI document as tests use it: every operation, with its parameters and its body."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DOCUMENT = json.loads(
    (Path(__file__).resolve().parents[2] / "services/web/ates_web/openapi.json").read_text("utf-8")
)
_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    parameters: list[dict[str, Any]]
    media_type: str | None
    fields: dict[str, dict[str, Any]]
    required: frozenset[str]
    is_guarded: bool

    def parameters_in(self, place: str) -> list[dict[str, Any]]:
        return [each for each in self.parameters if each["in"] == place]


def _operations() -> Iterator[Operation]:
    for path, item in DOCUMENT["paths"].items():
        for method in _METHODS:
            if method in item:
                yield _operation(path.removeprefix("/api/v1"), method, item[method])


def _operation(path: str, method: str, described: dict[str, Any]) -> Operation:
    content = described.get("requestBody", {}).get("content", {})
    media_type = next(iter(content), None)
    schema = resolved(content[media_type]["schema"]) if media_type else {}
    return Operation(
        described["operationId"],
        method.upper(),
        path,
        described.get("parameters", []),
        media_type,
        schema.get("properties", {}),
        frozenset(schema.get("required", ())),
        bool(described.get("security")),
    )


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without a reference at its top, and without the `null` that an optional field may be."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return resolved(DOCUMENT["components"]["schemas"][name])
    if "anyOf" in schema:
        return resolved(next(each for each in schema["anyOf"] if each.get("type") != "null"))
    return schema


OPERATIONS = {operation.id: operation for operation in _operations()}
