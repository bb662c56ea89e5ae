"""Nobody says how their own payout ended: whoever failed one that the bank made would have its money twice."""

from uuid import UUID

import httpx
import pytest
from payments_service import PaymentsService

from ates_chassis.testing import hire
from ates_payments.adapters.providers import ManualProvider

ENDS = [("settle", {"reference": "statement 47"}), ("fail", {"reason": "account closed"})]


async def _filed(service: PaymentsService, **amounts_of: int) -> tuple[dict[str, UUID], str]:
    """Payouts in a new bank file: the accountant's `own` one and `others`, as far as they are given."""
    people = {"own": service.accountant, "others": await service.employee()}
    payouts = {
        whose: await service.payout(amount, user_id=people[whose])
        for whose, amount in amounts_of.items()
    }
    await service.paying(ManualProvider()).send(service.db)
    await service.file()
    [file] = (await service.get("/bank-files")).json()["items"]
    return payouts, file["id"]


def _code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def _state(service: PaymentsService, payout: UUID) -> str:
    return str((await service.shown(payout))["state"])


@pytest.mark.parametrize("handed_over", [False, True])
@pytest.mark.parametrize(("answer", "body"), ENDS)
async def test_somebody_else_says_how_a_payout_ended(
    service: PaymentsService, answer: str, body: dict[str, str], handed_over: bool
) -> None:
    payouts, file = await _filed(service, own=100, others=200)
    if handed_over:
        await service.get(f"/bank-files/{file}")
    path = f"/payouts/{payouts['own']}/{answer}"
    assert _code(await service.post(path, body, key="k")) == (403, "own-account")
    assert await _state(service, payouts["own"]) == "sent"
    assert (
        await service.published("payment-settled")
        == await service.published("payment-failed")
        == []
    )
    assert (await service.shown(payouts["own"]))["bank_file_id"] == file
    colleague = await hire(service.db, "accountant")
    done = await service.post(path, body, by=colleague)
    assert (done.status_code, done.json()["ended_by"]) == (200, str(colleague))


async def test_a_file_is_settled_but_for_ones_own_payout(service: PaymentsService) -> None:
    payouts, file = await _filed(service, own=100, others=200)
    await service.get(f"/bank-files/{file}")
    path, body = f"/bank-files/{file}/settle", {"reference": "statement 47"}
    answer = await service.post(path, body)
    assert answer.json() == {"settled": 1, "own": 1}
    states = [await _state(service, payouts[whose]) for whose in ("own", "others")]
    assert states == ["sent", "settled"]
    assert _code(await service.post(path, body)) == (403, "own-account")
    colleague = await hire(service.db, "accountant")
    assert (await service.post(path, body, by=colleague)).json() == {"settled": 1, "own": 0}
    assert await _state(service, payouts["own"]) == "settled"


async def test_a_downloaded_file_is_withdrawn_by_nobody_whom_the_bank_would_pay_twice(
    service: PaymentsService,
) -> None:
    payouts, file = await _filed(service, own=100, others=200)
    await service.get(f"/bank-files/{file}")
    path, body = f"/bank-files/{file}/withdraw", {"reason": "the bank refused it"}
    assert _code(await service.post(path, body)) == (403, "own-account")
    assert (await service.shown(payouts["own"]))["bank_file_id"] == file
    colleague = await hire(service.db, "accountant")
    assert (await service.post(path, body, by=colleague)).json()["state"] == "withdrawn"


async def test_a_file_that_no_bank_can_have_is_withdrawn_by_anybody(
    service: PaymentsService,
) -> None:
    _, file = await _filed(service, own=100)
    answer = await service.post(f"/bank-files/{file}/withdraw", {"reason": "wrong account"})
    assert answer.json()["state"] == "withdrawn"


async def test_ones_own_payout_that_has_ended_holds_up_no_withdrawal(
    service: PaymentsService,
) -> None:
    payouts, file = await _filed(service, own=100, others=200)
    await service.get(f"/bank-files/{file}")
    colleague = await hire(service.db, "accountant")
    body = {"reference": "statement 47"}
    await service.post(f"/payouts/{payouts['own']}/settle", body, by=colleague)
    answer = await service.post(f"/bank-files/{file}/withdraw", {"reason": "the rest came back"})
    assert answer.json()["state"] == "withdrawn"
