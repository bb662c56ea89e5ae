"""Paying out a closed day, a chunk of accounts at a time, and finding payouts again."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from ates_accounting.domain.books import PAYOUTS
from ates_accounting.domain.ledger import Transfer
from ates_accounting.storage.ledger import LedgerHeld, transfer_of
from ates_chassis.database.engine import Transaction

# Pays what the balance was when the day ended: what was posted on later days is taken out. Rows, balances and events in
# one statement; `told` is held to the schemas by a test.
_PAY_CHUNK = text(
    """
    WITH chunk AS MATERIALIZED (
        SELECT id, balance FROM accounts WHERE CAST(:after AS uuid) IS NULL OR id > :after ORDER BY id LIMIT :most
    ), due AS MATERIALIZED (
        SELECT id AS user_id, balance, balance - COALESCE(
            (SELECT sum(delta) FROM transfers WHERE user_id = chunk.id AND business_day > :day), 0
        )::bigint AS amount
        FROM chunk
    ), paid AS MATERIALIZED (
        SELECT uuidv7() AS id, payout_id(:day, user_id) AS payout_id, user_id, amount, balance - amount AS balance_after
        FROM due WHERE amount > 0
    ), followed AS (
        SELECT back.source_id AS payout_id, paid.payout_id AS followed_by
        FROM paid JOIN transfers AS back
            ON back.user_id = paid.user_id AND back.kind = 'payout-returned' AND back.business_day <= :day
        WHERE NOT EXISTS (
            SELECT FROM transfers AS retry WHERE retry.source_id = retried_payout_id(back.source_id) AND retry.kind = 'payout'
        ) AND NOT EXISTS (
            SELECT FROM transfers AS later WHERE later.user_id = back.user_id AND later.business_day >= back.business_day
                AND later.kind = 'payout' AND later.actor_id IS NULL
        )
    ), moved AS (
        UPDATE accounts SET balance = balance_after FROM paid WHERE accounts.id = user_id
    ), posted AS (
        INSERT INTO transfers (
            id, source_id, kind, debited, credited, amount, user_id, balance_after, business_day, occurred_at,
            description, traceparent
        )
        SELECT id, payout_id, 'payout', user_id, :payouts, amount, user_id, balance_after, :day, ledger_now(),
            'payout of ' || CAST(:day AS date), CAST(:trace AS text)
        FROM paid
    ), told AS (
        INSERT INTO outbox (event_id, type, subject, data, traceparent)
        SELECT uuidv7(), event.type, event.subject, event.data, CAST(:trace AS text)
        FROM paid, LATERAL (VALUES
            ('accounting.transfer-posted.v1', id::text, jsonb_build_object(
                'transfer_id', id, 'user_id', user_id, 'kind', 'payout', 'delta', -amount,
                'currency', CAST(:currency AS text), 'task_id', NULL, 'business_day', CAST(:day AS date),
                'balance_after', balance_after)),
            ('accounting.payout-due.v1', payout_id::text, jsonb_build_object(
                'payout_id', payout_id, 'user_id', user_id, 'amount', amount, 'currency', CAST(:currency AS text),
                'business_day', CAST(:day AS date)))
        ) AS event(type, subject, data)
        UNION ALL
        SELECT uuidv7(), 'accounting.payout-followed.v1', payout_id::text,
            jsonb_build_object('payout_id', payout_id, 'followed_by', followed_by), CAST(:trace AS text)
        FROM followed
    )
    SELECT (SELECT count(*) FROM chunk) AS accounts, (SELECT id FROM chunk ORDER BY id DESC LIMIT 1) AS last,
        count(*) AS payouts, COALESCE(sum(amount), 0)::bigint AS amount
    FROM paid
    """,
)
# A close pays a whole balance, so the first one from the day of the return on takes along what is left of the money.
_PAID_BY_CLOSE = text(
    """
    SELECT source_id FROM transfers
    WHERE user_id = :user_id AND kind = 'payout' AND actor_id IS NULL AND business_day >= :since
    ORDER BY business_day LIMIT 1
    """,
)
_PAYOUT = text(
    """
    SELECT id, number, source_id, kind, user_id, delta, balance_after, business_day, posted_at, occurred_at,
        description, task_id, NULL AS title, NULL AS jira_key
    FROM transfers WHERE source_id = :payout_id AND kind = :kind
    """,
)


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one chunk of a close did: accounts looked at, the last of them, payouts made and their sum in cents."""

    accounts: int
    last: UUID | None
    payouts: int
    amount: int


async def pay_chunk(
    held: LedgerHeld, *, day: date, after: UUID | None, limit: int, currency: str, trace: str | None
) -> Chunk:
    """Pays the next `most` accounts behind `after`, in id order."""
    values = {
        "day": day,
        "after": after,
        "most": limit,
        "payouts": PAYOUTS,
        "currency": currency,
        "trace": trace,
    }
    row = (await held.tx.execute(_PAY_CHUNK, values)).one()
    return Chunk(row.accounts, row.last, row.payouts, row.amount)


async def payout(tx: Transaction, payout_id: UUID) -> Transfer | None:
    return await _transfer(tx, payout_id, "payout")


async def payout_return(tx: Transaction, payout_id: UUID) -> Transfer | None:
    return await _transfer(tx, payout_id, "payout-returned")


async def paid_by_close(tx: Transaction, user_id: UUID, since: date) -> UUID | None:
    """The first payout to somebody by the close of the day `since` or of a later one."""
    payout_id: UUID | None = await tx.scalar(_PAID_BY_CLOSE, {"user_id": user_id, "since": since})
    return payout_id


async def _transfer(tx: Transaction, payout_id: UUID, kind: str) -> Transfer | None:
    row = (await tx.execute(_PAYOUT, {"payout_id": payout_id, "kind": kind})).one_or_none()
    return transfer_of(row) if row else None
