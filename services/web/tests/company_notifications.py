"""The company's notifications: notices, preferences, links of mails, webhooks and their logs."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from company import DAY, CompanyDouble, money
from company_http import The, Who, coded, may, pages
from fastapi import APIRouter, Response

from ates_chassis.shared.errors import ConflictError, InvalidError, NotFoundError
from ates_chassis.shared.reasons import Reason

router = APIRouter()
LINK = "u-good-link"
"""Of a mail about a reward."""
DIGEST_LINK = "u-link-of-a-daily-mail"
_LINKS = {LINK: "reward", DIGEST_LINK: None}
SECRET = "whsec_Zm9yIHRlc3RzIG9ubHk="
_MODES = {
    "task_given": "at-once",
    "task_taken": "daily",
    "reward": "daily",
    "correction": "at-once",
    "payout_due": "off",
    "payout_settled": "at-once",
    "payout_failed": "at-once",
}


def notice(company: CompanyDouble, login: str, kind: str, **more: Any) -> dict[str, Any]:
    """One more, the newest."""
    at = datetime.now(UTC) + timedelta(milliseconds=len(company.notifications.notices))
    made = {
        "id": str(UUID(int=9_000 + len(company.notifications.notices))),
        "user_id": company.user(login)["id"],
        "kind": kind,
        "count": 1,
        "task": None,
        "payout_id": None,
        "amount": None,
        "business_day": None,
        "created_at": at.isoformat(),
        "updated_at": at.isoformat(),
        "read_at": None,
    } | more
    company.notifications.notices.insert(0, made)
    return made


def one_of_each_kind(company: CompanyDouble, login: str) -> None:
    task = {"id": company.tasks[0]["id"], "title": company.tasks[4]["title"], "jira_key": "ATES-1"}
    day, payout = DAY.isoformat(), str(UUID(int=5_000))
    notice(company, login, "task-given", task=task)
    notice(company, login, "task-given", task=task, count=12)
    notice(company, login, "task-taken", task=task, count=2)
    notice(company, login, "reward", task=task, amount=money(2_500), business_day=day)
    notice(company, login, "correction", amount=money(-700), business_day=day)
    for kind in ("payout-due", "payout-settled", "payout-failed"):
        paid = {"payout_id": payout, "amount": money(12_345), "business_day": day}
        notice(company, login, kind, **paid)


def coded_field(code: str, field: str, **params: int) -> InvalidError:
    return InvalidError(Reason.of(code, **params), field=field)


def _own(company: CompanyDouble, caller: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in company.notifications.notices if each["user_id"] == caller["id"]]


def _shown(each: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in each.items() if name != "user_id"}


def _unread(company: CompanyDouble, caller: dict[str, Any]) -> int:
    return sum(each["read_at"] is None for each in _own(company, caller))


@router.get("/notices")
def show_notices(
    company: The, caller: Who, unread: bool = False, limit: int = 50, after: str = ""
) -> Any:
    own = [each for each in _own(company, caller) if not unread or each["read_at"] is None]
    return pages([_shown(each) for each in own], limit, after)


@router.get("/notices/unread")
def count_unread_notices(company: The, caller: Who) -> dict[str, int]:
    return {"unread": _unread(company, caller)}


@router.post("/notices/read")
def mark_notices_read(company: The, caller: Who, body: dict[str, str]) -> dict[str, int]:
    try:
        up_to = str(UUID(body["up_to"]))
    except ValueError:
        raise InvalidError("not an id", field="up_to") from None
    for each in _own(company, caller):
        if each["id"] <= up_to:
            each["read_at"] = datetime.now(UTC).isoformat()
    return {"unread": _unread(company, caller)}


@router.get("/notices/preferences")
def show_notice_preferences(company: The, caller: Who) -> dict[str, Any]:
    nothing = {"language": None, "time_zone": None, "quiet_hours": None, "email": _MODES}
    return company.notifications.preferences.get(caller["id"], nothing)


@router.put("/notices/preferences")
def change_notice_preferences(company: The, caller: Who, body: dict[str, Any]) -> dict[str, Any]:
    hours = body["quiet_hours"]
    if hours and hours["start"] == hours["end"]:
        raise coded_field("empty-hours", "quiet_hours")
    for name in ("start", "end"):
        if hours and len(hours[name]) != 5:
            raise coded_field("malformed", f"quiet_hours.{name}")
    if body["time_zone"] == "Mars/Olympus":
        raise coded_field("not-a-time-zone", "time_zone")
    company.notifications.preferences[caller["id"]] = body
    return body


def _kind_of(token: str) -> str | None:
    if token not in _LINKS:
        raise coded(NotFoundError, "no-such-link", "this link is not good")
    return _LINKS[token]


@router.get("/notices/unsubscribe/{token}")
def show_unsubscription(token: str) -> dict[str, Any]:
    return {"kind": _kind_of(token)}


@router.post("/notices/unsubscribe/{token}")
def unsubscribe(company: The, token: str) -> dict[str, Any]:
    kind = _kind_of(token)
    company.notifications.ended.append(kind)
    return {"kind": kind}


@router.post("/notices/{notice_id}/read")
def mark_notice_read(company: The, caller: Who, notice_id: str) -> dict[str, Any]:
    for each in _own(company, caller):
        if each["id"] == notice_id:
            each["read_at"] = datetime.now(UTC).isoformat()
            return _shown(each)
    raise coded(NotFoundError, "no-such-notice", "you have no such notice")


def webhook(company: CompanyDouble, url: str = "https://example.com/hooks/ates") -> dict[str, Any]:
    made = {
        "id": str(UUID(int=8_000 + len(company.notifications.webhooks))),
        "url": url,
        "events": ["tasks.task-added.v1", "accounting.payout-due.v1"],
        "active": True,
        "created_at": datetime.now(UTC).isoformat(),
        "created_by": company.user("admin")["id"],
        "secret": None,
    }
    company.notifications.webhooks.append(made)
    return made


def delivery(company: CompanyDouble, state: str = "delivered", **more: Any) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat()
    made = {
        "id": str(UUID(int=8_500 + len(company.notifications.deliveries))),
        "event_id": str(UUID(int=8_700 + len(company.notifications.deliveries))),
        "event_type": "tasks.task-added.v1",
        "state": state,
        "attempts": 1,
        "created_at": now,
        "next_at": now if state == "due" else None,
        "ended_at": None if state == "due" else now,
        "status": 204 if state == "delivered" else 500,
        "failure": None if state == "delivered" else "<b>no</b>",
    } | more
    company.notifications.deliveries.insert(0, made)
    return made


def _one(company: CompanyDouble, webhook_id: str) -> dict[str, Any]:
    for each in company.notifications.webhooks:
        if each["id"] == webhook_id:
            return each
    raise coded(NotFoundError, "no-such-webhook", "there is no such webhook")


def _checked(body: dict[str, Any]) -> dict[str, Any]:
    if not body["url"].startswith("https://"):
        raise coded_field("not-a-webhook-url", "url")
    if not body["events"]:
        raise coded_field("too-short", "events", min=1)
    return body


@router.get("/webhooks")
def show_webhooks(company: The, caller: Who) -> dict[str, Any]:
    may(caller, "administrator")
    return {"items": company.notifications.webhooks}


@router.post("/webhooks", status_code=201)
def create_webhook(company: The, caller: Who, body: dict[str, Any]) -> dict[str, Any]:
    may(caller, "administrator")
    checked = _checked(body)
    made = webhook(company)
    made |= checked
    return made | {"secret": SECRET}


@router.get("/webhooks/{webhook_id}")
def show_webhook(company: The, caller: Who, webhook_id: str) -> dict[str, Any]:
    may(caller, "administrator")
    return _one(company, webhook_id)


@router.put("/webhooks/{webhook_id}")
def change_webhook(
    company: The, caller: Who, webhook_id: str, body: dict[str, Any]
) -> dict[str, Any]:
    may(caller, "administrator")
    one = _one(company, webhook_id)
    one |= _checked(body)
    return one


@router.delete("/webhooks/{webhook_id}", status_code=204)
def delete_webhook(company: The, caller: Who, webhook_id: str) -> Response:
    may(caller, "administrator")
    company.notifications.webhooks.remove(_one(company, webhook_id))
    return Response(status_code=204)


@router.post("/webhooks/{webhook_id}/secret")
def renew_webhook_secret(company: The, caller: Who, webhook_id: str) -> dict[str, Any]:
    may(caller, "administrator")
    return _one(company, webhook_id) | {"secret": SECRET}


@router.post("/webhooks/{webhook_id}/test", status_code=202)
def test_webhook(company: The, caller: Who, webhook_id: str) -> dict[str, Any]:
    may(caller, "administrator")
    _one(company, webhook_id)
    return delivery(company, "due", event_type="notifications.webhook-test", status=None)


@router.get("/webhooks/{webhook_id}/deliveries")
def show_webhook_deliveries(
    company: The, caller: Who, webhook_id: str, limit: int = 50, after: str = ""
) -> dict[str, Any]:
    may(caller, "administrator")
    _one(company, webhook_id)
    return pages(company.notifications.deliveries, limit, after)


@router.post("/webhooks/{webhook_id}/deliveries/{delivery_id}/retry")
def retry_webhook_delivery(
    company: The, caller: Who, webhook_id: str, delivery_id: str
) -> dict[str, Any]:
    may(caller, "administrator")
    _one(company, webhook_id)
    match = next(each for each in company.notifications.deliveries if each["id"] == delivery_id)
    if match["state"] != "failed":
        raise coded(ConflictError, "delivery-not-failed", "this delivery was not given up")
    match |= {"state": "due", "ended_at": None, "next_at": match["created_at"]}
    return match
