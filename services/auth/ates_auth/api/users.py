"""Routes for users: registration, lists, roles, standing, erasure."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from ates_auth.api.inputs import Administrator, ClientAddress, Rules, SignedIn
from ates_auth.domain import SELF_REGISTERED, Registration, Role, User
from ates_auth.storage.users import Sort, UserFilter, page_key
from ates_auth.use_cases import passwords, users
from ates_chassis.http.access import Caller
from ates_chassis.http.app import Db, caller_or_nobody
from ates_chassis.http.idempotency import WithIdempotency
from ates_chassis.http.paging import CSV_TOO, Page, PageWindow, WantsCsv, csv_answer, page
from ates_chassis.shared.errors import InvalidError
from ates_chassis.shared.reasons import Reason
from ates_chassis.shared.text.fields import Email, Login, NewPassword, Obeys, PersonName
from ates_chassis.shared.text.rules import EMAIL_MAX, line, search

router = APIRouter(tags=["users"])
# Who registers themselves has no token.
_OR_NOBODY: dict[str, Any] = {"security": [{}]}

NAMES_MAX = 200
SOUGHT_MAX = 100
_SEEKERS = ("administrator", "manager", "accountant")

AnybodyOrNobody = Annotated[Caller | None, Depends(caller_or_nobody)]


class NewUser(BaseModel):
    model_config = ConfigDict(extra="forbid")

    login: Annotated[Login, Field(examples=["ada.lovelace"])]
    email: Annotated[Email, Field(examples=["ada@example.com"])]
    full_name: Annotated[PersonName, Field(examples=["Ada Lovelace"])]
    password: Annotated[NewPassword, Field(examples=["correct horse"])]
    role: Role | None = Field(default=None, description="only an administrator gives one")

    def registration(self) -> Registration:
        return Registration(
            login=self.login,
            email=self.email,
            full_name=self.full_name,
            role=self.role or SELF_REGISTERED,
        )


class NewRole(BaseModel):
    model_config = ConfigDict(extra="forbid")

    role: Role


class UserAnswer(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    login: str
    email: str
    full_name: str
    role: Role
    active: bool
    created_at: datetime


class NameAnswer(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    login: str
    full_name: str


class NamesAnswer(BaseModel):
    items: list[NameAnswer]


async def _filter(
    q: Annotated[str, Obeys(search(EMAIL_MAX))] | None = None,
    role: Role | None = None,
    active: bool | None = None,
    sort: Sort = "login",
) -> UserFilter:
    return UserFilter(q=q, role=role, active=active, sort=sort)


@router.post("/users", status_code=201, response_model=UserAnswer, openapi_extra=_OR_NOBODY)
async def register_user(
    body: NewUser,
    caller: AnybodyOrNobody,
    db: Db,
    policy: Rules,
    address: ClientAddress,
    idempotency: WithIdempotency,
) -> Response:
    """Register a user. Everybody registers as a developer; an administrator may give any role."""
    registration = body.registration()
    by_administrator = caller is not None and caller.role == "administrator"
    async with db.transaction() as tx:
        await users.begin_registration(
            tx,
            by_administrator=by_administrator,
            asks_for_role=body.role is not None,
            address=address,
            policy=policy,
        )
    password_hash = await passwords.hash_password(body.password, suspect=not by_administrator)
    async with idempotency.begin(caller.id if caller else None) as tx:
        user = await users.register_user(tx, registration=registration, password_hash=password_hash)
        answer = UserAnswer.model_validate(user)
        return await idempotency.answer(tx, 201, answer)


@router.get("/users", response_model=Page[UserAnswer], responses=CSV_TOO)
async def show_users(
    _: Administrator,
    db: Db,
    filters: Annotated[UserFilter, Depends(_filter)],
    window: PageWindow,
    as_csv: WantsCsv,
) -> Response | Page[UserAnswer]:
    """All users; `q` looks into login, e-mail address and full name."""
    async with db.reading() as tx:
        rows = await users.show_users(tx, filters=filters, window=window)
        answer = page(
            rows,
            window,
            key=lambda user: page_key(user, filters.sort),
            item=UserAnswer.model_validate,
        )
    return csv_answer(answer, "users", list(UserAnswer.model_fields)) if as_csv else answer


@router.get("/users/me", response_model=UserAnswer)
async def show_me(caller: SignedIn, db: Db) -> User:
    """The user who calls."""
    async with db.reading() as tx:
        return await users.show_user(tx, user_id=caller.id)


@router.get("/users/names")
async def show_names(
    caller: SignedIn,
    db: Db,
    ids: Annotated[list[UUID] | None, Query(alias="id", max_length=NAMES_MAX)] = None,
    q: Annotated[str, Obeys(line(SOUGHT_MAX))] | None = None,
) -> NamesAnswer:
    """Who the users with these ids are; ids of nobody are left out.

    With `q` instead, for those who see the work or the money of others: the first 20 active people by name whose name
    or login has it in it.
    """
    if (ids is None) == (q is None):
        raise InvalidError(Reason.of("ids-or-text"), field="id" if ids is None else "q")
    if q is not None:
        caller.require(*_SEEKERS)
    async with db.reading() as tx:
        if q is not None:
            names = await users.find_names(tx, q=q)
        else:
            names = await users.show_names(tx, ids=ids or [])
    return NamesAnswer(items=[NameAnswer.model_validate(user) for user in names])


@router.get("/users/{user_id}", response_model=UserAnswer)
async def show_user(user_id: UUID, _: Administrator, db: Db) -> User:
    """One user."""
    async with db.reading() as tx:
        return await users.show_user(tx, user_id=user_id)


@router.put("/users/{user_id}/role", response_model=UserAnswer)
async def change_role(user_id: UUID, body: NewRole, _: Administrator, db: Db) -> User:
    """Give a user another role, with effect from now on. The last administrator keeps theirs."""
    async with db.transaction() as tx:
        return await users.change_role(tx, user_id=user_id, role=body.role)


@router.post("/users/{user_id}/deactivate", response_model=UserAnswer)
async def deactivate_user(
    user_id: UUID, caller: Administrator, idempotency: WithIdempotency
) -> Response:
    """Shut a user out from this moment on. Their history stays, and their open tasks get other assignees."""
    async with idempotency.begin(caller.id) as tx:
        answer = UserAnswer.model_validate(await users.deactivate_user(tx, user_id=user_id))
        return await idempotency.answer(tx, 200, answer)


@router.post("/users/{user_id}/activate", response_model=UserAnswer)
async def activate_user(
    user_id: UUID, caller: Administrator, idempotency: WithIdempotency
) -> Response:
    """Let a deactivated user in again."""
    async with idempotency.begin(caller.id) as tx:
        answer = UserAnswer.model_validate(await users.activate_user(tx, user_id=user_id))
        return await idempotency.answer(tx, 200, answer)


@router.delete("/users/{user_id}", status_code=204)
async def erase_user(user_id: UUID, _: Administrator, db: Db) -> None:
    """Deactivate a user and forget login, name and e-mail address everywhere. It cannot be undone."""
    async with db.transaction() as tx:
        await users.erase_user(tx, user_id=user_id)
