"""Paying what is due, and finding out what became of payments without an answer.

A payout is `sent` and committed before its provider hears of it, and the call lies outside of every transaction. So a
crash leaves at most a payout that is `sent` without an answer: it is looked up, and paid again under the same key.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from ates_chassis.database.engine import Database, Transaction, check_no_transaction
from ates_chassis.observability.tracing import trace
from ates_payments.domain import Answer, Order, Provider, Providers, RetryPolicy, checked
from ates_payments.settings import WorkerSettings
from ates_payments.use_cases import payouts

log = logging.getLogger(__name__)

# After so many calls without an end an operator should look; payments does not stop looking.
_ALARM_ATTEMPTS = 10

Call = Callable[[Order], Awaitable[Answer | None]]


class Paying:
    def __init__(
        self, settings: WorkerSettings, make_providers: Callable[[Database], Providers]
    ) -> None:
        self._make_providers = make_providers
        self._retry_policy = settings.pay_retry_policy
        self._rounds_max = settings.pay_rounds_max
        self._concurrency = settings.pay_concurrency
        self._timeout_s = settings.provider_timeout_s
        self._look_again_max_s = settings.pay_retry_longest_s

    async def send(self, db: Database) -> None:
        """Pays what is due, by the provider that is chosen now."""
        provider = self._make_providers(db).chosen

        async def claim(tx: Transaction, retry_policy: RetryPolicy) -> list[Order]:
            return await payouts.claim_due(tx, provider=provider.name, retry_policy=retry_policy)

        await self._rounds(db, claim, provider.pay)

    async def reconcile(self, db: Database) -> None:
        """Asks each provider for what it was sent and did not answer; another may be chosen by now."""
        for provider in self._make_providers(db).known:
            await self._reconcile(db, provider)

    async def _reconcile(self, db: Database, provider: Provider) -> None:
        """Pays what the provider never heard of: it has the order, and no other provider ever gets it."""

        async def claim(tx: Transaction, retry_policy: RetryPolicy) -> list[Order]:
            return await payouts.claim_unanswered(
                tx, provider=provider.name, retry_policy=retry_policy
            )

        async def ask(order: Order) -> Answer | None:
            return await provider.look_up(order) or await provider.pay(order)

        await self._rounds(db, claim, ask)

    async def _rounds(
        self,
        db: Database,
        claim: Callable[[Transaction, RetryPolicy], Awaitable[list[Order]]],
        call: Call,
    ) -> None:
        for _ in range(self._rounds_max):
            async with db.transaction() as tx:
                orders = await claim(tx, self._retry_policy)
            if orders:
                answers = await self._call_all(orders, call)
                async with db.transaction() as tx:
                    await payouts.note_answers(
                        tx, answers=answers, orders=orders, retry_policy=self._retry_policy
                    )
            if len(orders) < self._retry_policy.batch:
                return

    async def _call_all(self, orders: Sequence[Order], call: Call) -> dict[UUID, Answer | None]:
        """The answers of those that were called in time. The others stay as they are until their lease ends."""
        loop, limit = asyncio.get_running_loop(), asyncio.Semaphore(self._concurrency)
        deadline = loop.time() + self._retry_policy.lease_s / 2
        answers: dict[UUID, Answer | None] = {}

        async def one(order: Order) -> None:
            async with limit:
                if loop.time() < deadline:
                    answers[order.payout_id] = await self._call(order, call)

        await asyncio.gather(*(one(order) for order in orders))
        return answers

    async def _call(self, order: Order, call: Call) -> Answer | None:
        check_no_transaction()
        with trace(order.traceparent):
            try:
                async with asyncio.timeout(self._timeout_s):
                    answer = await call(order)
                # An answer that cannot be noted must not keep those of the others from being noted.
                return checked(answer, look_again_max_s=self._look_again_max_s)
            except Exception as error:  # noqa: BLE001 - whatever it was, nobody knows whether money moved
                level = logging.ERROR if order.attempts >= _ALARM_ATTEMPTS else logging.WARNING
                log.log(
                    level,
                    "payment without an answer",
                    extra={
                        "payout": str(order.payout_id),
                        "attempts": order.attempts,
                        "reason": repr(error),
                    },
                )
                return None
