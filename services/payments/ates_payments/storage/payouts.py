"""Payouts: taken over, claimed by one worker at a time, ended once. Rows are locked in id order."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import TextClause, text

from ates_chassis.database.engine import Transaction
from ates_payments.domain import DuePayout, Failed, Order, Pending, RetryPolicy, Settled

_ADD = text(
    """
    WITH given AS (
        SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:user_ids AS uuid[]), CAST(:days AS date[]),
            CAST(:amounts AS bigint[]), CAST(:currencies AS text[]), CAST(:times AS timestamptz[]),
            CAST(:traces AS text[]), CAST(:of_close AS boolean[]))
            AS new(id, user_id, business_day, amount, currency, due_at, traceparent, of_close)
    ), added AS (
        INSERT INTO payouts (id, user_id, business_day, amount, currency, due_at, traceparent, of_close)
        SELECT * FROM given ORDER BY id ON CONFLICT DO NOTHING RETURNING id
    )
    INSERT INTO mails (payout_id) SELECT id FROM added
    """,
)
_DIFFERENT = text(
    """
    SELECT given.id
    FROM unnest(CAST(:ids AS uuid[]), CAST(:user_ids AS uuid[]), CAST(:days AS date[]),
            CAST(:amounts AS bigint[]), CAST(:currencies AS text[]))
            AS given(id, user_id, business_day, amount, currency)
    JOIN payouts USING (id)
    WHERE (given.user_id, given.business_day, given.amount, given.currency)
        <> (payouts.user_id, payouts.business_day, payouts.amount, payouts.currency)
    """,
)

_ADD_FOLLOWED = text(
    """
    INSERT INTO followed_payouts (payout_id, followed_by)
    SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:followed_by AS uuid[])) AS given(payout_id, followed_by)
    ORDER BY payout_id ON CONFLICT DO NOTHING
    """,
)

_ORDER = "payouts.id, user_id, business_day, amount, currency, attempts, traceparent"
# Whoever claims holds a payout until `next_at`; nobody waits for another's claim.
_CLAIM_DUE = text(
    f"""
    WITH claimed AS (
        SELECT id FROM payouts WHERE state = 'due' AND next_at <= now()
        ORDER BY next_at, id LIMIT :batch FOR UPDATE SKIP LOCKED
    )
    UPDATE payouts SET state = 'sent', provider = :provider, sent_at = now(), attempts = attempts + 1,
        next_at = now() + make_interval(secs => :lease_s)
    FROM claimed WHERE payouts.id = claimed.id
    RETURNING {_ORDER}
    """,  # noqa: S608 - a constant
)
_CLAIM_UNANSWERED = text(
    f"""
    WITH claimed AS (
        SELECT id FROM payouts WHERE state = 'sent' AND provider = :provider AND next_at <= now()
        ORDER BY next_at, id LIMIT :batch FOR UPDATE SKIP LOCKED
    )
    UPDATE payouts SET attempts = attempts + 1, next_at = now() + make_interval(secs => :lease_s)
    FROM claimed WHERE payouts.id = claimed.id
    RETURNING {_ORDER}
    """,  # noqa: S608 - a constant
)
_LOCK = text(
    "SELECT FROM payouts WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id FOR UPDATE",
)
_LOCKED = """
    WITH answers AS (
        SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:value AS {value}[])) AS answer(id, value)
    ), open AS (
        SELECT payouts.id, answers.value FROM payouts JOIN answers USING (id)
        WHERE state = 'sent' ORDER BY payouts.id FOR UPDATE OF payouts
    )
    """
_END = """
    UPDATE payouts SET state = 'settled', reference = open.value, ended_at = now(), ended_by = CAST(:by AS uuid)
    FROM open WHERE payouts.id = open.id
    RETURNING payouts.id
    """
_SETTLE = text(_LOCKED.format(value="text") + _END)
# Of somebody erased no reason is kept.
_FAIL = text(
    """
    UPDATE payouts SET state = 'failed', ended_at = now(), ended_by = CAST(:by AS uuid),
        failure = CASE
            WHEN EXISTS (SELECT FROM recipients WHERE recipients.user_id = payouts.user_id AND erased) THEN :of_erased
            ELSE answer.value
        END
    FROM unnest(CAST(:ids AS uuid[]), CAST(:value AS text[])) AS answer(id, value)
    WHERE payouts.id = answer.id AND state = 'sent'
    RETURNING payouts.id, failure
    """,
)
# `infinity`: nobody looks again until a person says how it ended.
_WAIT = """
    UPDATE payouts
    SET next_at = CASE WHEN open.value IS NULL THEN 'infinity' ELSE now() + make_interval(secs => open.value) END
    FROM open WHERE payouts.id = open.id
    """
_LOOK_LATER = text(_LOCKED.format(value="double precision") + _WAIT)


async def add_payouts(tx: Transaction, due: Sequence[DuePayout]) -> set[UUID]:
    """Takes over what is new, each with its mail; returns the ids that are known with other contents."""
    params = {
        "ids": [each.id for each in due],
        "user_ids": [each.user_id for each in due],
        "days": [each.business_day for each in due],
        "amounts": [each.amount for each in due],
        "currencies": [each.currency for each in due],
    }
    more = {
        "times": [each.due_at for each in due],
        "traces": [each.traceparent for each in due],
        "of_close": [each.of_close for each in due],
    }
    await tx.execute(_ADD, params | more)
    return set((await tx.scalars(_DIFFERENT, params)).all())


async def add_followed(tx: Transaction, followed: Mapping[UUID, UUID]) -> None:
    """Notes for each payout the one that took its money along, also before either is known."""
    await tx.execute(_ADD_FOLLOWED, {"ids": list(followed), "followed_by": list(followed.values())})


async def claim_due(tx: Transaction, provider: str, retry_policy: RetryPolicy) -> list[Order]:
    """Makes due payouts `sent`, and this worker their holder for a while."""
    return await _claim(tx, _CLAIM_DUE, provider, retry_policy)


async def claim_unanswered(
    tx: Transaction, provider: str, retry_policy: RetryPolicy
) -> list[Order]:
    """Sent payouts whose holder had no answer in time."""
    return await _claim(tx, _CLAIM_UNANSWERED, provider, retry_policy)


async def _claim(
    tx: Transaction, statement: TextClause, provider: str, retry_policy: RetryPolicy
) -> list[Order]:
    rows = await tx.execute(
        statement,
        {"provider": provider, "batch": retry_policy.batch, "lease_s": retry_policy.lease_s},
    )
    return sorted(
        (
            Order(
                payout_id=row.id,
                user_id=row.user_id,
                business_day=row.business_day,
                amount=row.amount,
                currency=row.currency,
                attempts=row.attempts,
                traceparent=row.traceparent,
            )
            for row in rows
        ),
        key=lambda order: order.payout_id,
    )


async def lock(tx: Transaction, payout_ids: Collection[UUID]) -> None:
    """Before several statements that each change some of them: together they would take no order.

    What is read afterwards is of a time at which no erasure holds them.
    """
    await tx.execute(_LOCK, {"ids": list(payout_ids)})


async def settle(tx: Transaction, settled: Mapping[UUID, Settled], by: UUID | None) -> set[UUID]:
    """Ends those of the payouts that are still on their way; returns their ids. `by`: the person who said so."""
    references = [answer.reference for answer in settled.values()]
    ended = await tx.scalars(_SETTLE, {"ids": list(settled), "value": references, "by": by})
    return set(ended.all())


async def fail(
    tx: Transaction, failed: Mapping[UUID, Failed], by: UUID | None, *, of_erased: str
) -> dict[UUID, str]:
    """Ends those of the payouts that are still on their way; returns their reasons. They must be locked.

    `by`: the person who said so.
    """
    params = {"ids": list(failed), "value": [answer.reason for answer in failed.values()]}
    ended = await tx.execute(_FAIL, params | {"by": by, "of_erased": of_erased})
    return {row.id: row.failure for row in ended}


async def look_later(tx: Transaction, waits: Mapping[UUID, Pending]) -> None:
    pauses = [answer.look_again_s for answer in waits.values()]
    await tx.execute(_LOOK_LATER, {"ids": list(waits), "value": pauses})
