"""One OpenAPI document out of the services' own. It is committed, and it is the gateway's route table."""

from collections.abc import Iterator, Mapping
from typing import Any

Document = dict[str, Any]

PREFIX = "/api/v1"
METHODS = ("get", "post", "put", "patch", "delete")
# What a service says about itself to machines of the same site only.
PRIVATE = ("/.well-known/", "/health", "/metrics", "/openapi")
DESCRIPTION = (
    "The task exchange of a company. Sign in with `auth_user` and send the access token as a bearer token. "
    "Amounts are whole minor units; times are RFC 3339 in UTC; lists are keyset pages (`limit`, `after` → `next`); "
    "errors are RFC 9457 problem documents with a stable `code`; every POST honours `Idempotency-Key`."
)


class MergeConflictError(Exception):
    """Two services describe the same thing differently."""


def merge(documents: Mapping[str, Document]) -> Document:
    """The services' documents as one; the same input always gives the same text."""
    merged: Document = {
        "openapi": "3.1.0",
        "info": {"title": "aTES", "version": "1", "description": DESCRIPTION},
        "tags": [{"name": service} for service in sorted(documents)],
        "paths": {},
        "components": {},
    }
    operations: set[str] = set()
    for service in sorted(documents):
        document = _with_own_names(documents[service], service, taken=merged["components"])
        _add_components(merged["components"], document.get("components", {}))
        for path, item in document.get("paths", {}).items():
            if path.startswith(PRIVATE):
                continue
            _add_path(merged["paths"], path, item, service=service, operations=operations)
    merged["paths"] = dict(sorted(merged["paths"].items()))
    merged["components"] = {
        kind: dict(sorted(parts.items())) for kind, parts in sorted(merged["components"].items())
    }
    return merged


def _add_path(
    paths: Document, path: str, item: Document, *, service: str, operations: set[str]
) -> None:
    target = paths.setdefault(PREFIX + path, {})
    for method in METHODS:
        if method not in item:
            continue
        operation = dict(item[method])
        name = operation.get("operationId")
        if name is None or name in operations or method in target:
            raise MergeConflictError(f"{service} {method} {path}: operation {name} is not unique")
        operations.add(name)
        target[method] = operation | {"tags": [service], "x-ates-service": service}
    if not target:
        del paths[PREFIX + path]


def _with_own_names(document: Document, service: str, *, taken: Document) -> Document:
    """The document with a schema renamed where another service uses its name for something else."""
    schemas = document.get("components", {}).get("schemas", {})
    others = taken.get("schemas", {})
    renamed = {
        f"#/components/schemas/{name}": f"#/components/schemas/{service.capitalize()}{name}"
        for name, schema in schemas.items()
        if name in others and others[name] != schema
    }
    if not renamed:
        return document
    document = _rewritten(document, renamed)
    document["components"]["schemas"] = {
        renamed.get(f"#/components/schemas/{name}", name).rpartition("/")[2]: schema
        for name, schema in document["components"]["schemas"].items()
    }
    return document


def _rewritten(node: Any, renamed: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {
            name: renamed.get(value, value) if name == "$ref" else _rewritten(value, renamed)
            for name, value in node.items()
        }
    if isinstance(node, list):
        return [_rewritten(item, renamed) for item in node]
    return node


def _add_components(merged: Document, components: Document) -> None:
    for kind, parts in components.items():
        known = merged.setdefault(kind, {})
        for name, part in parts.items():
            if known.setdefault(name, part) != part:
                raise MergeConflictError(f"components/{kind}/{name} differs between services")


def operations_of(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Every path, method and operation of a merged document."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method.upper(), item[method]
