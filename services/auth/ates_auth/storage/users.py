"""Queries on users, and what is left of one after erasure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert

from ates_auth.domain import ADMINISTRATOR, ERASED_NAME, Registration, Role, User
from ates_auth.storage.tables import lower_email, users
from ates_auth.storage.timestamps import parse_timestamp
from ates_chassis.database import locks
from ates_chassis.database.engine import Transaction
from ates_chassis.database.locks import HeldLock, LockKey
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.access import INTERNAL
from ates_chassis.http.paging import Window
from ates_chassis.shared.user_directory import CallerStatus, Person

Sort = Literal["login", "-login", "full_name", "-full_name", "created_at", "-created_at"]


class _FirstUsersHeld(HeldLock):
    KEY = LockKey.FIRST_USERS


# A session that is not there any more was erased, or had reached the end of its lifetime.
_STANDING = text(
    """
    SELECT users.id, users.role, users.active, users.version,
        caller.session_id IS NOT NULL
            AND COALESCE(sessions.ended_at IS NOT NULL OR sessions.expires_at <= now(), true) AS ended
    FROM (SELECT CAST(:user_id AS uuid) AS user_id, CAST(:session_id AS uuid) AS session_id) AS caller
    LEFT JOIN users ON users.id = caller.user_id
    LEFT JOIN sessions ON sessions.id = caller.session_id AND sessions.user_id = caller.user_id
    """,
)
# In the order of ids, as the relay claims and marks them.
_REDACT_ARCHIVE = text(
    """
    WITH personal AS (
        SELECT id FROM outbox WHERE subject = :subject AND data ? 'login' ORDER BY id FOR UPDATE
    )
    UPDATE outbox
    SET data = data || jsonb_build_object('login', :name, 'email', :email, 'full_name', :name)
    FROM personal WHERE outbox.id = personal.id
    """,
).bindparams(name=ERASED_NAME, email="erased@erased.invalid")
# Answers live for days, so that their number is small enough to look through all of them.
_FORGET_ANSWERS = text(
    "DELETE FROM idempotency_keys WHERE position(CAST(:id AS bytea) IN body) > 0"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFilter:
    """Which users a list shows."""

    q: str | None = None
    role: Role | None = None
    active: bool | None = None
    sort: Sort = "login"


async def add_user(
    tx: Transaction,
    *,
    id: UUID,
    registration: Registration,
    password_hash: str,
) -> User | None:
    """None where the login or the e-mail address is taken, also by a transaction that commits just now."""
    statement = (
        insert(User)
        .values(
            id=id,
            login=registration.login,
            email=registration.email,
            full_name=registration.full_name,
            password_hash=password_hash,
            password_prepared=True,
            role=registration.role,
            active=True,
            version=1,
        )
        .on_conflict_do_nothing()
        .returning(User)
    )
    return (await tx.scalars(statement)).one_or_none()


async def now(tx: Transaction) -> datetime:
    parse_timestamp: datetime = (await tx.execute(select(func.now()))).scalar_one()
    return parse_timestamp


async def is_login_taken(tx: Transaction, login: str) -> bool:
    return await tx.scalar(select(users.c.id).where(users.c.login == login)) is not None


async def is_anybody_there(tx: Transaction) -> bool:
    """Holds off others who ask, until the end of the transaction."""
    await locks.take(tx, _FirstUsersHeld)
    return await tx.scalar(select(users.c.id).limit(1)) is not None


async def user(tx: ReadSession, user_id: UUID) -> User | None:
    return await tx.get(User, user_id)


async def user_for_update(tx: Transaction, user_id: UUID) -> User | None:
    return await tx.get(User, user_id, with_for_update=True, populate_existing=True)


async def user_and_administrators_for_update(
    tx: Transaction, user_id: UUID
) -> tuple[User | None, int]:
    """The user, and how many active administrators there are; none of them can change before the commit."""
    administrator = and_(users.c.active, users.c.role == ADMINISTRATOR)
    query = (
        select(User)
        .where(or_(users.c.id == user_id, administrator))
        .order_by(users.c.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    locked = (await tx.scalars(query)).all()
    target = next((each for each in locked if each.id == user_id), None)
    return target, sum(each.is_active_administrator for each in locked)


async def user_named(tx: Transaction, name: str) -> User | None:
    """By login or e-mail address, in lower case."""
    column: ColumnElement[str] = lower_email if "@" in name else users.c.login
    return (await tx.scalars(select(User).where(column == name))).one_or_none()


async def users_of(tx: ReadSession, ids: Sequence[UUID]) -> Sequence[User]:
    return (await tx.scalars(select(User).where(users.c.id.in_(ids)).order_by(users.c.id))).all()


async def people_named_like(tx: ReadSession, q: str, *, limit: int) -> Sequence[User]:
    fields = (users.c.login, users.c.full_name)
    query = select(User).where(
        or_(*(field.icontains(q, autoescape=True) for field in fields)),
        users.c.active,
        users.c.role != INTERNAL,
    )
    by_name = (func.lower(users.c.full_name), users.c.login)
    return (await tx.scalars(query.order_by(*by_name).limit(limit))).all()


async def status(tx: Transaction, user_id: UUID, session_id: UUID | None) -> CallerStatus:
    """What is so of the sender of a request now, in one question."""
    row = (await tx.execute(_STANDING, {"user_id": user_id, "session_id": session_id})).one()
    known = row.id is not None
    person = (
        Person(id=row.id, role=row.role, active=row.active, version=row.version) if known else None
    )
    return CallerStatus(person=person, session_ended=row.ended)


async def users_page(tx: ReadSession, filters: UserFilter, window: Window) -> Sequence[User]:
    """One row more than the page has, so that the caller sees whether there is a next page."""
    query = select(User).where(*_conditions(filters))
    descending = filters.sort.startswith("-")
    name = filters.sort.removeprefix("-")
    column = users.c[name]
    last = window.key(_KINDS[name], UUID)
    if last is not None:
        key = tuple_(column, users.c.id)
        query = query.where(key < last if descending else key > last)
    order = [each.desc() if descending else each.asc() for each in (column, users.c.id)]
    return (await tx.scalars(query.order_by(*order).limit(window.limit + 1))).all()


_KINDS: dict[str, Callable[[str], object]] = {
    "login": str,
    "full_name": str,
    "created_at": parse_timestamp,
}


def page_key(user: User, sort: Sort) -> tuple[object, ...]:
    return (getattr(user, sort.removeprefix("-")), user.id)


def _conditions(filters: UserFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.q is not None:
        fields = (users.c.login, users.c.email, users.c.full_name)
        conditions.append(or_(*(field.icontains(filters.q, autoescape=True) for field in fields)))
    if filters.role is not None:
        conditions.append(users.c.role == filters.role)
    if filters.active is not None:
        conditions.append(users.c.active == filters.active)
    return conditions


async def redact(tx: Transaction, user_id: UUID) -> None:
    """Takes a person's data out of the archive of events and out of stored answers."""
    await tx.execute(_REDACT_ARCHIVE, {"subject": str(user_id)})
    await tx.execute(_FORGET_ANSWERS, {"id": str(user_id).encode()})
