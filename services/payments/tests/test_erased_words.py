"""What others said of somebody, of their payouts and of the files with them, is forgotten with the person."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import pytest
from doubles import FakeProvider
from migrations_of import migration
from payments_service import PaymentsService
from what_is_kept import KEEP_NAMES, tables_that_name

from ates_chassis.testing import eventually
from ates_payments.adapters.providers import ManualProvider
from ates_payments.domain import FORGOTTEN, Answer, Failed, Order
from ates_payments.domain.bank_files import ENDED_OTHERWISE

NAMING = "the account of LOVELACE is closed"


async def _sent_by_hand(service: PaymentsService, user: UUID) -> UUID:
    payout = await service.payout(user_id=user)
    await service.paying(ManualProvider()).send(service.db)
    return payout


async def _files(service: PaymentsService) -> dict[str, str]:
    """Why each withdrawn bank file was."""
    items = (await service.get("/bank-files")).json()["items"]
    return {item["id"]: item["withdrawal_reason"] for item in items if item["withdrawal_reason"]}


async def test_why_a_payout_failed_is_forgotten_with_the_person_in_every_place(
    service: PaymentsService,
) -> None:
    user, other = await service.employee(), await service.employee()
    payouts = [await _sent_by_hand(service, each) for each in (user, other)]
    await service.file()
    for payout in payouts:
        body, key = {"reason": NAMING}, f"of {payout}"
        answer = await service.post(f"/payouts/{payout}/fail", body, key=key)
        assert answer.json()["failure"] == NAMING
    assert set((await _files(service)).values()) == {ENDED_OTHERWISE}
    await service.hear(service.erased(user))
    assert [(await service.shown(each))["failure"] for each in payouts] == [FORGOTTEN, NAMING]
    reasons = {
        each["payout_id"]: each["reason"] for each in await service.published("payment-failed")
    }
    assert reasons == {str(payouts[0]): FORGOTTEN, str(payouts[1]): NAMING}
    await service.hear(service.erased(other))
    assert await tables_that_name(service, "lovelace") <= KEEP_NAMES


@pytest.mark.parametrize("by_hand", [False, True])
async def test_why_a_payout_failed_is_not_noted_once_the_person_was_erased(
    service: PaymentsService, provider: FakeProvider, by_hand: bool
) -> None:
    user = await service.employee()
    payout = await _sent_by_hand(service, user) if by_hand else await service.payout(user_id=user)
    await service.hear(service.erased(user))
    if by_hand:
        await service.post(f"/payouts/{payout}/fail", {"reason": NAMING}, key="k1")
    else:
        provider.answer = Failed(NAMING)
        await service.paying(provider).send(service.db)
    assert (await service.shown(payout))["failure"] == FORGOTTEN
    assert [each["reason"] for each in await service.published("payment-failed")] == [FORGOTTEN]
    assert await tables_that_name(service, "lovelace") == set()


async def test_a_provider_whose_answer_waited_for_the_erasure_is_not_noted_either(
    service: PaymentsService, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The erasure holds the payout already, and commits while the answer waits for it."""
    user = await service.employee()
    payout = await service.payout(user_id=user)
    provider.answer = Failed(NAMING)
    pay, claimed, go = provider.pay, asyncio.Event(), asyncio.Event()

    async def held_up(order: Order) -> Answer:
        claimed.set()
        await go.wait()
        return await pay(order)

    monkeypatch.setattr(provider, "pay", held_up)
    sending = asyncio.ensure_future(service.paying(provider).send(service.db))
    await claimed.wait()
    erase = "UPDATE recipients SET erased = true, email = NULL, full_name = NULL WHERE user_id = $1"
    async with transaction(service) as connection:
        await connection.execute(erase, user)
        await connection.execute("SELECT FROM payouts WHERE user_id = $1 FOR UPDATE", user)
        go.set()
        await eventually(lambda: connection.fetchval(WAITING_FOR_US))
    await sending
    assert (await service.shown(payout))["failure"] == FORGOTTEN


WAITING_FOR_US = """
    SELECT count(*) FROM pg_locks
    WHERE NOT granted AND locktype = 'transactionid' AND transactionid = pg_current_xact_id()::xid
"""


