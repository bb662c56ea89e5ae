"""Payouts of the manual provider that await a bank file, and when those of a day are complete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text

from ates_chassis.database import locks
from ates_chassis.database.engine import Transaction
from ates_chassis.database.locks import HeldLock, LockKey
from ates_chassis.database.sessions import ReadSession
from ates_payments.domain.bank_files import BankLine, ClosedDay


class _BankFilesHeld(HeldLock):
    KEY = LockKey.BANK_FILES


_UNFILED = "provider = 'manual' AND payouts.state = 'sent' AND file_id IS NULL"

# A day is complete once accounting said how many payouts its close made, all of them are here, and none of the day is yet to
# be sent. What was paid again on the day is none of these, and does not end their wait for each other either.
_READY = text(
    f"""
    SELECT payouts.business_day, payouts.currency, uuidv7() AS file_id, now() AS now
    FROM payouts LEFT JOIN closed_days AS closed USING (business_day)
    WHERE {_UNFILED} AND file_after <= now()
    GROUP BY payouts.business_day, payouts.currency, closed.payouts, closed.amount
    HAVING COALESCE(min(sent_at) FILTER (WHERE of_close), min(sent_at)) <= now() - make_interval(secs => :wait_s)
        OR EXISTS (
            SELECT FROM payouts AS each WHERE each.business_day = payouts.business_day
            HAVING count(*) FILTER (WHERE each.of_close) >= closed.payouts
                AND COALESCE(sum(each.amount) FILTER (WHERE each.of_close), 0) >= closed.amount
                AND NOT bool_or(each.state = 'due')
        )
    ORDER BY payouts.business_day, payouts.currency LIMIT 1
    """,  # noqa: S608 - a constant
)
_LINES = text(
    f"""
    SELECT payouts.id AS payout_id, payouts.user_id, full_name, amount
    FROM payouts LEFT JOIN recipients USING (user_id)
    WHERE {_UNFILED} AND file_after <= now() AND business_day = :day AND currency = :currency
    ORDER BY payouts.id LIMIT :lines FOR UPDATE OF payouts
    """,  # noqa: S608 - a constant
)
_ANY = text(f"SELECT EXISTS (SELECT FROM payouts WHERE {_UNFILED})")  # noqa: S608 - a constant
# The name may have been read before an erasure that has committed since: of somebody erased no reason is repeated.
_NOT_NOW = text(
    """
    UPDATE payouts SET file_failure = CASE
            WHEN EXISTS (SELECT FROM recipients WHERE recipients.user_id = payouts.user_id AND erased) THEN :of_erased
            ELSE left_out.why
        END,
        file_attempts = file_attempts + 1,
        file_after = now() + LEAST(CAST(:longest_s AS double precision), :first_s * 2.0 ^ LEAST(file_attempts, 30))
            * interval '1 second'
    FROM unnest(CAST(:ids AS uuid[]), CAST(:reasons AS text[])) AS left_out(id, why) WHERE payouts.id = left_out.id
    """,
)
_CLOSED = text(
    """
    INSERT INTO closed_days (business_day, currency, payouts, amount)
    SELECT * FROM unnest(CAST(:days AS date[]), CAST(:currencies AS text[]), CAST(:payouts AS integer[]),
                         CAST(:amounts AS bigint[]))
    ON CONFLICT DO NOTHING
    """,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Payouts of a day and currency that may go into a file now, and the id of that file."""

    business_day: date
    currency: str
    file_id: UUID
    now: datetime


async def next_ready(tx: Transaction, *, wait_s: float) -> Ready | None:
    """The earliest day whose payouts are complete, or waited long enough. One worker at a time, to the end of `tx`."""
    await locks.take(tx, _BankFilesHeld)
    row = (await tx.execute(_READY, {"wait_s": wait_s})).one_or_none()
    return Ready(**row._mapping) if row else None  # noqa: SLF001 - public, whatever its name


async def lock_lines(tx: Transaction, ready: Ready, *, lines: int) -> list[BankLine]:
    chosen = {"day": ready.business_day, "currency": ready.currency, "lines": lines}
    return [BankLine(**row._mapping) for row in await tx.execute(_LINES, chosen)]  # noqa: SLF001


async def leave_out(
    tx: Transaction,
    reasons: Mapping[UUID, str],
    *,
    of_erased: str,
    first_s: float,
    longest_s: float,
) -> None:
    """Payouts that no file can carry now: they say why, and are tried again after growing waits.

    Those of erased people say `of_erased`.
    """
    params = {"ids": list(reasons), "reasons": list(reasons.values()), "of_erased": of_erased}
    await tx.execute(_NOT_NOW, params | {"first_s": first_s, "longest_s": longest_s})


async def is_any_unfiled(tx: ReadSession) -> bool:
    return bool(await tx.scalar(_ANY))


async def remember_closed(tx: Transaction, days: Sequence[ClosedDay]) -> None:
    await tx.execute(
        _CLOSED,
        {
            "days": [each.business_day for each in days],
            "currencies": [each.currency for each in days],
            "payouts": [each.payouts for each in days],
            "amounts": [each.amount for each in days],
        },
    )
