"""The books of the simulated provider, which would be somebody else's: a payment once per payout id."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from ates_chassis.database.engine import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedPayment:
    failure: str | None
    left_s: float
    """How long until it ends; zero or less where it has."""


# A payment that is there already stays as it is.
_ADD = text(
    """
    WITH added AS (
        INSERT INTO simulated_payments (payout_id, amount, currency, failure, settles_at)
        VALUES (:id, :amount, :currency, :failure, now() + make_interval(secs => :settles_after_s))
        ON CONFLICT DO NOTHING RETURNING failure, settles_at
    )
    SELECT failure, EXTRACT(epoch FROM settles_at - now())::double precision AS left_s FROM added
    """,
)
_FIND = text(
    """
    SELECT failure, EXTRACT(epoch FROM settles_at - now())::double precision AS left_s
    FROM simulated_payments WHERE payout_id = :id
    """,
)


async def add(
    tx: Transaction,
    payout_id: UUID,
    *,
    amount: int,
    currency: str,
    failure: str | None,
    settles_after_s: float,
) -> SimulatedPayment | None:
    """The new payment, or None where there is one of this id."""
    params = {"id": payout_id, "amount": amount, "currency": currency, "failure": failure}
    row = (await tx.execute(_ADD, params | {"settles_after_s": settles_after_s})).one_or_none()
    return SimulatedPayment(failure=row.failure, left_s=row.left_s) if row else None


async def find(tx: Transaction, payout_id: UUID) -> SimulatedPayment | None:
    row = (await tx.execute(_FIND, {"id": payout_id})).one_or_none()
    return SimulatedPayment(failure=row.failure, left_s=row.left_s) if row else None
