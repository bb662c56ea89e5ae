"""Routes for what the caller prefers to see."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from ates_auth.api.inputs import SignedIn
from ates_auth.domain import Language, Theme, User
from ates_auth.use_cases import preferences
from ates_chassis.http.app import Db

router = APIRouter(tags=["users"])


class Preferences(BaseModel):
    model_config = ConfigDict(extra="forbid")

    language: Language | None = Field(description="null: the browser decides")
    theme: Theme | None = Field(description="null: the browser decides")


class PreferencesAnswer(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    language: Language | None = Field(description="null: the browser decides")
    theme: Theme | None = Field(description="null: the browser decides")


@router.get("/users/me/preferences", response_model=PreferencesAnswer)
async def show_preferences(caller: SignedIn, db: Db) -> User:
    """What the caller prefers to see."""
    async with db.reading() as tx:
        return await preferences.show_preferences(tx, user_id=caller.id)


@router.put("/users/me/preferences", response_model=PreferencesAnswer)
async def change_preferences(body: Preferences, caller: SignedIn, db: Db) -> User:
    """Set what the caller prefers to see."""
    async with db.transaction() as tx:
        return await preferences.change_preferences(
            tx, user_id=caller.id, language=body.language, theme=body.theme
        )
