"""Whose each payout is: the end of one names it by its id alone, and may be heard of first."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import text

from ates_chassis.database.engine import Transaction
from ates_notifications.domain import KnownPayout

_DUE = text(
    """
    INSERT INTO payouts AS old (id, user_id, amount, currency, business_day, happened_at, traceparent)
    SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:user_ids AS uuid[]), CAST(:amounts AS bigint[]),
        CAST(:currencies AS text[]), CAST(:days AS date[]), CAST(:times AS timestamptz[]), CAST(:traces AS text[]))
        AS new(id, user_id, amount, currency, business_day, happened_at, traceparent)
    ORDER BY id
    ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, amount = excluded.amount, currency = excluded.currency,
        business_day = excluded.business_day
    RETURNING id, user_id, amount, currency, business_day, outcome, happened_at, traceparent
    """,
)
_ENDED = text(
    """
    INSERT INTO payouts AS old (id, outcome, happened_at, traceparent)
    SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:outcomes AS text[]), CAST(:times AS timestamptz[]),
        CAST(:traces AS text[])) AS new(id, outcome, happened_at, traceparent)
    ORDER BY id
    ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome, happened_at = excluded.happened_at,
        traceparent = excluded.traceparent
    RETURNING id, user_id, amount, currency, business_day, outcome, happened_at, traceparent
    """,
)


def _times(payouts: Sequence[KnownPayout]) -> dict[str, object]:
    return {
        "times": [each.happened_at for each in payouts],
        "traces": [each.traceparent for each in payouts],
    }


async def note_due(tx: Transaction, due: Mapping[UUID, KnownPayout]) -> list[KnownPayout]:
    """All that is known of each by now."""
    payouts = list(due.values())
    values: dict[str, object] = {
        "ids": list(due),
        "user_ids": [each.user_id for each in payouts],
        "amounts": [each.amount for each in payouts],
        "currencies": [each.currency for each in payouts],
        "days": [each.business_day for each in payouts],
    }
    rows = await tx.execute(_DUE, values | _times(payouts))
    return [KnownPayout(**row._mapping) for row in rows]  # noqa: SLF001 - public, whatever its name


async def note_ended(tx: Transaction, ended: Mapping[UUID, KnownPayout]) -> list[KnownPayout]:
    """All that is known of each by now."""
    payouts = list(ended.values())
    values: dict[str, object] = {"ids": list(ended), "outcomes": [each.outcome for each in payouts]}
    rows = await tx.execute(_ENDED, values | _times(payouts))
    return [KnownPayout(**row._mapping) for row in rows]  # noqa: SLF001
