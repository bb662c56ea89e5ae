"""Problem documents (RFC 9457): how each kind of failure is answered over HTTP."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ates_chassis.http.field_errors import FieldError, of_pydantic
from ates_chassis.observability.tracing import trace_id
from ates_chassis.shared import errors
from ates_chassis.shared.reasons import Params, Reason

log = logging.getLogger(__name__)

_KINDS: dict[type[errors.RefusedError], tuple[int, str]] = {
    errors.InvalidError: (422, "The input is not valid"),
    errors.UnauthenticatedError: (401, "Sign in first"),
    errors.ForbiddenError: (403, "Not allowed"),
    errors.NotFoundError: (404, "Not found"),
    errors.ConflictError: (409, "Conflict"),
    errors.PayloadTooLargeError: (413, "Too large"),
    errors.TooManyError: (429, "Too many attempts"),
}
CODES_OF_STATUS = {
    400: "bad-request",
    401: "unauthenticated",
    404: "not-found",
    405: "method-not-allowed",
    408: "too-slow",
    413: "too-large",
    414: "address-too-long",
    415: "unsupported-media-type",
    431: "headers-too-large",
}
_RETRY_AFTER_S = "2"
_FIELDS_MAX = 20

MEDIA_TYPE = "application/problem+json"
_PARAMS: dict[str, Any] = {
    "type": "object",
    "description": "what the sentence of the code is filled with; days are ISO 8601",
    "additionalProperties": {"type": ["string", "integer"]},
    "examples": [{"max": 300, "actual": 336}],
}
SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "A problem document as of RFC 9457. `code` is stable; `instance` carries the trace id.",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "docs/refusals.md lists all of them"},
        "params": _PARAMS,
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "params", "reason"],
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string", "examples": ["too-long"]},
                    "params": _PARAMS,
                    "reason": {"type": "string", "description": "English, for who reads the API"},
                },
            },
        },
    },
}
_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "The request is refused", "content": _CONTENT},
    "5XX": {"description": "The system cannot answer at the moment", "content": _CONTENT},
}
"""How every operation documents its failures."""


def problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    params: Params | None = None,
    fields: Sequence[FieldError] = (),
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """A problem document; `instance` carries the trace id under which the logs tell more."""
    content: dict[str, Any] = {
        "type": f"urn:ates:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        "params": dict(params or {}),
        "detail": detail,
        "instance": f"urn:ates:trace:{trace_id()}",
    }
    if fields:
        content["errors"] = [field.shown() for field in fields]
    return JSONResponse(content, status, headers, media_type=MEDIA_TYPE)


def refusal(refused: errors.RefusedError) -> JSONResponse:
    status, title = _kind_of(type(refused))
    headers = {}
    if isinstance(refused, errors.UnauthenticatedError):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(refused, errors.TooManyError):
        headers["Retry-After"] = str(refused.retry_after_s)
    why = refused.reason
    return problem(
        status,
        refused.code,
        title,
        refused.message,
        params=why.params,
        fields=[FieldError(refused.field, why, refused.message)] if refused.field else (),
        headers=headers,
    )


def status_of(refused: type[errors.RefusedError]) -> int:
    return _kind_of(refused)[0]


def _kind_of(refused: type[errors.RefusedError]) -> tuple[int, str]:
    kinds = (_KINDS[kind] for kind in refused.__mro__ if kind in _KINDS)
    return next(kinds, (422, "Refused"))


class BodyTooLargeError(HTTPException):
    """The body of a request has more bytes than its route takes."""

    def __init__(self, limit: int) -> None:
        self.reason = Reason.of("too-many-bytes", max=limit)
        super().__init__(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, str(self.reason))


def reason_of_status(error: HTTPException) -> Reason:
    """Of an error that nothing but its status tells apart."""
    if isinstance(error, BodyTooLargeError):
        return error.reason
    return Reason(CODES_OF_STATUS.get(error.status_code, "refused"))


def of_status(
    status: int,
    detail: str,
    *,
    params: Params | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """A problem that nothing but its status tells apart."""
    code = CODES_OF_STATUS.get(status, "refused")
    return problem(status, code, HTTPStatus(status).phrase, detail, params=params, headers=headers)


def unavailable(detail: str) -> JSONResponse:
    headers = {"Retry-After": _RETRY_AFTER_S}
    return problem(503, "unavailable", "Temporarily unavailable", detail, headers=headers)


def unexpected() -> JSONResponse:
    detail = "Something unexpected happened; it is logged under the trace id. Nothing was stored."
    return problem(500, "unexpected", "Unexpected error", detail)


async def _on_refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, errors.RefusedError)
    return refusal(error)


async def _on_invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    fields = [of_pydantic(each) for each in error.errors()[:_FIELDS_MAX]]
    detail = "; ".join(f"{each.field}: {each.text}" for each in fields)
    return problem(422, "invalid", "The input is not valid", detail, fields=fields)


async def _on_http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return of_status(
        error.status_code,
        error.detail,
        params=reason_of_status(error).params,
        headers=dict(error.headers or {}),
    )


def answer_problems(app: FastAPI) -> None:
    """Answers every foreseen failure of `app` with a problem document."""
    app.add_exception_handler(errors.RefusedError, _on_refused)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
