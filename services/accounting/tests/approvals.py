"""Asking for a correction above the limit, and deciding on it."""

from typing import Any
from uuid import UUID

import httpx
from accounting_service import AccountingService

from ates_accounting.domain.books import CORRECTION_LIMIT

MUCH = CORRECTION_LIMIT + 1
ACTIONS = ("approve", "refuse", "withdraw")


async def ask_for_approval(
    service: AccountingService,
    user_id: UUID | None = None,
    cents: int = MUCH,
    by: UUID | None = None,
) -> dict[str, Any]:
    delta = {"amount": cents, "currency": "USD"}
    user_id = user_id or await service.hire()
    answer = await service.correct(by=by, user_id=str(user_id), delta=delta)
    assert answer.status_code == 202, answer.text
    pending: dict[str, Any] = answer.json()
    return pending


async def act(
    service: AccountingService, action: str, pending: dict[str, str], by: UUID, **more: str
) -> httpx.Response:
    path = f"/pending-corrections/{pending['id']}/{action}"
    return await service.post(
        path, by=by, json={"reason": "not agreed"} if action == "refuse" else None, **more
    )


async def shown_to_all(service: AccountingService, pending: dict[str, Any]) -> dict[str, Any]:
    answer = await service.ledger(f"/pending-corrections/{pending['id']}")
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown
