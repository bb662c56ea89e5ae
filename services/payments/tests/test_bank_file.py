"""The manual provider: each payout in exactly one file, exact to the cent, ended by a person."""

import asyncio
from decimal import Decimal
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

from doubles import FakeProvider
from payments_service import PaymentsService
from pyiso20022.pain import pain_001_001_09 as pain
from uuid_utils.compat import uuid7
from xsdata.formats.dataclass.parsers import XmlParser

from ates_payments.adapters.providers import ManualProvider
from ates_payments.use_cases.pain001 import NAMESPACE

IBAN = "DE89370400440532013000"


async def _sent(service: PaymentsService, *amounts: int, **more: Any) -> list[UUID]:
    payouts = [await service.payout(amount, **more) for amount in amounts]
    await service.paying(ManualProvider()).send(service.db)
    return payouts


async def _files(service: PaymentsService) -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = (await service.get("/bank-files")).json()["items"]
    return files


async def test_a_bank_file_is_exact_to_the_cent_and_adds_up(service: PaymentsService) -> None:
    employee = await service.employee()
    payouts = await _sent(service, 1, 123_456, 99_999_999_999, 1_250, user_id=employee)
    await service.file()
    [file] = await _files(service)
    total = 1 + 123_456 + 99_999_999_999 + 1_250
    assert file["amount"] == {"amount": total, "currency": "USD"}
    assert (file["payouts"], file["open"]) == (4, 4)
    answer = await service.get(f"/bank-files/{file['id']}")
    assert answer.headers["content-type"] == "application/xml"
    assert f"payouts-2026-11-19-{file['id']}.xml" in answer.headers["content-disposition"]
    order = XmlParser().from_bytes(answer.content, pain.Document).cstmr_cdt_trf_initn
    header, [block] = order.grp_hdr, order.pmt_inf
    lines = block.cdt_trf_tx_inf
    amounts = {line.pmt_id.end_to_end_id: line.amt.instd_amt.value for line in lines}
    assert amounts == {
        payout.hex: Decimal(cents).scaleb(-2)
        for payout, cents in zip(payouts, (1, 123_456, 99_999_999_999, 1_250), strict=True)
    }
    assert header.ctrl_sum == block.ctrl_sum == sum(amounts.values()) == Decimal(total).scaleb(-2)
    assert header.nb_of_txs == block.nb_of_txs == "4"
    assert {line.amt.instd_amt.ccy for line in lines} == {"USD"}
    assert (block.dbtr.nm, block.dbtr_acct.id.iban) == ("Popug & Sons", IBAN)
    assert {line.cdtr_acct.id.othr.id for line in lines} == {employee.hex}
    assert {line.cdtr.nm for line in lines} == {"Ada <b>Lovelace</b>"}
    assert {line.rmt_inf.ustrd[0] for line in lines} == {"Payout 2026-11-19"}


async def test_the_file_is_in_the_namespace_of_the_standard_and_always_the_same(
    service: PaymentsService,
) -> None:
    await _sent(service, 1_250)
    await service.file()
    [file] = await _files(service)
    first = await service.get(f"/bank-files/{file['id']}")
    assert ET.fromstring(first.text).tag == f"{{{NAMESPACE}}}Document"
    await service.later()
    assert (await service.get(f"/bank-files/{file['id']}")).content == first.content


async def test_each_payout_is_in_exactly_one_file_also_with_several_workers(
    service: PaymentsService,
) -> None:
    payouts = await _sent(service, *range(1, 41))
    await asyncio.gather(*(service.file(7) for _ in range(5)))
    files = await _files(service)
    assert sum(file["payouts"] for file in files) == 40
    assert max(file["payouts"] for file in files) == 7
    assert sum(file["amount"]["amount"] for file in files) == sum(range(1, 41))
    items = (await service.get("/payouts", limit=100)).json()["items"]
    assert {item["id"] for item in items} == {str(payout) for payout in payouts}
    assert all(item["bank_file_id"] for item in items)


async def test_days_and_currencies_lie_in_files_of_their_own(service: PaymentsService) -> None:
    await _sent(service, 100)
    await _sent(service, 200, day="2026-11-20")
    await service.file()
    files = await _files(service)
    assert sorted(file["business_day"] for file in files) == ["2026-11-19", "2026-11-20"]


async def test_an_accountant_settles_a_file_and_says_what_failed_of_it(
    service: PaymentsService,
) -> None:
    good, bad, other = await _sent(service, 100, 200, 300)
    await service.file()
    [file] = await _files(service)
    await service.get(f"/bank-files/{file['id']}")
    failed = await service.post(f"/payouts/{bad}/fail", {"reason": "account closed"})
    assert (failed.json()["state"], failed.json()["failure"]) == ("failed", "account closed")
    one = await service.post(f"/payouts/{other}/settle", {"reference": "by hand"})
    assert (one.json()["state"], one.json()["reference"]) == ("settled", "by hand")
    body = {"reference": "statement 47"}
    for _ in range(2):
        answer = await service.post(f"/bank-files/{file['id']}/settle", body, key="k1")
        assert answer.json() == {"settled": 1, "own": 0}
    assert (await service.shown(good))["reference"] == "statement 47"
    assert (await _files(service))[0]["open"] == 0
    settled = await service.published("payment-settled")
    assert {fact["payout_id"] for fact in settled} == {str(good), str(other)}
    reports = [{"payout_id": str(bad), "reason": "account closed"}]
    assert await service.published("payment-failed") == reports
    again = await service.post(f"/payouts/{bad}/settle", {"reference": "x"})
    assert (again.status_code, again.json()["code"]) == (409, "payout-not-sent")


async def test_what_awaits_a_person_is_not_asked_for_again(service: PaymentsService) -> None:
    [payout] = await _sent(service, 100)
    await service.later()
    await service.paying(ManualProvider()).reconcile(service.db)
    assert await service.value("SELECT attempts FROM payouts") == 1
    assert (await service.shown(payout))["state"] == "sent"


async def test_a_person_cannot_end_what_another_provider_pays(
    service: PaymentsService, provider: FakeProvider
) -> None:
    provider.fails = True
    payout = await service.payout()
    await service.paying(provider).send(service.db)
    answer = await service.post(f"/payouts/{payout}/settle", {"reference": "x"})
    assert (answer.status_code, answer.json()["code"]) == (409, "payout-not-manual")


async def test_an_unknown_file_is_not_found(service: PaymentsService) -> None:
    assert (await service.get(f"/bank-files/{uuid7()}")).json()["code"] == "no-such-bank-file"
    answer = await service.post(f"/bank-files/{uuid7()}/settle", {"reference": "x"})
    assert answer.status_code == 404
