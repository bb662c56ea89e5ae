"""Users: registration, their roles and standing, erasure, and lists of them."""

import logging
from collections.abc import Sequence
from uuid import UUID

from uuid_utils.compat import uuid7

from ates_auth.domain import (
    Attempt,
    EmailTakenError,
    LoginTakenError,
    NoSuchUserError,
    Policy,
    Registration,
    Role,
    User,
    check_may_register,
)
from ates_auth.events import UserChangedV1, UserErasedV1, UserRegisteredV1
from ates_auth.storage import attempts, users
from ates_auth.storage.users import UserFilter
from ates_auth.use_cases import sessions
from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.paging import Window
from ates_chassis.messaging import outbox
from ates_chassis.shared.errors import TooManyError

_FOUND_NAMES_MAX = 20

log = logging.getLogger(__name__)


async def begin_registration(
    tx: Transaction,
    *,
    by_administrator: bool,
    asks_for_role: bool,
    address: str,
    policy: Policy,
) -> None:
    """Whether a registration may go on to the costly part. Raises RoleNotYoursError, SelfRegistrationOffError or TooManyError."""
    check_may_register(
        by_administrator=by_administrator,
        asks_for_role=asks_for_role,
        self_registration=policy.self_registration,
    )
    if by_administrator:
        return
    attempt = Attempt(bucket=f"registration:{address}", limit=policy.address_limit)
    if wait_s := await attempts.take(tx, attempt):
        raise TooManyError("too many registrations; wait a little", retry_after_s=wait_s)


async def register_user(tx: Transaction, *, registration: Registration, password_hash: str) -> User:
    """Raises LoginTakenError or EmailTakenError."""
    user = await users.add_user(
        tx, id=uuid7(), registration=registration, password_hash=password_hash
    )
    if user is None and await users.is_login_taken(tx, registration.login):
        raise LoginTakenError("somebody has this login already", field="login")
    if user is None:
        raise EmailTakenError("somebody has this e-mail address already", field="email")
    await outbox.put(tx, UserRegisteredV1.of(user))
    return user


async def show_user(tx: ReadSession, *, user_id: UUID) -> User:
    """Raises NoSuchUserError."""
    return existing(await users.user(tx, user_id))


async def show_users(tx: ReadSession, *, filters: UserFilter, window: Window) -> Sequence[User]:
    """A page of users, with one row more to tell whether there is a next page."""
    return await users.users_page(tx, filters, window)


async def show_names(tx: ReadSession, *, ids: Sequence[UUID]) -> Sequence[User]:
    """The users among `ids` that exist."""
    return await users.users_of(tx, ids)


async def find_names(tx: ReadSession, *, q: str) -> Sequence[User]:
    """The first active people by name whose name or login has `q` in it."""
    return await users.people_named_like(tx, q, limit=_FOUND_NAMES_MAX)


async def change_role(tx: Transaction, *, user_id: UUID, role: Role) -> User:
    """Raises NoSuchUserError, ErasedError or LastAdministratorError."""
    target, administrators = await users.user_and_administrators_for_update(tx, user_id)
    user = existing(target)
    if user.change_role(role, administrators=administrators):
        await outbox.put(tx, UserChangedV1.of(user))
    return user


async def deactivate_user(tx: Transaction, *, user_id: UUID) -> User:
    """Shuts a user out from this moment on. Raises NoSuchUserError or LastAdministratorError."""
    target, administrators = await users.user_and_administrators_for_update(tx, user_id)
    user = existing(target)
    if user.deactivate(administrators=administrators):
        await sessions.end_all_sessions(tx, user_id=user.id)
        await outbox.put(tx, UserChangedV1.of(user))
    return user


async def activate_user(tx: Transaction, *, user_id: UUID) -> User:
    """Raises NoSuchUserError or ErasedError."""
    user = existing(await users.user_for_update(tx, user_id))
    if user.activate():
        await outbox.put(tx, UserChangedV1.of(user))
    return user


async def erase_user(tx: Transaction, *, user_id: UUID) -> None:
    """Forgets who a user is, here and in the archive of events. Raises NoSuchUserError or LastAdministratorError."""
    target, administrators = await users.user_and_administrators_for_update(tx, user_id)
    user = existing(target)
    if user.erase(administrators=administrators, now=await users.now(tx)):
        await sessions.forget_sessions(tx, user_id=user.id)
        await users.redact(tx, user.id)
        await outbox.put(tx, UserErasedV1.of(user))
        log.info("a user was erased", extra={"user_id": str(user.id)})


def existing(user: User | None) -> User:
    """Raises NoSuchUserError where there is none."""
    if user is None:
        raise NoSuchUserError("there is no such user")
    return user
