"""What the company's three services share: who calls, what may be, pages."""

import base64
import json
import time
from typing import Annotated, Any

from company import CompanyDouble
from fastapi import Depends, Header, Request

from ates_chassis.shared.errors import (
    ForbiddenError,
    NotFoundError,
    RefusedError,
    UnauthenticatedError,
)


def coded(
    kind: type[RefusedError], code: str, message: str, *, field: str | None = None
) -> RefusedError:
    """A refusal with the code of one of the service's own."""
    own: type[RefusedError] = type("DoubleError", (kind,), {"code": code})
    return own(message, field=field)


def _company(request: Request) -> CompanyDouble:
    company: CompanyDouble = request.scope["company"]
    return company


The = Annotated[CompanyDouble, Depends(_company)]


def _who(company: The, authorization: Annotated[str, Header()] = "") -> dict[str, Any]:
    try:
        payload = authorization.removeprefix("Bearer ").split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError):
        raise UnauthenticatedError("send an access token as a bearer") from None
    user = next((user for user in company.users if user["id"] == claims["sub"]), None)
    ended = claims["sid"] in company.ended
    if user is None or not user["active"] or claims["exp"] < time.time() or ended:
        raise UnauthenticatedError("the token is not valid any more")
    return user


Who = Annotated[dict[str, Any], Depends(_who)]


def may(user: dict[str, Any], *roles: str) -> None:
    if user["role"] not in roles:
        raise ForbiddenError(f"this needs the role {' or '.join(roles)}")


def pages(items: list[Any], limit: int, after: str) -> dict[str, Any]:
    start = int(after or 0)
    end = start + limit
    return {"items": items[start:end], "next": str(end) if end < len(items) else None}


def person(company: CompanyDouble, user_id: str) -> dict[str, Any]:
    match = next((user for user in company.users if user["id"] == user_id), None)
    if match is None:
        raise NotFoundError("there is no such user")
    return match
