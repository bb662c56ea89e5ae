"""A bank file is stored as it was made, and is made, handed over or withdrawn: no payout is ordered by two that stand."""

import asyncio
from hashlib import sha256
from uuid import UUID

import pytest
from filed import bank_file, bank_files, filed_payouts, order_of, ordered_in, withdraw
from payments_service import PaymentsService


async def test_a_file_has_the_same_bytes_after_its_people_were_erased_or_renamed(
    service: PaymentsService,
) -> None:
    employee = await service.employee()
    _, file = await filed_payouts(service, 100, user_id=employee)
    await service.hear(service.user(employee, full_name="Ada King", version=2))
    first = await service.get(f"/bank-files/{file}")
    await service.hear(service.erased(employee, version=3))
    second = await service.get(f"/bank-files/{file}")
    assert first.content == second.content
    assert b"Ada &lt;b&gt;Lovelace" in first.content
    assert (await bank_file(service, file))["sha256"] == sha256(first.content).hexdigest()


async def test_a_download_hands_a_file_over_and_says_who_did_it(service: PaymentsService) -> None:
    _, file = await filed_payouts(service, 100)
    shown = await bank_file(service, file)
    assert (shown["state"], shown["handed_over_at"]) == ("made", None)
    await service.get(f"/bank-files/{file}")
    shown = await bank_file(service, file)
    assert (shown["state"], shown["handed_over_by"]) == ("handed-over", str(service.accountant))
    await service.get(f"/bank-files/{file}")
    assert (await bank_file(service, file))["handed_over_at"] == shown["handed_over_at"]


async def test_what_failed_by_hand_is_in_no_file_that_can_be_downloaded_first_afterwards(
    service: PaymentsService,
) -> None:
    [bad, good], old = await filed_payouts(service, 100, 200)
    answer = await service.post(f"/payouts/{bad}/fail", {"reason": "account closed"})
    assert answer.json()["state"] == "failed"
    refused = await service.get(f"/bank-files/{old}")
    assert (refused.status_code, refused.json()["code"]) == (409, "bank-file-withdrawn")
    await service.file()
    new, withdrawn = await bank_files(service)
    assert (withdrawn["id"], withdrawn["state"]) == (old, "withdrawn")
    assert withdrawn["withdrawal_reason"] == "one of its payouts ended otherwise"
    content = (await service.get(f"/bank-files/{new['id']}")).content
    assert ordered_in(content) == {good}
    assert order_of(content).grp_hdr.msg_id == UUID(new["id"]).hex != UUID(old).hex


async def test_what_was_paid_otherwise_is_in_no_file_that_can_be_downloaded_first_afterwards(
    service: PaymentsService,
) -> None:
    [cash, rest], old = await filed_payouts(service, 100, 200)
    await service.post(f"/payouts/{cash}/settle", {"reference": "in cash"})
    assert (await service.get(f"/bank-files/{old}")).status_code == 409
    await service.file()
    new = (await bank_files(service))[0]
    assert ordered_in((await service.get(f"/bank-files/{new['id']}")).content) == {rest}


async def test_a_failure_after_the_file_was_handed_over_leaves_the_file_as_the_bank_has_it(
    service: PaymentsService,
) -> None:
    [bad, good], file = await filed_payouts(service, 100, 200)
    first = (await service.get(f"/bank-files/{file}")).content
    await service.post(f"/payouts/{bad}/fail", {"reason": "account closed"})
    assert (await service.get(f"/bank-files/{file}")).content == first
    shown = await bank_file(service, file)
    assert (shown["open"], shown["failed"], shown["state"]) == (1, 1, "handed-over")
    await service.file()
    assert len(await bank_files(service)) == 1
    assert (await service.shown(good))["bank_file_id"] == file


