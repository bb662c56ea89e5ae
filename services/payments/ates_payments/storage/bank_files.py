"""Bank files: what each one carries, as it was rendered, and what became of it."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Row, ScalarSelect, exists, func, select, text, tuple_

from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.paging import Window
from ates_payments.domain.bank_files import BankFile, BankLine
from ates_payments.storage.tables import bank_file_contents, bank_files, payouts, recipients


def _count_of(state: str) -> ScalarSelect[int]:
    counted = (payouts.c.file_id == bank_files.c.id, payouts.c.state == state)
    return select(func.count()).where(*counted).scalar_subquery()


_SHA256 = (
    select(bank_file_contents.c.sha256)
    .where(bank_file_contents.c.file_id == bank_files.c.id)
    .scalar_subquery()
)
_SHOWN = (
    bank_files,
    _count_of("sent").label("open"),
    _count_of("settled").label("settled"),
    _count_of("failed").label("failed"),
    _SHA256.label("sha256"),
)

_ADD = text(
    """
    INSERT INTO bank_files (id, business_day, currency, payouts, amount, created_at, execution_date)
    VALUES (:id, :business_day, :currency, :payouts, :amount, now(), :execution_date)
    """,
)
_FILL = text(
    "UPDATE payouts SET file_id = :id, file_failure = NULL WHERE id = ANY(CAST(:payouts AS uuid[]))"
)
_ADD_CONTENT = text(
    "INSERT INTO bank_file_contents (file_id, content, sha256) VALUES (:id, :content, :sha256)"
)
_HANDED_OVER = text(
    """
    UPDATE bank_files SET state = 'handed-over', handed_over_at = now(), handed_over_by = :by
    WHERE id = :id AND state = 'made'
    """,
)
_WITHDRAWN = text(
    """
    UPDATE bank_files SET state = 'withdrawn', withdrawn_at = now(), withdrawn_by = :by, withdrawal_reason = :reason
    WHERE id = :id
    """,
)
_LOCK_OPEN = text(
    """
    SELECT FROM payouts WHERE id = :payout_id OR (file_id = :id AND state = 'sent')
    ORDER BY id FOR UPDATE
    """,
)
# Whoever ends a payout by hand holds its row: what it is then decides, since a waiting statement looks again.
_EMPTY = text(
    """
    WITH open AS (
        SELECT id FROM payouts WHERE file_id = :id AND state = 'sent' ORDER BY id FOR UPDATE
    )
    UPDATE payouts SET file_id = NULL FROM open WHERE payouts.id = open.id
    """,
)


def _file_of(row: Row[tuple[object, ...]]) -> BankFile:
    return BankFile(**row._mapping)  # noqa: SLF001 - public, whatever its name


async def add_bank_file(
    tx: Transaction, file: BankFile, lines: Sequence[BankLine], content: bytes
) -> None:
    """A file with its payouts, whose rows the caller has locked."""
    new = {
        "id": file.id,
        "business_day": file.business_day,
        "currency": file.currency,
        "payouts": file.payouts,
        "amount": file.amount,
        "execution_date": file.execution_date,
    }
    await tx.execute(_ADD, new)
    await tx.execute(_FILL, {"id": file.id, "payouts": [line.payout_id for line in lines]})
    await add_content(tx, file.id, content)


async def add_content(tx: Transaction, file_id: UUID, content: bytes) -> None:
    stored = {"id": file_id, "content": content, "sha256": sha256(content).digest()}
    await tx.execute(_ADD_CONTENT, stored)


async def content_of(tx: Transaction, file_id: UUID) -> bytes | None:
    query = select(bank_file_contents.c.content).where(bank_file_contents.c.file_id == file_id)
    content: bytes | None = await tx.scalar(query)
    return content


async def lock(tx: Transaction, file_id: UUID) -> None:
    await tx.execute(select(bank_files.c.id).where(bank_files.c.id == file_id).with_for_update())


async def lock_payouts(tx: Transaction, file_id: UUID, payout_id: UUID) -> None:
    """What is open of the file and the one payout, in the order of ids: to lock the one first could make a circle."""
    await tx.execute(_LOCK_OPEN, {"id": file_id, "payout_id": payout_id})


async def bank_file_for_update(tx: Transaction, file_id: UUID) -> BankFile | None:
    """Locks first and reads then, so that what is read is what the last holder of the lock left."""
    await lock(tx, file_id)
    row = (await tx.execute(select(*_SHOWN).where(bank_files.c.id == file_id))).one_or_none()
    return _file_of(row) if row else None


async def bank_files_page(tx: ReadSession, window: Window) -> list[BankFile]:
    """Newest first; ids are in the order of time."""
    query = select(*_SHOWN)
    if (last := window.key(UUID)) is not None:
        query = query.where(tuple_(bank_files.c.id) < last)
    rows = await tx.execute(query.order_by(bank_files.c.id.desc()).limit(window.limit + 1))
    return [_file_of(row) for row in rows]


async def lines_of(tx: Transaction, file_id: UUID) -> list[BankLine]:
    query = (
        select(
            payouts.c.id.label("payout_id"),
            payouts.c.user_id,
            recipients.c.full_name,
            payouts.c.amount,
        )
        .outerjoin(recipients, recipients.c.user_id == payouts.c.user_id)
        .where(payouts.c.file_id == file_id)
        .order_by(payouts.c.id)
    )
    return [BankLine(**row._mapping) for row in await tx.execute(query)]  # noqa: SLF001


async def pays_erased(tx: Transaction, file_id: UUID) -> bool:
    """Whether somebody was erased whose payout is in the file. Its row must be locked."""
    theirs = (payouts.c.file_id == file_id, recipients.c.user_id == payouts.c.user_id)
    return bool(await tx.scalar(select(exists().where(*theirs, recipients.c.erased))))


async def note_handed_over(tx: Transaction, file_id: UUID, by: UUID) -> None:
    await tx.execute(_HANDED_OVER, {"id": file_id, "by": by})


async def withdraw(tx: Transaction, file_id: UUID, *, by: UUID, reason: str) -> None:
    """What of the file is still on its way is in no file any more."""
    await tx.execute(_WITHDRAWN, {"id": file_id, "by": by, "reason": reason})
    await tx.execute(_EMPTY, {"id": file_id})


async def open_payouts(tx: Transaction, file_id: UUID) -> dict[UUID, UUID]:
    """The payouts of the file that are on their way, in the order of their ids, and whose each is."""
    of_file = (payouts.c.file_id == file_id, payouts.c.state == "sent")
    query = select(payouts.c.id, payouts.c.user_id).where(*of_file).order_by(payouts.c.id)
    return {row.id: row.user_id for row in await tx.execute(query)}
