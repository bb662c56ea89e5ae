"""The facts that auth tells the other services. Those about users alone carry personal data."""

from typing import ClassVar, Self
from uuid import UUID

from ates_auth.domain import Role, User
from ates_chassis.messaging.contracts import Event


class UserState(Event):
    """Base of the facts that carry the whole state of a user."""

    SUBJECT: ClassVar[str] = "user_id"

    user_id: UUID
    login: str
    email: str
    full_name: str
    role: Role
    active: bool
    version: int

    @classmethod
    def of(cls, user: User) -> Self:
        return cls(
            user_id=user.id,
            login=user.login,
            email=user.email,
            full_name=user.full_name,
            role=user.role,
            active=user.active,
            version=user.version,
        )


class UserRegisteredV1(UserState):
    TYPE: ClassVar[str] = "auth.user-registered.v1"


class UserChangedV1(UserState):
    TYPE: ClassVar[str] = "auth.user-changed.v1"


class SessionEndedV1(Event):
    TYPE: ClassVar[str] = "auth.session-ended.v1"
    SUBJECT: ClassVar[str] = "session_id"

    session_id: UUID
    user_id: UUID


class UserErasedV1(Event):
    TYPE: ClassVar[str] = "auth.user-erased.v1"
    SUBJECT: ClassVar[str] = "user_id"

    user_id: UUID
    version: int

    @classmethod
    def of(cls, user: User) -> Self:
        return cls(user_id=user.id, version=user.version)
