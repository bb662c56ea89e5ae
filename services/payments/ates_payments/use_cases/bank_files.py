"""Files for the bank: each payout of the manual provider is in exactly one."""

from collections.abc import Sequence
from uuid import UUID

from ates_chassis.database import Transaction
from ates_chassis.paging import Window
from ates_payments.domain import BankFile, BankLine, NoSuchBankFile
from ates_payments.storage import bank_files
from ates_payments.use_cases import paying


async def file_payouts(tx: Transaction, *, lines: int) -> int:
    """Puts payouts that await a file into a new one; returns how many, none when all are filed."""
    return await bank_files.file_payouts(tx, lines)


async def show_bank_files(tx: Transaction, *, window: Window) -> list[BankFile]:
    return await bank_files.bank_files_page(tx, window)


async def bank_file(tx: Transaction, *, file_id: UUID) -> tuple[BankFile, Sequence[BankLine]]:
    """Raises NoSuchBankFile."""
    return await _file(tx, file_id), await bank_files.lines_of(tx, file_id)


async def settle_bank_file(tx: Transaction, *, file_id: UUID, reference: str) -> int:
    """The bank carried the file out: settles what of it is still open. Raises NoSuchBankFile."""
    await _file(tx, file_id)
    open_payouts = await bank_files.open_payouts(tx, file_id)
    return await paying.settle_all(tx, payout_ids=open_payouts, reference=reference)


async def _file(tx: Transaction, file_id: UUID) -> BankFile:
    file = await bank_files.bank_file(tx, file_id)
    if file is None:
        raise NoSuchBankFile("there is no such bank file")
    return file
