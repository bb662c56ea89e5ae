"""A service's copy of who may do what, fed by auth's events: role, standing and version of each user.

It lets a deactivation or a change of role take effect at once, although tokens live for ten minutes.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Column, MetaData, Table, Text, Uuid, text

from ates_chassis.database.engine import Transaction
from ates_chassis.shared.consumed_events import EventData


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: UUID
    role: str
    active: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerStatus:
    """What is known of the sender of a request: the person, if at all, and whether the token's session has ended."""

    person: Person | None
    session_ended: bool


class UserNews(EventData, ABC):
    """What the events about a user have in common: whom they are about, and which is the newest."""

    user_id: UUID
    version: int

    @abstractmethod
    def person(self) -> Person: ...


class UserState(UserNews):
    """What services use of `auth.user-registered` and `auth.user-changed`."""

    role: str
    active: bool

    def person(self) -> Person:
        return Person(id=self.user_id, role=self.role, active=self.active, version=self.version)


class UserGone(UserNews):
    """What services use of `auth.user-erased`."""

    def person(self) -> Person:
        return Person(id=self.user_id, role="other", active=False, version=self.version)


# All of them together, so that a batch locks its people once and in order.
USER_NEWS: Mapping[str, type[UserNews]] = {
    "auth.user-registered.v1": UserState,
    "auth.user-changed.v1": UserState,
    "auth.user-erased.v1": UserGone,
}


def user_directory_table(metadata: MetaData) -> Table:
    return Table(
        "user_directory",
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("role", Text, nullable=False),
        Column("active", Boolean, nullable=False),
        Column("version", BigInteger, nullable=False),
    )


# Late and shuffled events lose against the newest version; rows are locked in id order.
_REMEMBER = text(
    """
    INSERT INTO user_directory AS old (id, role, active, version)
    SELECT DISTINCT ON (id) id, role, active, version
    FROM unnest(CAST(:ids AS uuid[]), CAST(:roles AS text[]), CAST(:active AS boolean[]), CAST(:versions AS bigint[]))
         AS new(id, role, active, version)
    ORDER BY id, version DESC
    ON CONFLICT (id) DO UPDATE SET role = excluded.role, active = excluded.active, version = excluded.version
    WHERE old.version < excluded.version
    RETURNING id
    """,
)
_STANDING = text("SELECT id, role, active, version FROM user_directory WHERE id = :id")


async def remember(tx: Transaction, people: Iterable[Person]) -> set[UUID]:
    """Takes over the newest state of each person; returns the ids of those that changed."""
    newest = list(people)
    changed = await tx.scalars(
        _REMEMBER,
        {
            "ids": [person.id for person in newest],
            "roles": [person.role for person in newest],
            "active": [person.active for person in newest],
            "versions": [person.version for person in newest],
        },
    )
    return set(changed.all())


async def status(tx: Transaction, user_id: UUID) -> Person | None:
    row = (await tx.execute(_STANDING, {"id": user_id})).one_or_none()
    return Person(id=row.id, role=row.role, active=row.active, version=row.version) if row else None
