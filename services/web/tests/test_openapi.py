"""The merged document: the same input gives the same text, and nothing private is in it."""

import json
from pathlib import Path

import pytest

from ates_web import main
from ates_web.gateway.forward import Gateway
from ates_web.gateway.openapi import MergeConflictError, merge
from ates_web.gateway.routes import Match, NotAllowed, RouteTable


def document(
    path: str, operation: str, schema: dict[str, object] | None = None
) -> dict[str, object]:
    answer = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Money"}}}}
    return {
        "openapi": "3.1.0",
        "paths": {
            path: {"get": {"operationId": operation, "responses": {"200": answer}}},
            "/.well-known/jwks.json": {"get": {"operationId": f"keys_{operation}"}},
            "/health/live": {"get": {"operationId": f"live_{operation}"}},
        },
        "components": {"schemas": {"Money": schema or {"type": "object"}}},
    }


def test_the_services_become_one_document_below_one_prefix() -> None:
    merged = merge({"tasks": document("/tasks", "a"), "accounting": document("/income", "b")})
    assert list(merged["paths"]) == ["/api/v1/income", "/api/v1/tasks"]
    assert merged["paths"]["/api/v1/tasks"]["get"]["x-ates-service"] == "tasks"
    assert list(merged["components"]["schemas"]) == ["Money"]


def test_a_name_with_two_meanings_gets_the_service_in_front() -> None:
    merged = merge(
        {
            "tasks": document("/tasks", "a", {"type": "string"}),
            "accounting": document("/income", "b"),
        }
    )
    assert merged["components"]["schemas"] == {
        "Money": {"type": "object"},
        "TasksMoney": {"type": "string"},
    }
    text = json.dumps(merged["paths"]["/api/v1/tasks"])
    assert "#/components/schemas/TasksMoney" in text


def test_an_operation_has_one_service() -> None:
    with pytest.raises(MergeConflictError):
        merge({"tasks": document("/tasks", "a"), "accounting": document("/income", "a")})
    with pytest.raises(MergeConflictError):
        merge({"tasks": document("/tasks", "a"), "accounting": document("/tasks", "b")})


def test_the_command_writes_what_the_merge_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main, "COMMITTED", tmp_path / "openapi.json")
    (tmp_path / "tasks.json").write_text(json.dumps(document("/tasks", "a")))
    main.write_openapi([f"tasks={tmp_path / 'tasks.json'}"])
    assert (tmp_path / "openapi.json").read_text() == main.rendered(
        {"tasks": document("/tasks", "a")}
    )


def test_the_table_prefers_the_literal_path() -> None:
    table = RouteTable(
        merge(
            {
                "auth": document("/users/{user_id}", "show_user"),
                "tasks": document("/users/me", "me"),
            }
        )
    )
    route = table.find("GET", "users/me")
    assert isinstance(route, Match)
    assert route.route.operation_id == "me"
    assert isinstance(table.find("DELETE", "users/me"), NotAllowed)
    assert table.find("GET", "users/..") is None


def test_a_document_with_an_unknown_service_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="payments"):
        Gateway(merge({"payments": document("/payouts", "a")}), {})
