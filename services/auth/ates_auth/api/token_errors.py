"""How the token endpoint refuses: a problem document with the `error` of RFC 6749, section 5.2, beside its members."""

from collections.abc import Callable, Coroutine
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from ates_auth.domain import (
    InvalidClientError,
    InvalidGrantError,
    UnauthorizedClientError,
    UnsupportedGrantError,
)
from ates_chassis.http import problems
from ates_chassis.shared.errors import RefusedError, TooManyError

_BAD_REQUEST = "invalid_request"
_ERRORS: dict[type[Exception], str] = {
    InvalidGrantError: "invalid_grant",
    InvalidClientError: "invalid_client",
    UnauthorizedClientError: "unauthorized_client",
    UnsupportedGrantError: "unsupported_grant_type",
}
_SCHEMA = {
    "allOf": [{"$ref": "#/components/schemas/Problem"}],
    "properties": {
        "error": {
            "type": "string",
            "description": "as of RFC 6749; absent where there were too many attempts, of which it does not speak",
            "enum": [_BAD_REQUEST, *_ERRORS.values()],
        }
    },
}
OAUTH_REFUSALS: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": "The request is refused",
        "content": {problems.MEDIA_TYPE: {"schema": _SCHEMA}},
    }
}
"""`responses` of the token endpoint."""


class TokenRoute(APIRoute):
    """A route whose refusals a client library of OAuth 2 understands."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except TooManyError:
                raise
            except (RefusedError, RequestValidationError, HTTPException) as error:
                return _with_error(await _problem(request, error), error)

        return answer


async def _problem(request: Request, error: Exception) -> Response:
    """What the app makes of an error."""
    handlers = request.app.exception_handlers
    handler = next(handlers[kind] for kind in type(error).__mro__ if kind in handlers)
    answer: Response = await handler(request, error)
    return answer


def _with_error(answer: Response, error: Exception) -> Response:
    document = orjson.loads(answer.body) | {"error": _ERRORS.get(type(error), _BAD_REQUEST)}
    del answer.headers["content-length"]
    return Response(orjson.dumps(document), answer.status_code, answer.headers)
