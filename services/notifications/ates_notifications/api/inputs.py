"""What several routes take in: who calls, and the secret of notices."""

from typing import Annotated

from fastapi import Depends, Request

from ates_chassis.http.access import PEOPLE, Caller
from ates_chassis.http.app import may
from ates_notifications.settings import Settings
from ates_notifications.use_cases.secret_box import SecretBox

SignedIn = Annotated[Caller, Depends(may(*PEOPLE))]
Administrator = Annotated[Caller, Depends(may("administrator"))]


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


NoticeSettings = Annotated[Settings, Depends(_settings)]


async def _secret_box(settings: NoticeSettings) -> SecretBox:
    return SecretBox(settings.notice_secret.get_secret_value())


WithSecretBox = Annotated[SecretBox, Depends(_secret_box)]
