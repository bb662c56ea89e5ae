"""The register of payouts over HTTP: filters, pages, CSV, and who may see it."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from doubles import FakeProvider
from payments_service import PaymentsService
from uuid_utils.compat import uuid7

from ates_chassis.http.access import ROLES
from ates_chassis.testing import bearer
from ates_payments.domain import Failed

BOOKKEEPERS = {"administrator", "accountant"}


async def test_a_row_tells_all_of_a_payout(service: PaymentsService) -> None:
    user = uuid7()
    payout = await service.payout(1_250, user_id=user)
    assert await service.shown(payout) == {
        "id": str(payout),
        "user_id": str(user),
        "business_day": "2026-11-19",
        "amount": {"amount": 1_250, "currency": "USD"},
        "state": "due",
        "reference": None,
        "failure": None,
        "mail": "due",
        "mail_failure": None,
        "bank_file_id": None,
        "file_failure": None,
        "followed_by": None,
        "provider": None,
        "ends_by_hand": False,
        "ended_by": None,
    }


async def test_the_register_is_filtered_by_day_state_mail_and_worker(
    service: PaymentsService, provider: FakeProvider
) -> None:
    provider.answer = Failed("closed")
    early = await service.payout(100, day="2026-11-17")
    await service.paying(provider).send(service.db)
    user = uuid7()
    late = await service.payout(200, day="2026-11-19", user_id=user)

    async def ids(**kwargs: str) -> list[str]:
        return [item["id"] for item in (await service.get("/payouts", **kwargs)).json()["items"]]

    assert await ids() == [str(late), str(early)]
    assert await ids(state="failed") == [str(early)]
    assert await ids(user_id=str(user)) == [str(late)]
    assert await ids(mail="sent") == []
    assert await ids(**{"from": "2026-11-18"}) == [str(late)]
    assert await ids(to="2026-11-18") == [str(early)]
    upside_down = await service.get("/payouts", **{"from": "2026-11-19", "to": "2026-11-18"})
    assert upside_down.status_code == 422


@pytest.mark.parametrize("told_first", [False, True])
async def test_a_failed_payout_is_followed_by_the_one_that_accounting_names(
    service: PaymentsService, provider: FakeProvider, told_first: bool
) -> None:
    """Whatever other payouts are due, when, and in whichever order the facts arrive."""
    provider.answer = Failed("closed")
    user, now = uuid7(), datetime.now(UTC)
    failed, again = uuid7(), uuid7()
    if told_first:
        await service.hear(service.followed(failed, again))
    await service.payout(100, user_id=user, payout_id=failed, at=now - timedelta(hours=2))
    await service.paying(provider).send(service.db)
    # In catch-up, the close of a day before the return is due after the failure, and has none of its money.
    await service.payout(200, user_id=user, at=now + timedelta(hours=1))

    async def ids(followed: str) -> list[str]:
        filters = {"state": "failed", "followed": followed, "user_id": str(user)}
        return [item["id"] for item in (await service.get("/payouts", **filters)).json()["items"]]

    if not told_first:
        assert (await service.shown(failed))["followed_by"] is None
        assert (await ids("false"), await ids("true")) == ([str(failed)], [])
        await service.hear(service.followed(failed, again))
    await service.payout(100, user_id=user, payout_id=again, at=now - timedelta(hours=3))
    await service.hear(service.followed(failed, again), service.followed(failed, again))
    assert (await service.shown(failed))["followed_by"] == str(again)
    assert (await ids("false"), await ids("true")) == ([], [str(failed)])
    assert (await service.shown(again))["followed_by"] is None


async def test_pages_lead_through_all_payouts_once(service: PaymentsService) -> None:
    await service.hear(*(service.due(n + 1, day=f"2026-11-{1 + n % 9:02d}") for n in range(25)))
    seen, after = [], None
    while True:
        answer = (
            await service.get("/payouts", limit=4, **({"after": after} if after else {}))
        ).json()
        seen += [(item["business_day"], item["id"]) for item in answer["items"]]
        after = answer["next"]
        if after is None:
            break
    assert len(seen) == 25
    assert seen == sorted(seen, reverse=True)


async def test_the_register_goes_into_a_spreadsheet(service: PaymentsService) -> None:
    payout = await service.payout(1_250)
    answer = await service.get("/payouts", accept="text/csv")
    assert 'filename="payouts.csv"' in answer.headers["content-disposition"]
    [row] = csv.DictReader(io.StringIO(answer.text))
    assert (row["id"], row["amount.amount"], row["state"]) == (str(payout), "1250", "due")


@pytest.mark.parametrize("role", sorted(ROLES))
async def test_only_accountants_and_administrators_see_and_do(
    service: PaymentsService, role: str
) -> None:
    payout = await service.payout()
    headers = bearer(uuid7(), role)
    allowed = role in BOOKKEEPERS
    for path in ("/payouts", "/bank-files"):
        answer = await service.client.get(path, headers=headers)
        assert answer.status_code == (200 if allowed else 403)
    for path, body in (("settle", {"reference": "x"}), ("fail", {"reason": "x"})):
        answer = await service.client.post(f"/payouts/{payout}/{path}", json=body, headers=headers)
        assert answer.status_code == (409 if allowed else 403)
    # Its mail is on its way.
    answer = await service.client.post(f"/payouts/{payout}/mail", headers=headers)
    assert answer.status_code == (409 if allowed else 403)


async def test_nobody_without_a_token_sees_anything(service: PaymentsService) -> None:
    assert (await service.client.get("/payouts")).status_code == 401


async def test_an_unknown_payout_is_not_found(service: PaymentsService) -> None:
    for path, body in (("settle", {"reference": "x"}), ("fail", {"reason": "x"}), ("mail", None)):
        answer = await service.post(f"/payouts/{uuid7()}/{path}", body)
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-payout")
