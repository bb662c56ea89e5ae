"""The company's payments, and accounting's retry of a failed one."""

from collections import Counter
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from company import DAY, CompanyDouble, money
from company_http import The, Who, may, pages
from fastapi import APIRouter, Query, Request, Response

from ates_chassis.shared.errors import ConflictError, NotFoundError, OwnAccountError

router = APIRouter()
retries = APIRouter()
FILE = str(UUID(int=7_000))
_STATES = [("failed", "sent"), ("sent", "due"), ("settled", "undelivered"), ("due", "due")]


class RetriedAlreadyError(ConflictError):
    code = "payout-retried-already"


class FileWithdrawnError(ConflictError):
    code = "bank-file-withdrawn"


def payouts(company: CompanyDouble) -> list[dict[str, Any]]:
    """One of each state, made when first asked for."""
    if not company.payouts:
        dev = company.user("dev5")["id"]
        company.payouts = [
            {
                "id": str(UUID(int=5_000 + at)),
                "user_id": dev,
                "business_day": DAY.isoformat(),
                "amount": money(1_250 + at),
                "state": state,
                "reference": "<b>REF</b>" if state == "settled" else None,
                "failure": "account <i>closed</i>" if state == "failed" else None,
                "mail": mail,
                "mail_failure": "550 no such user" if mail == "undelivered" else None,
                "bank_file_id": FILE if state == "sent" else None,
                "file_failure": None,
                "followed_by": None,
                "provider": "manual" if state != "due" else None,
                "ends_by_hand": state == "sent",
                "ended_by": None,
            }
            for at, (state, mail) in enumerate(_STATES)
        ]
    return company.payouts


def _one(company: CompanyDouble, payout_id: str) -> dict[str, Any]:
    payout = next((each for each in payouts(company) if each["id"] == payout_id), None)
    if payout is None:
        raise NotFoundError("there is no such payout")
    return payout


@router.get("/payouts")
def show_payouts(
    company: The,
    caller: Who,
    request: Request,
    first: Annotated[str, Query(alias="from")] = "",
    last: Annotated[str, Query(alias="to")] = "9999",
    state: str = "",
    mail: str = "",
    user_id: str = "",
    bank_file_id: str = "",
    followed: str = "",
    limit: int = 50,
    after: str = "",
) -> Any:
    may(caller, "administrator", "accountant")
    criteria = {"state": state, "mail": mail, "user_id": user_id, "bank_file_id": bank_file_id}
    items = [
        each
        for each in payouts(company)
        if first <= each["business_day"] <= last
        and all(value in {"", each[name]} for name, value in criteria.items())
        and followed in {"", str(each["followed_by"] is not None).lower()}
    ]
    if request.headers.get("accept") == "text/csv":
        lines = "".join(f"{each['id']},{each['state']}\n" for each in items)
        return Response("id,state\n" + lines, media_type="text/csv")
    return pages(items, limit, after)


@router.post("/payouts/{payout_id}/mail")
def resend_mail(company: The, caller: Who, payout_id: str) -> dict[str, Any]:
    may(caller, "administrator", "accountant")
    payout = _one(company, payout_id)
    payout["mail"] = "due"
    return payout


def _of_another(company: CompanyDouble, user: dict[str, Any], payout_id: str) -> dict[str, Any]:
    payout = _one(company, payout_id)
    if payout["user_id"] == user["id"]:
        raise OwnAccountError("somebody else must say how your own payout ended")
    return payout


@router.post("/payouts/{payout_id}/settle")
def settle_payout(
    company: The, caller: Who, payout_id: str, body: dict[str, str]
) -> dict[str, Any]:
    may(caller, "administrator", "accountant")
    payout = _of_another(company, caller, payout_id)
    payout |= {"state": "settled", "reference": body["reference"]}
    return payout


@router.post("/payouts/{payout_id}/fail")
def fail_payout(company: The, caller: Who, payout_id: str, body: dict[str, str]) -> dict[str, Any]:
    may(caller, "administrator", "accountant")
    payout = _of_another(company, caller, payout_id)
    payout |= {"state": "failed", "failure": body["reason"]}
    return payout


def bank_file(company: CompanyDouble) -> dict[str, Any]:
    """The only one, of what is sent; `company.filed` is what became of it."""
    lines = [each for each in payouts(company) if each["bank_file_id"] == FILE]
    counts = Counter(each["state"] for each in lines)
    made = {
        "id": FILE,
        "business_day": DAY.isoformat(),
        "payouts": len(lines),
        "amount": money(sum(each["amount"]["amount"] for each in lines)),
        "open": 0 if company.filed["state"] == "withdrawn" else counts["sent"],
        "settled": counts["settled"],
        "failed": counts["failed"],
        "execution_date": "2026-11-23",
        "created_at": f"{DAY.isoformat()}T00:01:00Z",
        "handed_over_at": None,
        "handed_over_by": None,
        "withdrawn_at": None,
        "withdrawn_by": None,
        "withdrawal_reason": None,
        "sha256": "0" * 64,
    }
    return made | company.filed


@router.get("/bank-files")
def show_bank_files(company: The, caller: Who, limit: int = 50, after: str = "") -> dict[str, Any]:
    may(caller, "administrator", "accountant")
    return pages([bank_file(company)], limit, after)


@router.get("/bank-files/{file_id}")
def show_bank_file(company: The, caller: Who, file_id: str) -> Response:
    may(caller, "accountant")
    at = f"{DAY.isoformat()}T08:30:00Z"
    by = company.user("accountant")["id"]
    company.filed = {"state": "handed-over", "handed_over_at": at, "handed_over_by": by}
    headers = {"Content-Disposition": f'attachment; filename="payouts-{file_id}.xml"'}
    return Response("<Document/>", media_type="application/xml", headers=headers)


@router.post("/bank-files/{file_id}/withdraw")
def withdraw_bank_file(
    company: The, caller: Who, file_id: str, body: dict[str, str]
) -> dict[str, Any]:
    may(caller, "administrator", "accountant")
    if bank_file(company)["state"] == "withdrawn":
        raise FileWithdrawnError("this bank file was withdrawn")
    company.filed = {
        "state": "withdrawn",
        "withdrawn_at": f"{DAY.isoformat()}T09:00:00Z",
        "withdrawn_by": company.user("accountant")["id"],
        "withdrawal_reason": body["reason"],
    }
    return bank_file(company)


@router.post("/bank-files/{file_id}/settle")
def settle_bank_file(
    company: The, caller: Who, file_id: str, body: dict[str, str]
) -> dict[str, Any]:
    may(caller, "administrator", "accountant")
    still = [
        each
        for each in payouts(company)
        if each["bank_file_id"] == file_id and each["state"] == "sent"
    ]
    others = [each for each in still if each["user_id"] != caller["id"]]
    for each in others:
        each |= {"state": "settled", "reference": body["reference"]}
    return {"settled": len(others), "own": len(still) - len(others)}


@retries.post("/payouts/{payout_id}/retry", status_code=201)
def retry_payout(company: The, caller: Who, payout_id: str) -> dict[str, Any]:
    may(caller, "administrator", "accountant")
    payout = _one(company, payout_id)
    if payout.get("retried"):
        raise RetriedAlreadyError("this payout was retried before")
    payout["retried"] = True
    user = next(user for user in company.users if user["id"] == payout["user_id"])
    return company.post(None, user, "payout", -payout["amount"]["amount"], datetime.now(UTC))