@asynccontextmanager
async def transaction(service: PaymentsService) -> AsyncIterator[asyncpg.Connection]:
    """Of somebody else, which commits at the end."""
    connection = await asyncpg.connect(service.owner_url)
    try:
        async with connection.transaction():
            yield connection
    finally:
        await connection.close()


async def test_an_erasure_waits_for_a_withdrawal_that_has_begun_and_forgets_its_reason(
    service: PaymentsService,
) -> None:
    user = await service.employee()
    await _sent_by_hand(service, user)
    await service.file()
    withdraw = "UPDATE bank_files SET state = 'withdrawn', withdrawal_reason = $1"
    async with transaction(service) as connection:
        await connection.execute("SELECT FROM bank_files FOR UPDATE")
        erasing = asyncio.ensure_future(service.hear(service.erased(user)))
        await eventually(lambda: connection.fetchval(WAITING_FOR_US))
        await connection.execute(withdraw, NAMING)
        await connection.execute("UPDATE payouts SET file_id = NULL")
    await erasing
    assert set((await _files(service)).values()) == {FORGOTTEN}


async def test_why_a_file_was_withdrawn_is_forgotten_with_each_person_whom_it_paid(
    service: PaymentsService,
) -> None:
    user, other = await service.employee(), await service.employee()
    for each in (user, other):
        await _sent_by_hand(service, each)
        await service.file()
    ids = [item["id"] for item in (await service.get("/bank-files")).json()["items"]]
    for number, file in enumerate(ids):
        path, key = f"/bank-files/{file}/withdraw", f"k{number}"
        assert (await service.post(path, {"reason": NAMING}, key=key)).status_code == 200
    await service.file()
    assert await _files(service) == dict.fromkeys(ids, NAMING)
    await service.hear(service.erased(user))
    other_file, file = ids
    assert await _files(service) == {file: FORGOTTEN, other_file: NAMING}
    await service.hear(service.erased(other))
    assert await tables_that_name(service, "lovelace") <= KEEP_NAMES


async def test_why_a_file_with_somebody_who_was_erased_is_withdrawn_is_not_kept(
    service: PaymentsService,
) -> None:
    user = await service.employee()
    await _sent_by_hand(service, user)
    await service.file()
    [file] = (await service.get("/bank-files")).json()["items"]
    await service.hear(service.erased(user))
    answer = await service.post(f"/bank-files/{file['id']}/withdraw", {"reason": NAMING})
    assert answer.json()["withdrawal_reason"] == FORGOTTEN


async def test_what_was_said_of_people_erased_before_goes_with_the_upgrade(
    service: PaymentsService,
) -> None:
    user, other = await service.employee(), await service.employee()
    payouts = [await _sent_by_hand(service, each) for each in (user, other)]
    await service.file()
    for payout in payouts:
        await service.post(f"/payouts/{payout}/fail", {"reason": NAMING})
    copied = f"{ENDED_OTHERWISE}: {NAMING}"
    await service.as_owner(f"UPDATE bank_files SET withdrawal_reason = '{copied}'")
    await service.as_owner("UPDATE recipients SET erased = true, email = NULL, full_name = NULL")
    for statement in migration("0013_erased_words").FORGET:
        await service.as_owner(statement)
    assert await tables_that_name(service, "lovelace") <= KEEP_NAMES
    assert set((await _files(service)).values()) == {ENDED_OTHERWISE}


async def test_erasures_and_withdrawals_at_once_never_wait_in_a_circle(
    service: PaymentsService,
) -> None:
    for _ in range(6):
        users = [await service.employee() for _ in range(4)]
        payouts = [await _sent_by_hand(service, user) for user in users]
        await service.file()
        [file, *_] = (await service.get("/bank-files")).json()["items"]
        withdrawal, failure, *_ = await asyncio.gather(
            service.post(f"/bank-files/{file['id']}/withdraw", {"reason": NAMING}),
            service.post(f"/payouts/{payouts[1]}/fail", {"reason": NAMING}),
            service.hear(service.erased(users[0])),
            service.hear(service.erased(users[1])),
        )
        assert {withdrawal.status_code, failure.status_code} <= {200, 409}
        assert NAMING not in (await _files(service)).values()
