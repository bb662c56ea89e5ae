"""Corrections of the company's accounting: up to a limit at once, above it by a second person."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from company import CompanyDouble, money
from company_http import The, Who, may, pages, person
from fastapi import APIRouter, Response

from ates_chassis.shared.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    OwnAccountError,
)
from ates_chassis.shared.reasons import Reason

corrections = APIRouter()
LIMIT = 50_000


class OwnCorrectionError(ForbiddenError):
    code: ClassVar[str] = "own-correction"


class NotWaitingError(ConflictError):
    code: ClassVar[str] = "correction-not-waiting"


def _remaining(company: CompanyDouble, user: dict[str, Any]) -> int:
    posted = [each for each in company.transfers if each["posted_by"] == user["id"]]
    amounts: list[int] = [each["delta"]["amount"] for each in posted]
    return LIMIT - sum(map(abs, amounts))


@corrections.post("/transfers/corrections", status_code=201)
def post_correction(
    company: The, caller: Who, body: dict[str, Any], response: Response
) -> dict[str, Any]:
    may(caller, "administrator", "accountant")
    old = next((each for each in company.transfers if each["id"] == body.get("reverses")), None)
    if old is not None:
        user, delta = person(company, old["user_id"]), -old["delta"]["amount"]
    else:
        user, delta = person(company, body["user_id"]), body["delta"]["amount"]
        if abs(delta) > 1_000_000:
            raise InvalidError(
                Reason.of("amount-out-of-range", max=1_000_000), field="delta.amount"
            )
    if user["id"] == caller["id"]:
        raise OwnAccountError("you cannot correct your own account", field="user_id")
    if abs(delta) > _remaining(company, caller):
        response.status_code = 202
        return request_approval(company, caller, user, delta, body["reason"], body.get("reverses"))
    made = company.post(None, user, "correction", delta, datetime.now(UTC), body["reason"])
    made |= {"posted_by": caller["id"], "reverses": body.get("reverses")}
    if old is not None:
        old["reversed_by"] = made["id"]
    return made


def request_approval(
    company: CompanyDouble,
    user_id: dict[str, Any],
    user: dict[str, Any],
    delta: int,
    reason: str,
    reverses: str | None = None,
) -> dict[str, Any]:
    now = datetime.now(UTC)
    pending = {
        "id": str(uuid.uuid4()),
        "state": "waiting",
        "user_id": user["id"],
        "delta": money(delta),
        "reason": reason,
        "reverses": reverses,
        "requested_by": user_id["id"],
        "requested_at": now.isoformat(),
        "expires_at": (now + timedelta(days=7)).isoformat(),
        "decided_by": None,
        "decided_at": None,
        "decision_reason": None,
        "transfer_id": None,
    }
    company.pending.insert(0, pending)
    return pending


@corrections.get("/correction-allowance")
def show_correction_allowance(company: The, caller: Who, user_id: str) -> dict[str, Any]:
    may(caller, "administrator", "accountant")
    return {"limit": money(LIMIT), "remaining": money(max(0, _remaining(company, caller)))}


@corrections.get("/pending-corrections")
def show_pending_corrections(
    company: The,
    caller: Who,
    state: str = "",
    decidable: bool = False,
    limit: int = 50,
    after: str = "",
) -> dict[str, Any]:
    may(caller, "administrator", "accountant")
    items = [each for each in company.pending if state in {"", each["state"]}]
    if decidable:
        items = [each for each in items if each["state"] == "waiting" and not _of(each, caller)]
    return pages(items, limit, after)


def _of(pending: dict[str, Any], user: dict[str, Any]) -> bool:
    return user["id"] in {pending["user_id"], pending["requested_by"]}


@corrections.post("/pending-corrections/{correction_id}/{action}")
def decide(
    company: The, caller: Who, correction_id: str, action: str, body: dict[str, Any] | None = None
) -> dict[str, Any]:
    may(caller, "administrator", "accountant")
    pending = next((each for each in company.pending if each["id"] == correction_id), None)
    if pending is None:
        raise NotFoundError("there is no such correction")
    if action != "withdraw" and caller["id"] == pending["requested_by"]:
        raise OwnCorrectionError("somebody else must decide on this correction")
    if pending["state"] != "waiting":
        raise NotWaitingError("this correction is no longer waiting")
    if action == "approve":
        user = person(company, pending["user_id"])
        made = company.post(
            None,
            user,
            "correction",
            pending["delta"]["amount"],
            datetime.now(UTC),
            pending["reason"],
        )
        made |= {"posted_by": pending["requested_by"], "approved_by": caller["id"]}
    state = {"approve": "approved", "refuse": "refused", "withdraw": "withdrawn"}[action]
    pending |= {
        "state": state,
        "decided_by": caller["id"],
        "decided_at": datetime.now(UTC).isoformat(),
    }
    pending["decision_reason"] = (body or {}).get("reason")
    return pending
