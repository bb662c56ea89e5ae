"""The client of payments: the register of payouts, their mails, and bank files."""

from collections.abc import Sequence
from uuid import UUID

from ates_web.clients.models import BankFileView, PageView, PayoutView, SettledFile
from ates_web.clients.upstream import Upstream, UpstreamCaller, query

PAGE = 50


class PaymentsClient:
    def __init__(self, upstream: Upstream) -> None:
        self._payments = upstream

    async def payouts(
        self, caller: UpstreamCaller, params: Sequence[tuple[str, object]], *, after: str
    ) -> PageView[PayoutView]:
        pairs = query([*params, ("limit", PAGE), ("after", after)])
        body = await self._payments.call(caller, "GET", "/payouts", query=pairs)
        return self._payments.read(PageView[PayoutView], body)

    async def csv(self, caller: UpstreamCaller, params: Sequence[tuple[str, object]]) -> bytes:
        return await self._payments.call(
            caller, "GET", "/payouts", query=query(params), accept="text/csv", slow=True
        )

    async def resend_mail(
        self, caller: UpstreamCaller, payout_id: UUID, *, key: str | None
    ) -> None:
        await self._payments.call(caller, "POST", f"/payouts/{payout_id}/mail", key=key)

    async def settle(
        self, caller: UpstreamCaller, payout_id: UUID, *, reference: str, key: str | None
    ) -> None:
        path, body = f"/payouts/{payout_id}/settle", {"reference": reference}
        await self._payments.call(caller, "POST", path, json=body, key=key)

    async def fail(
        self, caller: UpstreamCaller, payout_id: UUID, *, reason: str, key: str | None
    ) -> None:
        path, body = f"/payouts/{payout_id}/fail", {"reason": reason}
        await self._payments.call(caller, "POST", path, json=body, key=key)

    async def bank_files(self, caller: UpstreamCaller, *, after: str) -> PageView[BankFileView]:
        params = query([("limit", PAGE), ("after", after)])
        body = await self._payments.call(caller, "GET", "/bank-files", query=params)
        return self._payments.read(PageView[BankFileView], body)

    async def withdraw_file(
        self, caller: UpstreamCaller, file_id: UUID, *, reason: str, key: str | None
    ) -> None:
        path, body = f"/bank-files/{file_id}/withdraw", {"reason": reason}
        await self._payments.call(caller, "POST", path, json=body, key=key, slow=True)

    async def settle_file(
        self, caller: UpstreamCaller, file_id: UUID, *, reference: str, key: str | None
    ) -> SettledFile:
        path, body = f"/bank-files/{file_id}/settle", {"reference": reference}
        answer = await self._payments.call(caller, "POST", path, json=body, key=key, slow=True)
        return self._payments.read(SettledFile, answer)
