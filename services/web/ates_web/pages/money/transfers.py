"""One transfer of the ledger: who posted it, why, and what it has to do with others."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fastapi import APIRouter, Response

from ates_web.clients.models import TransferView
from ates_web.pages.language import _
from ates_web.pages.money.ledger import LedgerRow, ledger_row
from ates_web.pages.shell import SEES_LEDGER, PageContext, SignedIn

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferPage(PageContext):
    template: ClassVar[str] = "money/transfer.html"
    row: LedgerRow


@router.get("/ledger/transfers/{transfer_id:uuid}")
async def transfer(visit: SignedIn, transfer_id: UUID) -> Response:
    visit.require(SEES_LEDGER)
    shown: TransferView = await visit.clients.accounting.transfer(visit.caller, transfer_id)
    names = await visit.names([shown.user_id, shown.posted_by, shown.approved_by])
    return visit.show(
        TransferPage(
            frame=visit.frame(_("A transfer"), "ledger"), row=ledger_row(visit, names, shown)
        )
    )
