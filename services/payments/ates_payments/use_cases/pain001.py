"""A bank file as ISO 20022 pain.001.001.09, customer credit transfer initiation (docs/decisions/0009-bank-file.md)."""

from collections.abc import Sequence
from decimal import Decimal

from pyiso20022.pain import pain_001_001_09 as pain
from xsdata.formats.dataclass.serializers import XmlSerializer
from xsdata.formats.dataclass.serializers.config import SerializerConfig
from xsdata.models.datatype import XmlDate, XmlDateTime

from ates_chassis.shared.currencies import decimal
from ates_chassis.shared.text.characters import printable
from ates_payments.domain.bank_files import BankFile, BankLine, Payer

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_NAME_MAX = 140
# The identifier banks expect where a debtor's bank is known by the account alone.
_NOT_PROVIDED = "NOTPROVIDED"
_SCHEME = "ATES-EMPLOYEE"


def render(file: BankFile, lines: Sequence[BankLine], payer: Payer) -> bytes:
    """The file's XML, which is stored and never rendered again: a bank takes a MsgId once."""
    total = sum((decimal(line.amount, file.currency) for line in lines), start=Decimal(0))
    document = pain.Document(
        cstmr_cdt_trf_initn=pain.CustomerCreditTransferInitiationV09(
            grp_hdr=pain.GroupHeader85(
                msg_id=file.id.hex,
                cre_dt_tm=XmlDateTime.from_datetime(file.created_at.replace(microsecond=0)),
                nb_of_txs=str(len(lines)),
                ctrl_sum=total,
                initg_pty=pain.PartyIdentification135(nm=_named(payer.name)),
            ),
            pmt_inf=[_payment(file, lines, payer, total)],
        )
    )
    serializer = XmlSerializer(config=SerializerConfig(indent="  "))
    return serializer.render(document, ns_map={None: NAMESPACE}).encode()


def _payment(
    file: BankFile, lines: Sequence[BankLine], payer: Payer, total: Decimal
) -> pain.PaymentInstruction30:
    bank = (
        pain.FinancialInstitutionIdentification18(bicfi=payer.bic)
        if payer.bic
        else pain.FinancialInstitutionIdentification18(
            othr=pain.GenericFinancialIdentification1(id=_NOT_PROVIDED)
        )
    )
    return pain.PaymentInstruction30(
        pmt_inf_id=file.id.hex,
        pmt_mtd=pain.PaymentMethod3Code.TRF,
        nb_of_txs=str(len(lines)),
        ctrl_sum=total,
        reqd_exctn_dt=pain.DateAndDateTime2Choice(
            dt=XmlDate.from_date(file.execution_date or file.created_at.date())
        ),
        dbtr=pain.PartyIdentification135(nm=_named(payer.name)),
        dbtr_acct=pain.CashAccount38(id=pain.AccountIdentification4Choice(iban=payer.iban)),
        dbtr_agt=pain.BranchAndFinancialInstitutionIdentification6(fin_instn_id=bank),
        cdt_trf_tx_inf=[_credit(file, line) for line in lines],
    )


def _named(name: str) -> str:
    """Whatever was stored before names had a rule: nothing that XML 1.0 forbids."""
    return printable(name)[:_NAME_MAX]


def _credit(file: BankFile, line: BankLine) -> pain.CreditTransferTransaction34:
    account = pain.GenericAccountIdentification1(
        id=line.user_id.hex, schme_nm=pain.AccountSchemeName1Choice(prtry=_SCHEME)
    )
    name = line.full_name or f"employee {line.user_id}"
    return pain.CreditTransferTransaction34(
        pmt_id=pain.PaymentIdentification6(
            instr_id=line.payout_id.hex, end_to_end_id=line.payout_id.hex
        ),
        amt=pain.AmountType4Choice(
            instd_amt=pain.ActiveOrHistoricCurrencyAndAmount(
                value=decimal(line.amount, file.currency), ccy=file.currency
            )
        ),
        cdtr=pain.PartyIdentification135(nm=_named(name)),
        cdtr_acct=pain.CashAccount38(id=pain.AccountIdentification4Choice(othr=account)),
        rmt_inf=pain.RemittanceInformation16(ustrd=[f"Payout {file.business_day.isoformat()}"]),
    )
