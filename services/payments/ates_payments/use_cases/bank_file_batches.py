"""Making bank files: of the payouts of a day that wait for one, rendered and stored in one transaction."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID
from xml.parsers import expat
from zoneinfo import ZoneInfo

from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_payments import domain
from ates_payments.domain.bank_files import BankFile, BankLine, Payer
from ates_payments.storage import bank_files, unfiled
from ates_payments.storage.unfiled import Ready
from ates_payments.use_cases import pain001
from ates_payments.use_cases.bank_days import execution_date


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRules:
    """How files are made: bounds, waits, and the calendar of the company."""

    lines_max: int
    wait_s: float
    """How long payouts wait for the rest of their day."""
    retry_first_s: float
    retry_longest_s: float
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """What one step of making files came to."""

    filed: int
    left_out: dict[UUID, str]


async def is_any_unfiled(tx: ReadSession) -> bool:
    return await unfiled.is_any_unfiled(tx)


async def make_bank_file(tx: Transaction, *, rules: FileRules, payer: Payer) -> BatchResult | None:
    """The next file of the earliest day whose payouts are complete or waited long enough; None where there is none."""
    ready = await unfiled.next_ready(tx, wait_s=rules.wait_s)
    lines = await unfiled.lock_lines(tx, ready, lines=rules.lines_max) if ready else []
    if ready is None or not lines:
        return None
    try:
        file = _file(ready, lines, rules, payer)
        content = await rendered(file, lines, payer)
    except Exception:
        left_out = await asyncio.to_thread(_unfit, ready, lines, rules, payer)
        if not left_out:
            raise
    else:
        await bank_files.add_bank_file(tx, file, lines, content)
        return BatchResult(filed=len(lines), left_out={})
    await unfiled.leave_out(
        tx,
        left_out,
        of_erased=domain.NOT_FILED,
        first_s=rules.retry_first_s,
        longest_s=rules.retry_longest_s,
    )
    return BatchResult(filed=0, left_out=left_out)


def _file(ready: Ready, lines: Sequence[BankLine], rules: FileRules, payer: Payer) -> BankFile:
    day = execution_date(
        ready.now, zone=rules.zone, currency=ready.currency, country=payer.iban[:2]
    )
    return BankFile(
        id=ready.file_id,
        business_day=ready.business_day,
        currency=ready.currency,
        payouts=len(lines),
        amount=sum(line.amount for line in lines),
        created_at=ready.now.astimezone(ZoneInfo(rules.zone)),
        execution_date=day,
    )


async def rendered(file: BankFile, lines: Sequence[BankLine], payer: Payer) -> bytes:
    """In a thread: ten thousand lines take a second or two."""
    return await asyncio.to_thread(_rendered, file, lines, payer)


def _rendered(file: BankFile, lines: Sequence[BankLine], payer: Payer) -> bytes:
    content = pain001.render(file, lines, payer)
    # What no bank could read is never stored: it could not be mended any more.
    expat.ParserCreate().Parse(content, True)
    return content


def _unfit(
    ready: Ready, lines: Sequence[BankLine], rules: FileRules, payer: Payer
) -> dict[UUID, str]:
    """The lines that make no file, each with its reason, by halving: one bad line costs a few renderings more."""
    try:
        _rendered(_file(ready, lines, rules, payer), lines, payer)
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        half = len(lines) // 2
        if half:
            halves = (lines[:half], lines[half:])
            first, second = (_unfit(ready, part, rules, payer) for part in halves)
            return first | second
        why = f"{domain.NOT_FILED}: {error}"
        return {lines[0].payout_id: domain.cleaned(why, without=lines[0].full_name)}
    return {}
