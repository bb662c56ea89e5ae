"""Names that were stored before there was a rule for them: no file, mail or list chokes on them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from payments_service import PaymentsService
from pydantic import ValidationError
from pyiso20022.pain import pain_001_001_09 as pain
from texts.generated import FORGED_HEADER, texts
from uuid_utils.compat import uuid7
from xsdata.formats.dataclass.parsers import XmlParser

from ates_chassis.shared.text.characters import printable
from ates_payments.adapters.providers import ManualProvider
from ates_payments.domain.bank_files import BankFile, BankLine, Payer
from ates_payments.settings import Settings
from ates_payments.use_cases.pain001 import render

ID = UUID(int=7)
BODY: dict[str, Any] = {"database_url": "postgresql://x", "jwks_url": "http://auth", "port": 1}


def file_of(*names: str, payer: str = "Popug & Sons") -> bytes:
    file = BankFile(
        id=ID,
        business_day=date(2026, 11, 19),
        currency="USD",
        payouts=len(names),
        amount=len(names),
        open=len(names),
        created_at=datetime(2026, 11, 20, tzinfo=UTC),
    )
    lines = [BankLine(payout_id=ID, user_id=ID, full_name=name, amount=1) for name in names]
    return render(file, lines, Payer(name=payer, iban="DE89370400440532013000", bic=None))


@example("\uffff")
@example("\ufffe\0\ud800 x")
@given(texts)
def test_a_bank_file_is_well_formed_whatever_somebody_is_called(name: str) -> None:
    content = file_of(name, "Ada", payer=name or "x")
    assert ET.fromstring(content).tag.endswith("Document")
    order = XmlParser().from_bytes(content, pain.Document).cstmr_cdt_trf_initn
    lines = order.pmt_inf[0].cdt_trf_tx_inf
    assert lines[1].cdtr.nm == "Ada"
    if printable(name).strip() == name:
        assert lines[0].cdtr.nm == (name[:140] or f"employee {ID}")


async def test_a_name_of_before_spoils_neither_the_file_nor_the_register(
    service: PaymentsService,
) -> None:
    user = uuid7()
    await service.hear(service.user(user, full_name="Ada\uffff Cafe\u0301"))
    await service.payout(1_250, user_id=user)
    await service.paying(ManualProvider()).send(service.db)
    await service.file()
    [file] = (await service.get("/bank-files")).json()["items"]
    answer = await service.get(f"/bank-files/{file['id']}")
    assert "Ada\N{REPLACEMENT CHARACTER} Café" in answer.text
    ET.fromstring(answer.content)


@pytest.mark.parametrize("name", ["", "\u3164", "Popug\u202e", "a\uffff", "a\nb"])
def test_a_company_without_a_proper_name_does_not_start(name: str) -> None:
    with pytest.raises(ValidationError, match="company_name"):
        Settings(**BODY, company_name=name)


def test_a_company_may_have_any_proper_name() -> None:
    assert Settings(**BODY, company_name=" Cafe\u0301 & Söhne ").company_name == "Café & Söhne"
    assert Settings(**BODY, company_name=FORGED_HEADER).company_name == FORGED_HEADER
