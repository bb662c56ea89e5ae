"""Payouts in bank files."""

from typing import Any
from uuid import UUID

import httpx
from payments_service import PaymentsService
from pyiso20022.pain import pain_001_001_09 as pain
from xsdata.formats.dataclass.parsers import XmlParser

from ates_payments.adapters.providers import ManualProvider


async def filed_payouts(
    service: PaymentsService, *amounts: int, **more: UUID
) -> tuple[list[UUID], str]:
    """Payouts in a new bank file."""
    payouts = [await service.payout(amount, **more) for amount in amounts]
    await service.paying(ManualProvider()).send(service.db)
    await service.file()
    return payouts, (await bank_files(service))[0]["id"]


async def bank_files(service: PaymentsService) -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = (await service.get("/bank-files")).json()["items"]
    return files


async def bank_file(service: PaymentsService, file_id: str) -> dict[str, Any]:
    return next(file for file in await bank_files(service) if file["id"] == file_id)


def order_of(content: bytes) -> pain.CustomerCreditTransferInitiationV09:
    return XmlParser().from_bytes(content, pain.Document).cstmr_cdt_trf_initn


def ordered_in(content: bytes) -> set[UUID]:
    [block] = order_of(content).pmt_inf
    return {UUID(line.pmt_id.end_to_end_id) for line in block.cdt_trf_tx_inf}


async def withdraw(
    service: PaymentsService, file_id: str, reason: str = "the bank refused it", **more: Any
) -> httpx.Response:
    return await service.post(f"/bank-files/{file_id}/withdraw", {"reason": reason}, **more)