@pytest.mark.parametrize("handed_over", [False, True])
async def test_a_withdrawn_file_is_replaced_by_one_with_what_is_open(
    service: PaymentsService, handed_over: bool
) -> None:
    [failed, settled, rest], old = await filed_payouts(service, 100, 200, 300)
    if handed_over:
        await service.get(f"/bank-files/{old}")
        await service.post(f"/payouts/{failed}/fail", {"reason": "account closed"})
        await service.post(f"/payouts/{settled}/settle", {"reference": "S 1"})
    answer = await withdraw(service, old, "wrong account")
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["state"], shown["withdrawn_by"]) == ("withdrawn", str(service.accountant))
    assert (shown["withdrawal_reason"], shown["open"]) == ("wrong account", 0)
    assert (await service.get(f"/bank-files/{old}")).status_code == 409
    await service.file()
    new = (await bank_files(service))[0]
    ordered = ordered_in((await service.get(f"/bank-files/{new['id']}")).content)
    assert ordered == ({rest} if handed_over else {failed, settled, rest})
    assert (await service.shown(rest))["bank_file_id"] == new["id"] != old


async def test_a_withdrawn_file_is_neither_settled_nor_withdrawn_again(
    service: PaymentsService,
) -> None:
    [payout], file = await filed_payouts(service, 100)
    first = await withdraw(service, file, key="k1")
    assert (await withdraw(service, file, key="k1")).json() == first.json()
    for answer in (
        await withdraw(service, file),
        await service.post(f"/bank-files/{file}/settle", {"reference": "S 1"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "bank-file-withdrawn")
    assert (await service.shown(payout))["state"] == "sent"


async def test_a_file_that_no_bank_can_have_is_not_settled(service: PaymentsService) -> None:
    _, file = await filed_payouts(service, 100)
    answer = await service.post(f"/bank-files/{file}/settle", {"reference": "S 1"})
    assert (answer.status_code, answer.json()["code"]) == (409, "bank-file-not-handed-over")


async def test_a_file_that_the_bank_carried_out_is_not_withdrawn(service: PaymentsService) -> None:
    _, file = await filed_payouts(service, 100, 200)
    await service.get(f"/bank-files/{file}")
    await service.post(f"/bank-files/{file}/settle", {"reference": "S 1"})
    answer = await withdraw(service, file)
    assert (answer.status_code, answer.json()["code"]) == (409, "bank-file-settled")


@pytest.mark.parametrize("reason", ["", " \t", "x" * 301, "a\nb", "nul\0"])
async def test_a_withdrawal_needs_a_reason_of_one_line(
    service: PaymentsService, reason: str
) -> None:
    _, file = await filed_payouts(service, 100)
    answer = await withdraw(service, file, reason)
    assert answer.status_code == 422
    assert "reason" in answer.text
    assert (await bank_file(service, file))["state"] == "made"


async def test_downloads_withdrawals_and_ends_at_once_leave_one_of_them_true(
    service: PaymentsService,
) -> None:
    for _ in range(8):
        [one, two], file = await filed_payouts(service, 100, 200)
        download, _, failed, _ = await asyncio.gather(
            service.get(f"/bank-files/{file}"),
            withdraw(service, file),
            service.post(f"/payouts/{one}/fail", {"reason": "closed"}),
            service.file(),
        )
        assert failed.status_code in {200, 409}
        assert failed.status_code == 200 or failed.json()["code"] == "payout-just-filed"
        assert (await bank_file(service, file))["state"] == "withdrawn"
        assert download.status_code in {200, 409}
        await service.file()
        where = {str(each): (await service.shown(each))["bank_file_id"] for each in (one, two)}
        assert where[str(two)] not in {file, None}
        new = (await service.get(f"/bank-files/{where[str(two)]}")).content
        assert (one in ordered_in(new)) == (failed.status_code == 409)


async def test_two_first_downloads_at_once_are_one_file(service: PaymentsService) -> None:
    _, file = await filed_payouts(service, 100)
    answers = await asyncio.gather(*(service.get(f"/bank-files/{file}") for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
