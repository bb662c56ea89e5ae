"""Requests that nobody should send, derived from what the OpenAPI document says of an operation."""

import base64
import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from e2e.calls import NOTICE_PREFERENCES, WEBHOOK
from e2e.openapi import Operation, resolved

HUGE = 10**30
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CSV = {"Content-Type": "text/csv"}

MALFORMED_IDS = (
    "x",
    "1",
    "0" * 40,
    "a" * 5_000,
    "%00",
    "..%2Fusers",
    "%C3%A4",
    "%FF",
    "%ED%A0%80",
    "%EF%BF%BF",
    "%2E%2E",
    "{}",
)
NO_CURSORS = ("x", "!!!", "ä", "====", *(
    base64.urlsafe_b64encode(text.encode()).decode()
    for text in (
        "{}", "[1]", "[]", "null", '["a","b","c","d","e"]', '["\\u0000"]', '["\\ud800","x"]',
        f'["{HUGE}"]', f'["{HUGE}","{HUGE}"]', '["2026-01-01","x"]', '["",""]',
    )
))  # fmt: skip

# Stands for the id of a person who exists.
SOMEBODY = "{user_id}"

# What would be accepted, but for the one thing that is changed.
VALID: dict[str, dict[str, Any]] = {
    "create_task": {"title": "t", "description": "d", "jira_key": "AB-1"},
    "register_user": {
        "login": "never.stored",
        "email": "never.stored@example.com",
        "full_name": "Never Stored",
        "password": "a long enough password",
        "role": "developer",
    },
    "change_role": {"role": "manager"},
    "change_preferences": {"language": "en", "theme": "dark"},
    "change_password": {"old_password": "not the password", "new_password": "also long enough"},
    "post_correction": {
        "user_id": SOMEBODY,
        "delta": {"amount": 1, "currency": "USD"},
        "reason": "r",
    },
    "auth_user": {"grant_type": "password", "username": "nobody", "password": "nothing"},
    "sign_out": {"token": "nothing"},
    "pay_to_workers": {"business_day": "1999-12-31"},
    "settle_payout": {"reference": "r"},
    "settle_bank_file": {"reference": "r"},
    "fail_payout": {"reason": "r"},
    "withdraw_bank_file": {"reason": "r"},
    "refuse_correction": {"reason": "r"},
    "mark_notices_read": {"up_to": SOMEBODY},
    "change_notice_preferences": NOTICE_PREFERENCES,
    "create_webhook": WEBHOOK,
    "change_webhook": WEBHOOK,
}


@dataclass(frozen=True)
class Bad:
    """One request. `path` is what the parameter of the route is, as it is sent."""

    name: str
    path: str | None = None
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None


def bad_requests(operation: Operation) -> Iterator[Bad]:
    if operation.parameters_in("path"):
        yield Bad("an unknown id", path=str(uuid4()), **_good_body(operation))
        for text in MALFORMED_IDS:
            yield Bad(f"the id {text[:20]}", path=text, **_good_body(operation))
    yield Bad("a query that is not UTF-8", query="limit=%FF", **_good_body(operation))
    for parameter in operation.parameters_in("query"):
        for text in _bad_texts(parameter):
            yield Bad(
                f"{parameter['name']}={text[:20]!r}", query=f"{parameter['name']}={quote(text)}"
            )
    if any(each["name"] == "idempotency-key" for each in operation.parameters_in("header")):
        for key in ("", "k" * 201, "ä" * 201):
            name = f"an idempotency key of {len(key)} times {key[:1]!r}"
            good = _good_body(operation)
            headers = good.pop("headers", {}) | {"Idempotency-Key": key}
            yield Bad(name, headers=headers, **good)
    yield from _bad_bodies(operation)


def _good_body(operation: Operation) -> dict[str, Any]:
    if operation.media_type == "application/json":
        return {"headers": JSON, "content": json.dumps(VALID[operation.id]).encode()}
    return {}


def _bad_texts(parameter: dict[str, Any]) -> Iterator[str]:
    schema = resolved(parameter["schema"])
    schema = resolved(schema["items"]) if schema["type"] == "array" else schema
    if parameter["name"] == "after":
        yield from NO_CURSORS
    match schema:
        case {"enum": _}:
            yield from ("", "nope", "\0")
        case {"format": "uuid"}:
            yield from ("", "x", "1", "\0")
        case {"format": "date"}:
            yield from ("", "yesterday", "2026-02-30", "99999-01-01", "-1", "\0")
        case {"type": "integer"}:
            yield from ("", "x", "0", "-1", "1.5", "501", str(HUGE), "9" * 5_000)
        case {"type": "boolean"}:
            yield from ("", "perhaps", "\0")
        case {"type": "string"}:
            yield from ("\0", "a\uffffb", "x" * (schema["maxLength"] + 1))


