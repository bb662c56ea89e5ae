"""The company's auth."""

import uuid
from datetime import UTC, datetime
from typing import Annotated, Any

from company import PASSWORD
from company_http import The, Who, coded, may, pages, person
from fastapi import APIRouter, Form, Query

from ates_chassis.shared.errors import (
    ConflictError,
    InvalidError,
    NotFoundError,
    UnauthenticatedError,
)
from ates_chassis.shared.reasons import Reason

router = APIRouter()
BROWSERS = [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "<b>curl</b>",
    None,
]


def sessions_of(user: dict[str, Any]) -> list[dict[str, Any]]:
    """One in each browser, made when first asked for; the first is the one that asks."""
    now = datetime.now(UTC).isoformat()
    sessions: list[dict[str, Any]] = user.setdefault("sessions", [
        {
            "id": str(uuid.UUID(int=9_000 + at)), "created_at": now, "used_at": now,
            "browser": browser, "address": "192.0.2.7" if at == 0 else None, "current": at == 0,
        }
        for at, browser in enumerate(BROWSERS)
    ])  # fmt: skip
    return sessions


@router.post("/auth/token")
def auth_user(
    company: The,
    grant_type: Annotated[str, Form()],
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    refresh_token: Annotated[str, Form()] = "",
) -> dict[str, Any]:
    if grant_type == "refresh_token":
        user = company.refresh_tokens.pop(refresh_token, None)
        if user is None:
            raise UnauthenticatedError("this refresh token is not valid any more")
        company.refreshed += 1
        return company.tokens(user, session=company.sessions[refresh_token])
    for user in company.users:
        if username in {user["login"], user["email"]} and password == user.get(
            "password", PASSWORD
        ):
            return company.tokens(user)
    raise UnauthenticatedError("login and password do not match")


@router.post("/auth/revoke", status_code=204)
def sign_out(company: The, token: Annotated[str, Form()]) -> None:
    company.end_session(token)


@router.post("/users", status_code=201)
def register_user(company: The, body: dict[str, str]) -> dict[str, Any]:
    if any(user["login"] == body["login"] for user in company.users):
        raise coded(ConflictError, "login-taken", "this login is taken", field="login")
    if len(body["password"]) < 8:
        raise InvalidError(Reason.of("wrong-length", min=8, max=128), field="password")
    user = {
        "id": str(uuid.uuid4()), "role": "developer", "active": True, "created_at": datetime.now(UTC).isoformat(), **body,
    }  # fmt: skip
    company.users.append(user)
    return user


@router.get("/users/me")
def show_me(caller: Who) -> dict[str, Any]:
    return caller


@router.post("/users/me/password")
def change_password(company: The, caller: Who, body: dict[str, str]) -> dict[str, Any]:
    if body["old_password"] != caller.get("password", PASSWORD):
        raise coded(InvalidError, "wrong-password", "not your password", field="old_password")
    caller["password"] = body["new_password"]
    company.end_sessions(caller)
    return company.tokens(caller)


@router.get("/users/me/preferences")
def show_preferences(caller: Who) -> dict[str, Any]:
    preferences: dict[str, Any] = caller.get("preferences", {"language": None, "theme": None})
    return preferences


@router.put("/users/me/preferences")
def change_preferences(caller: Who, body: dict[str, str | None]) -> dict[str, Any]:
    caller["preferences"] = body
    return body


@router.get("/sessions")
def show_sessions(caller: Who, limit: int = 50, after: str = "") -> dict[str, Any]:
    return pages(sessions_of(caller), limit, after)


@router.delete("/sessions/{session_id}", status_code=204)
def end_session(caller: Who, session_id: str) -> None:
    session = next((each for each in sessions_of(caller) if each["id"] == session_id), None)
    if session is None:
        raise NotFoundError("there is no such session")
    sessions_of(caller).remove(session)


@router.post("/sessions/end-others")
def end_other_sessions(caller: Who) -> dict[str, int]:
    others = [each for each in sessions_of(caller) if not each["current"]]
    for each in others:
        sessions_of(caller).remove(each)
    return {"ended": len(others)}


@router.get("/users/names")
def show_names(
    company: The, caller: Who, id: Annotated[list[str] | None, Query()] = None, q: str = ""
) -> dict[str, Any]:
    may(caller, "administrator", "manager", "accountant")
    if id is not None:
        return {"items": [user for user in company.users if user["id"] in id]}
    sought = q.lower()
    items = [
        user
        for user in company.users
        if user["active"] and (sought in user["full_name"].lower() or sought in user["login"])
    ]
    return {"items": items[:20]}


@router.get("/users")
def show_users(
    company: The,
    caller: Who,
    q: str = "",
    role: str = "",
    active: bool | None = None,
    limit: int = 50,
    after: str = "",
) -> dict[str, Any]:
    may(caller, "administrator")
    items = [
        user
        for user in company.users
        if q.lower() in user["full_name"].lower()
        and role in {"", user["role"]}
        and active in {None, user["active"]}
    ]
    return pages(items, limit, after)


@router.get("/users/{user_id}")
def show_user(company: The, caller: Who, user_id: str) -> dict[str, Any]:
    may(caller, "administrator")
    return person(company, user_id)


@router.put("/users/{user_id}/role")
def change_role(company: The, caller: Who, user_id: str, body: dict[str, str]) -> dict[str, Any]:
    may(caller, "administrator")
    user = person(company, user_id)
    if user["role"] == "administrator":
        raise coded(ConflictError, "last-administrator", "nobody takes the last one away")
    user["role"] = body["role"]
    return user


@router.post("/users/{user_id}/deactivate")
def deactivate_user(company: The, caller: Who, user_id: str) -> dict[str, Any]:
    may(caller, "administrator")
    person(company, user_id)["active"] = False
    return person(company, user_id)


@router.post("/users/{user_id}/activate")
def activate_user(company: The, caller: Who, user_id: str) -> dict[str, Any]:
    may(caller, "administrator")
    person(company, user_id)["active"] = True
    return person(company, user_id)


@router.delete("/users/{user_id}", status_code=204)
def erase_user(company: The, caller: Who, user_id: str) -> None:
    may(caller, "administrator")
    company.users.remove(person(company, user_id))
