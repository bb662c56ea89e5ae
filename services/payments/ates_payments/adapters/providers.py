"""The shipped payment providers: `simulated` for development, `manual` for a bank file that a person carries.

They lie under jobs and not under use cases since a provider is the outside world; a real one would call it here.
"""

from ates_chassis.database.engine import Database
from ates_payments.domain import (
    Answer,
    Failed,
    FailureRule,
    Order,
    Pending,
    Provider,
    ProviderName,
    Providers,
    Settled,
)
from ates_payments.settings import WorkerSettings
from ates_payments.storage import simulated
from ates_payments.storage.simulated import SimulatedPayment


class SimulatedProvider:
    """Settles after a moment and fails on demand; keeps books of its own, one payment per payout id."""

    name: ProviderName = "simulated"

    def __init__(self, db: Database, *, rule: FailureRule, settles_after_s: float) -> None:
        self._db = db
        self._rule = rule
        self._settles_after_s = settles_after_s

    async def pay(self, order: Order) -> Answer:
        async with self._db.transaction() as tx:
            added = await simulated.add(
                tx,
                order.payout_id,
                amount=order.amount,
                currency=order.currency,
                failure=self._rule.reason(order.payout_id, order.user_id),
                settles_after_s=self._settles_after_s,
            )
            known = added or await simulated.find(tx, order.payout_id)
        assert known is not None
        return _answer(order, known)

    async def look_up(self, order: Order) -> Answer | None:
        async with self._db.transaction() as tx:
            known = await simulated.find(tx, order.payout_id)
        return _answer(order, known) if known else None


def _answer(order: Order, known: SimulatedPayment) -> Answer:
    if known.left_s > 0:
        return Pending(known.left_s)
    return Failed(known.failure) if known.failure else Settled(f"SIM-{order.payout_id}")


class ManualProvider:
    """An accountant downloads the bank file, and says what the bank did with it."""

    name: ProviderName = "manual"

    async def pay(self, order: Order) -> Answer:  # noqa: ARG002 - the job that makes files finds it by its state
        return Pending(None)

    async def look_up(self, order: Order) -> Answer | None:
        return await self.pay(order)


def providers_of(settings: WorkerSettings, db: Database) -> Providers:
    """The provider that the company has chosen, and all that this release knows: each tells of what it was given."""
    known: dict[ProviderName, Provider] = {
        "manual": ManualProvider(),
        "simulated": SimulatedProvider(
            db, rule=settings.failure_rule, settles_after_s=settings.simulated_settles_after_s
        ),
    }
    return Providers(chosen=known[settings.provider], known=tuple(known.values()))