def _bad_bodies(operation: Operation) -> Iterator[Bad]:
    match operation.media_type:
        case "application/json":
            yield from _bad_json(operation)
        case "application/x-www-form-urlencoded":
            yield from _bad_forms(operation)
        case "text/csv":
            yield Bad("no content", headers=CSV)
            yield Bad("JSON instead of CSV", headers=JSON, content=b"{}")
            for name, content in {
                "not UTF-8": b"Issue key,Summary,Description\n,\xff,\n",
                "no known column": b"a,b\n1,2\n",
                "one long line": b"Issue key" * 100_000,
                "only NUL": b"\0" * 1_000,
                "an open quote": b'Issue key,Summary,Description\n,"' + b"x" * 200_000,
            }.items():
                yield Bad(name, headers=CSV, content=content)


def _bad_json(operation: Operation) -> Iterator[Bad]:
    valid = VALID[operation.id]
    raw = json.dumps(valid).encode()
    yield Bad("no body", headers=JSON)
    yield Bad("broken JSON", headers=JSON, content=raw[:-1])
    yield Bad("a body that is not UTF-8", headers=JSON, content=raw[:-2] + b'\xff"}')
    yield Bad("nested too deep", headers=JSON, content=b"[" * 100_000)
    yield Bad("a number without an end", headers=JSON, content=b"9" * 100_000)
    yield Bad("no content type", content=raw)
    yield Bad("text/plain", headers={"Content-Type": "text/plain"}, content=raw)
    yield Bad("a form", headers=FORM, content=b"title=t")
    for name, body in _bad_values(valid, operation):
        yield Bad(name, headers=JSON, content=json.dumps(body).encode())


def _bad_values(valid: dict[str, Any], operation: Operation) -> Iterator[tuple[str, Any]]:
    for other in (None, 1, "text", [], [valid]):
        yield f"{str(other)[:20]} as the body", other
    yield "a field too many", valid | {"unknown": 1}
    yield "{} as the body", {}
    for path, schema in _leaves(operation.fields):
        blank = (
            ("", "  ", "\u200b", "\u202e", "\u3164", "\ufe0f")
            if path[-1] in operation.required
            else ()
        )
        for wrong in (*_wrong(schema), *blank):
            body = copy.deepcopy(valid)
            *above, last = path
            inner = body
            for part in above:
                inner = inner[part]
            inner[last] = wrong
            yield f"{'.'.join(path)}={str(wrong)[:20]!r}", body


def _leaves(
    fields: dict[str, Any], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    for name, described in fields.items():
        schema = resolved(described)
        yield (*above, name), schema
        if schema["type"] == "object":
            yield from _leaves(schema["properties"], (*above, name))


def _wrong(schema: dict[str, Any]) -> Iterator[Any]:
    yield from ([], [1], {"a": 1}, 1.5)
    if schema.get("type") != "boolean":
        yield True
    match schema:
        case {"type": "object"}:
            yield from (1, "text")
        case {"type": "integer"}:
            yield from ("12", "x", HUGE, -HUGE, 1e300, 12.0)
        case {"type": "string"}:
            yield from (1, "a\0b", "a\ud800b", "a\ufffeb")
            yield "x" * (schema.get("maxLength", 100) + 1)


def _bad_forms(operation: Operation) -> Iterator[Bad]:
    yield Bad("no body", headers=FORM)
    yield Bad("JSON instead of a form", headers=JSON, content=b'{"grant_type": "password"}')
    # Bytes that are not UTF-8 are replaced by the rules of forms, which leaves an unknown token.
    values = (
        ("%00", "%EF%BF%BF", "x" * 300)
        if operation.id == "sign_out"
        else ("%00", "%FF", "%ED%A0%80", "%EF%BF%BF", "x" * 300)
    )
    for name in operation.fields:
        rest = {key: text for key, text in VALID[operation.id].items() if key != name}
        for value in values:
            sent = "&".join(
                [*(f"{key}={quote(text)}" for key, text in rest.items()), f"{name}={value}"]
            )
            yield Bad(f"{name}={value[:20]}", headers=FORM, content=sent.encode())
