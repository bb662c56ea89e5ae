"""Files for the bank: each payout of the manual provider that is on its way is in at most one that stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.paging import Window
from ates_payments.domain import FORGOTTEN
from ates_payments.domain.bank_files import (
    BankFile,
    ClosedDay,
    FileOutdatedError,
    NoAccountError,
    NoSuchBankFileError,
    Payer,
)
from ates_payments.storage import bank_files, unfiled
from ates_payments.use_cases import bank_file_batches, payouts


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSettlement:
    """How many payouts were settled with a file, and how many are still open as the person's own."""

    settled: int
    own: int


async def remember_closed_days(tx: Transaction, *, days: Sequence[ClosedDay]) -> None:
    """What accounting says of closed days: a day's file waits until all of its payouts are here."""
    await unfiled.remember_closed(tx, days)


async def show_bank_files(tx: ReadSession, *, window: Window) -> list[BankFile]:
    return await bank_files.bank_files_page(tx, window)


async def hand_over_bank_file(
    tx: Transaction, *, file_id: UUID, by: UUID, payer: Payer | None
) -> tuple[BankFile, bytes]:
    """The file as it was rendered. From the first time on the bank may have it.

    Raises NoSuchBankFileError, FileWithdrawnError, FileOutdatedError, NoAccountError.
    """
    file = await _file_for_update(tx, file_id)
    file.check_not_withdrawn()
    content = await bank_files.content_of(tx, file_id)
    if content is None:
        content = await _render_old(tx, file, payer)
    await bank_files.note_handed_over(tx, file_id, by)
    return file, content


async def _render_old(tx: Transaction, file: BankFile, payer: Payer | None) -> bytes:
    """A file of a release that stored none. The lock of its row lets one caller render it, once and for ever.

    Never with other bytes than it may have had under its MsgId: a new one is to take its place then.
    """
    if file.failed:
        # It would order what was returned meanwhile, and perhaps paid by another file.
        raise FileOutdatedError(
            "a payout of this file failed before the file was stored; withdraw it, and what is open gets a new one"
        )
    if payer is None:
        raise NoAccountError("the company's account is not set: ATES_COMPANY_IBAN")
    if await bank_files.pays_erased(tx, file.id):
        raise FileOutdatedError(
            "a worker of this file was erased before the file was stored; withdraw it, and what is open gets a new one"
        )
    lines = await bank_files.lines_of(tx, file.id)
    content = await bank_file_batches.rendered(file, lines, payer)
    await bank_files.add_content(tx, file.id, content)
    return content


async def withdraw_bank_file(tx: Transaction, *, file_id: UUID, by: UUID, reason: str) -> BankFile:
    """The bank will not carry the file out: what of it is still open goes into a new one, with an id of its own.

    No reason is kept that may name somebody who was erased.

    Raises NoSuchBankFileError, FileWithdrawnError, OwnAccountError, FileSettledError.
    """
    file = await _file_for_update(tx, file_id)
    open_payouts = await bank_files.open_payouts(tx, file_id)
    file.check_may_withdraw(by=by, whose=open_payouts.values())
    if await bank_files.pays_erased(tx, file_id):
        reason = FORGOTTEN
    await bank_files.withdraw(tx, file_id, by=by, reason=reason)
    return await _file_for_update(tx, file_id)


async def settle_bank_file(
    tx: Transaction, *, file_id: UUID, reference: str, by: UUID
) -> FileSettlement:
    """The bank carried the file out: settles what of it is still open, but for the person's own.

    Raises NoSuchBankFileError, FileWithdrawnError, FileNotHandedOverError, OwnAccountError.
    """
    file = await _file_for_update(tx, file_id)
    open_payouts = await bank_files.open_payouts(tx, file_id)
    file.check_may_settle(by=by, whose=open_payouts.values())
    others = [payout_id for payout_id, user_id in open_payouts.items() if user_id != by]
    settled = await payouts.settle_all(tx, payout_ids=others, reference=reference, by=by)
    return FileSettlement(settled=settled, own=len(open_payouts) - len(others))


async def _file_for_update(tx: Transaction, file_id: UUID) -> BankFile:
    file = await bank_files.bank_file_for_update(tx, file_id)
    if file is None:
        raise NoSuchBankFileError("there is no such bank file")
    return file
