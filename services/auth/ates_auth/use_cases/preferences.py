"""What a user prefers to see."""

from uuid import UUID

from ates_auth.domain import Language, Theme, User
from ates_auth.storage import users
from ates_auth.use_cases.users import existing
from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession


async def show_preferences(tx: ReadSession, *, user_id: UUID) -> User:
    """The user whose preferences they are. Raises NoSuchUserError."""
    return existing(await users.user(tx, user_id))


async def change_preferences(
    tx: Transaction, *, user_id: UUID, language: Language | None, theme: Theme | None
) -> User:
    """Sets what a user prefers to see. Raises NoSuchUserError."""
    user = existing(await users.user_for_update(tx, user_id))
    user.language, user.theme = language, theme
    return user
