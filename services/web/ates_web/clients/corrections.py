"""The client of accounting's corrections: posting them, and deciding on those above the limit."""

from typing import Any
from uuid import UUID

from ates_web.clients.models import (
    CorrectionAllowance,
    MadeCorrection,
    PageView,
    PendingCorrectionView,
    TransferView,
)
from ates_web.clients.upstream import Upstream, UpstreamCaller, query

PAGE = 50
# A parametrized model that nobody holds is made anew at each use.
_PendingCorrections = PageView[PendingCorrectionView]


class CorrectionsClient:
    def __init__(self, upstream: Upstream) -> None:
        self._accounting = upstream

    async def correct(
        self,
        caller: UpstreamCaller,
        *,
        user_id: str,
        cents: int,
        currency: str,
        reason: str,
        key: str,
    ) -> TransferView | PendingCorrectionView:
        delta = {"amount": cents, "currency": currency}
        return await self._post(
            caller, {"user_id": user_id, "delta": delta, "reason": reason}, key=key
        )

    async def reverse(
        self, caller: UpstreamCaller, *, transfer_id: str, reason: str, key: str
    ) -> TransferView | PendingCorrectionView:
        return await self._post(caller, {"reverses": transfer_id, "reason": reason}, key=key)

    async def _post(
        self, caller: UpstreamCaller, correction: dict[str, Any], *, key: str
    ) -> TransferView | PendingCorrectionView:
        body = await self._accounting.call(
            caller, "POST", "/transfers/corrections", json=correction, key=key
        )
        return self._accounting.read(MadeCorrection, body).root

    async def allowance(self, caller: UpstreamCaller, user_id: str) -> CorrectionAllowance:
        """How much the caller may still post to this person today without a second one."""
        body = await self._accounting.call(
            caller, "GET", "/correction-allowance", query=query([("user_id", user_id)])
        )
        return self._accounting.read(CorrectionAllowance, body)

    async def pending(
        self, caller: UpstreamCaller, *, state: str, after: str = "", limit: int = PAGE
    ) -> PageView[PendingCorrectionView]:
        params = query([("state", state), ("limit", limit), ("after", after)])
        body = await self._accounting.call(caller, "GET", "/pending-corrections", query=params)
        return self._accounting.read(_PendingCorrections, body)

    async def decidable(self, caller: UpstreamCaller) -> PageView[PendingCorrectionView]:
        """The newest that wait for the caller's decision."""
        params = query([("decidable", "true"), ("limit", PAGE)])
        body = await self._accounting.call(caller, "GET", "/pending-corrections", query=params)
        return self._accounting.read(_PendingCorrections, body)

    async def approve(
        self, caller: UpstreamCaller, correction_id: UUID, *, key: str | None
    ) -> None:
        await self._accounting.call(caller, "POST", _path(correction_id, "approve"), key=key)

    async def refuse(
        self, caller: UpstreamCaller, correction_id: UUID, *, reason: str, key: str | None
    ) -> None:
        path, body = _path(correction_id, "refuse"), {"reason": reason}
        await self._accounting.call(caller, "POST", path, json=body, key=key)

    async def withdraw(
        self, caller: UpstreamCaller, correction_id: UUID, *, key: str | None
    ) -> None:
        await self._accounting.call(caller, "POST", _path(correction_id, "withdraw"), key=key)


def _path(correction_id: UUID, action: str) -> str:
    return f"/pending-corrections/{correction_id}/{action}"
