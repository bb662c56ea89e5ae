"""Payouts in bank files."""

from typing import Any
from uuid import UUID

import httpx
from payments_service import PaymentsService
from pyiso20022.pain import pain_001_001_09 as pain
from xsdata.formats.dataclass.parsers import XmlParser

from ates_payments.adapters.providers import ManualProvider


async def _filed(service: PaymentsService, *amounts: int, **more: UUID) -> tuple[list[UUID], str]:
    """Payouts in a new bank file."""
    payouts = [await service.payout(amount, **more) for amount in amounts]
    await service.paying(ManualProvider()).send(service.db)
    await service.file()
    return payouts, (await _files(service))[0]["id"]


async def _files(service: PaymentsService) -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = (await service.get("/bank-files")).json()["items"]
    return files


async def _file(service: PaymentsService, file_id: str) -> dict[str, Any]:
    return next(file for file in await _files(service) if file["id"] == file_id)


def _order(content: bytes) -> pain.CustomerCreditTransferInitiationV09:
    return XmlParser().from_bytes(content, pain.Document).cstmr_cdt_trf_initn


def _ordered(content: bytes) -> set[UUID]:
    [block] = _order(content).pmt_inf
    return {UUID(line.pmt_id.end_to_end_id) for line in block.cdt_trf_tx_inf}


async def _withdraw(
    service: PaymentsService, file_id: str, reason: str = "the bank refused it", **more: Any
) -> httpx.Response:
    return await service.post(f"/bank-files/{file_id}/withdraw", {"reason": reason}, **more)
