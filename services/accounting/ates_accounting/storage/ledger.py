"""Posting: the only way in which money moves."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Row, text
from uuid_utils.compat import uuid7

from ates_accounting.domain.ledger import Posting, Transfer
from ates_chassis.database import locks
from ates_chassis.database.engine import Transaction
from ates_chassis.database.locks import HeldLock, LockKey


class LedgerHeld(HeldLock):
    """Proof that nobody else posts.

    One posting transaction at a time: a batch takes its tasks and accounts in several rounds, one per kind of event, so
    two batches would lock the same rows in different orders. It also makes `number` the order of commits.
    """

    KEY = LockKey.LEDGER


_OPEN_ACCOUNTS = text(
    """
    INSERT INTO accounts (id) SELECT DISTINCT id FROM unnest(CAST(:ids AS uuid[])) AS new(id) ORDER BY id
    ON CONFLICT DO NOTHING
    """,
)

_POST = text(
    """
    WITH given AS (
        SELECT * FROM unnest(
            CAST(:ids AS uuid[]), CAST(:source_ids AS uuid[]), CAST(:kinds AS text[]), CAST(:debited AS uuid[]),
            CAST(:credited AS uuid[]), CAST(:user_ids AS uuid[]), CAST(:deltas AS bigint[]),
            CAST(:occurred AS timestamptz[]), CAST(:descriptions AS text[]), CAST(:task_ids AS uuid[]),
            CAST(:reverses AS uuid[]), CAST(:actor_ids AS uuid[]), CAST(:approvers AS uuid[]), CAST(:traces AS text[])
        ) WITH ORDINALITY AS p(
            id, source_id, kind, debited, credited, user_id, delta, occurred_at, description, task_id, reverses,
            actor_id, approved_by, traceparent, n
        )
    ), fresh AS MATERIALIZED (
        SELECT given.*, accounts.balance + sum(delta) OVER (PARTITION BY user_id ORDER BY n) AS balance_after
        FROM given JOIN accounts ON accounts.id = user_id
        WHERE NOT EXISTS (
            SELECT FROM transfers WHERE transfers.source_id = given.source_id AND transfers.kind = given.kind
        )
    ), moved AS (
        UPDATE accounts SET balance = balance + sums.delta
        FROM (SELECT user_id, sum(delta) AS delta FROM fresh GROUP BY user_id) AS sums
        WHERE accounts.id = sums.user_id
    )
    INSERT INTO transfers (
        id, source_id, kind, debited, credited, amount, user_id, balance_after, business_day, occurred_at,
        description, task_id, reverses, actor_id, approved_by, traceparent
    )
    SELECT id, source_id, kind, debited, credited, abs(delta), user_id, balance_after, CAST(:day AS date), occurred_at,
        description, task_id, reverses, actor_id, approved_by, traceparent
    FROM fresh ORDER BY n
    RETURNING id, number, source_id, kind, user_id, delta, balance_after, business_day, posted_at, occurred_at,
        description, task_id, NULL AS title, NULL AS jira_key, reverses, actor_id, approved_by
    """,
)


async def lock_ledger(tx: Transaction) -> LedgerHeld:
    """Waits until no other transaction posts; then sees all that they posted, and posts alone until its end."""
    return await locks.take(tx, LedgerHeld)


async def post(held: LedgerHeld, postings: Sequence[Posting], day: date) -> list[Transfer]:
    """Posts what was not posted yet, in this order, and moves the balances."""
    tx = held.tx
    postings = [*{(posting.source_id, posting.kind): posting for posting in postings}.values()]
    await tx.execute(_OPEN_ACCOUNTS, {"ids": sorted({posting.user_id for posting in postings})})
    rows = await tx.execute(
        _POST,
        {
            "day": day,
            "ids": [uuid7() for _ in postings],
            "source_ids": [posting.source_id for posting in postings],
            "kinds": [posting.kind for posting in postings],
            "debited": [posting.debited for posting in postings],
            "credited": [posting.credited for posting in postings],
            "user_ids": [posting.user_id for posting in postings],
            "deltas": [posting.delta for posting in postings],
            "occurred": [posting.occurred_at for posting in postings],
            "descriptions": [posting.description for posting in postings],
            "task_ids": [posting.task_id for posting in postings],
            "reverses": [posting.reverses for posting in postings],
            "actor_ids": [posting.actor_id for posting in postings],
            "approvers": [posting.approved_by for posting in postings],
            "traces": [posting.traceparent for posting in postings],
        },
    )
    return sorted((transfer_of(row) for row in rows), key=lambda transfer: transfer.number)


def transfer_of(row: Row[tuple[object, ...]]) -> Transfer:
    return Transfer(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
