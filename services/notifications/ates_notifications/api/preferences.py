"""Routes for what the caller wants to be told by mail; and for whoever ends mails by a link."""

from datetime import time
from typing import Annotated, Self

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from ates_chassis.http.app import Db
from ates_chassis.http.idempotency import WithIdempotency
from ates_notifications.api.inputs import SignedIn, WithSecretBox
from ates_notifications.domain import NoticeKind
from ates_notifications.domain.links import Unsubscription
from ates_notifications.domain.preferences import (
    EmailMode,
    Language,
    NoticePreferences,
    QuietHours,
    checked_zone,
)
from ates_notifications.use_cases import preferences

router = APIRouter()

_ZONE_MAX = 100
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["22:00"])]
_MODES: dict[str, NoticeKind] = {
    "task_given": "task-given",
    "task_taken": "task-taken",
    "reward": "reward",
    "correction": "correction",
    "payout_due": "payout-due",
    "payout_settled": "payout-settled",
    "payout_failed": "payout-failed",
}


class ChosenHours(BaseModel):
    model_config = ConfigDict(extra="forbid")

    start: Clock
    end: Clock = Field(description="over midnight where it is the earlier")


class ChosenMails(BaseModel):
    model_config = ConfigDict(extra="forbid")

    task_given: EmailMode
    task_taken: EmailMode
    reward: EmailMode
    correction: EmailMode
    payout_due: EmailMode
    payout_settled: EmailMode
    payout_failed: EmailMode


class ChosenNotices(BaseModel):
    model_config = ConfigDict(extra="forbid")

    language: Language | None = Field(description="of mails; null: the company decides")
    time_zone: Annotated[str, Field(max_length=_ZONE_MAX)] | None = Field(
        description="of the IANA database; null: the company's", examples=["Europe/Berlin"]
    )
    quiet_hours: ChosenHours | None = Field(
        description="in that zone; mails wait until they are over"
    )
    email: ChosenMails

    def preferences(self) -> NoticePreferences:
        """Raises InvalidError."""
        hours = self.quiet_hours
        return NoticePreferences(
            language=self.language,
            time_zone=checked_zone(self.time_zone) if self.time_zone is not None else None,
            quiet_hours=QuietHours(_time(hours.start), _time(hours.end)) if hours else None,
            modes={kind: getattr(self.email, name) for name, kind in _MODES.items()},
        )


class HoursAnswer(BaseModel):
    start: str
    end: str


class MailsAnswer(BaseModel):
    task_given: EmailMode
    task_taken: EmailMode
    reward: EmailMode
    correction: EmailMode
    payout_due: EmailMode
    payout_settled: EmailMode
    payout_failed: EmailMode


class NoticePreferencesAnswer(BaseModel):
    language: Language | None = Field(description="of mails; null: the company decides")
    time_zone: str | None = Field(description="null: the company's")
    quiet_hours: HoursAnswer | None
    email: MailsAnswer

    @classmethod
    def of(cls, chosen: NoticePreferences) -> Self:
        hours = chosen.quiet_hours
        return cls(
            language=chosen.language,
            time_zone=chosen.time_zone,
            quiet_hours=HoursAnswer(start=f"{hours.start:%H:%M}", end=f"{hours.end:%H:%M}")
            if hours
            else None,
            email=MailsAnswer(**{name: chosen.mode(kind) for name, kind in _MODES.items()}),
        )


class UnsubscriptionAnswer(BaseModel):
    kind: NoticeKind | None = Field(description="which mails end; null: the daily mail")


def _time(clock: str) -> time:
    return time.fromisoformat(clock)


Token = Annotated[str, Path(max_length=100, description="of a link in a mail")]


@router.get("/notices/preferences")
async def show_notice_preferences(caller: SignedIn, db: Db) -> NoticePreferencesAnswer:
    """What the caller is told by mail, and when. The inbox has everything."""
    async with db.reading() as tx:
        chosen = await preferences.show_preferences(tx, user_id=caller.id)
    return NoticePreferencesAnswer.of(chosen)


@router.put("/notices/preferences")
async def change_notice_preferences(
    body: ChosenNotices, caller: SignedIn, db: Db
) -> NoticePreferencesAnswer:
    """Set what the caller is told by mail, and when."""
    async with db.transaction() as tx:
        chosen = await preferences.change_preferences(
            tx, user_id=caller.id, changed=body.preferences()
        )
    return NoticePreferencesAnswer.of(chosen)


@router.get("/notices/unsubscribe/{token}")
async def show_unsubscription(token: Token, box: WithSecretBox) -> UnsubscriptionAnswer:
    """Which mails a link ends. To look at it changes nothing, and says nothing of whose it is."""
    return UnsubscriptionAnswer(kind=Unsubscription.of(token, box.link_key).kind)


@router.post("/notices/unsubscribe/{token}", response_model=UnsubscriptionAnswer)
async def unsubscribe(token: Token, box: WithSecretBox, idempotency: WithIdempotency) -> Response:
    """End the mails of a link, without signing in; also with one click of a mail program (RFC 8058)."""
    unsubscription = Unsubscription.of(token, box.link_key)
    async with idempotency.begin(None) as tx:
        await preferences.unsubscribe(tx, unsubscription=unsubscription)
        answer = UnsubscriptionAnswer(kind=unsubscription.kind)
        return await idempotency.answer(tx, 200, answer)
