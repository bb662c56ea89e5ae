"""Accounting as payments calls it: with a token of its own, which auth gives to programs."""

import time
from datetime import date
from typing import Literal

import httpx
from pydantic import BaseModel

from ates_chassis.database.engine import check_no_transaction
from ates_chassis.observability.tracing import traceparent
from ates_chassis.shared.authorities import authorities
from ates_payments.settings import WorkerSettings

_RENEW_BEFORE_S = 60


class _Token(BaseModel):
    access_token: str
    expires_in: int


class _DueDay(BaseModel):
    business_day: date


class _DueDays(BaseModel):
    items: list[_DueDay]


class _Closed(BaseModel):
    state: Literal["closing", "closed"]


class Accounting:
    """Raises httpx.HTTPError or ValueError for every answer that is not the wanted one."""

    def __init__(
        self, settings: WorkerSettings, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._auth = str(settings.auth_url).rstrip("/")
        self._accounting = str(settings.accounting_url).rstrip("/")
        self._client_id = settings.client_id
        self._secret = settings.client_secret
        self._timeout_s = settings.http_timeout_s
        self._transport = transport
        self._token = ""
        self._renew_at = 0.0

    def _client(self) -> httpx.AsyncClient:
        check_no_transaction()
        return httpx.AsyncClient(
            timeout=self._timeout_s,
            transport=self._transport,
            verify=authorities(),
            trust_env=False,
        )

    async def next_due_day(self) -> date | None:
        """The earliest day that has ended and is not closed."""
        async with self._client() as client:
            answer = await client.get(
                f"{self._accounting}/business-days/due", headers=await self._headers(client)
            )
        days = _DueDays.model_validate_json(self._checked(answer)).items
        return min((day.business_day for day in days), default=None)

    async def close(self, day: date) -> bool:
        """Lets accounting close the day, or go on with it; whether it is closed now."""
        async with self._client() as client:
            answer = await client.post(
                f"{self._accounting}/payouts",
                json={"business_day": day.isoformat()},
                headers=await self._headers(client),
            )
        return _Closed.model_validate_json(self._checked(answer)).state == "closed"

    async def _headers(self, client: httpx.AsyncClient) -> dict[str, str]:
        if time.monotonic() >= self._renew_at:
            await self._renew(client)
        trace = traceparent()
        return {"Authorization": f"Bearer {self._token}"} | (
            {"traceparent": trace} if trace else {}
        )

    async def _renew(self, client: httpx.AsyncClient) -> None:
        proof = {"client_id": self._client_id, "client_secret": self._secret.get_secret_value()}
        answer = await client.post(
            f"{self._auth}/auth/token", data={"grant_type": "client_credentials", **proof}
        )
        token = _Token.model_validate_json(self._checked(answer))
        self._token = token.access_token
        self._renew_at = time.monotonic() + token.expires_in - _RENEW_BEFORE_S

    def _checked(self, answer: httpx.Response) -> bytes:
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            self._renew_at = 0.0
        answer.raise_for_status()
        return answer.content
