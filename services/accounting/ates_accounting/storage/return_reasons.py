"""Why payouts came back, as payments said it: kept beside the ledger until the person is erased."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import text

from ates_accounting.storage.ledger import LedgerHeld

# Of the first time that it was said, and of nobody erased.
_KEEP = text(
    """
    INSERT INTO return_reasons (payout_id, reason)
    SELECT source_id, reason
    FROM unnest(CAST(:ids AS uuid[]), CAST(:reasons AS text[])) AS said(payout_id, reason)
    JOIN transfers ON source_id = said.payout_id AND kind = 'payout-returned'
    WHERE NOT EXISTS (SELECT FROM erased_people WHERE erased_people.user_id = transfers.user_id)
    ORDER BY source_id ON CONFLICT DO NOTHING
    """,
)
_ERASED = text(
    """
    INSERT INTO erased_people SELECT DISTINCT user_id FROM unnest(CAST(:ids AS uuid[])) AS gone(user_id)
    ORDER BY user_id ON CONFLICT DO NOTHING
    """,
)
_FORGET = text(
    """
    DELETE FROM return_reasons USING transfers
    WHERE transfers.user_id = ANY(CAST(:ids AS uuid[])) AND kind = 'payout-returned' AND source_id = payout_id
    """,
)


async def keep(held: LedgerHeld, reasons: Mapping[UUID, str]) -> None:
    """By payout, once its money is back."""
    await held.tx.execute(_KEEP, {"ids": list(reasons), "reasons": list(reasons.values())})


async def forget(held: LedgerHeld, user_ids: Sequence[UUID]) -> None:
    """Those of erased people, and what would still be said of them."""
    gone = {"ids": list(user_ids)}
    await held.tx.execute(_ERASED, gone)
    await held.tx.execute(_FORGET, gone)
