"""Putting payouts of the manual provider into bank files."""

import logging

from ates_chassis.database.engine import Database
from ates_payments.domain.bank_files import Payer
from ates_payments.use_cases import bank_file_batches
from ates_payments.use_cases.bank_file_batches import FileRules

log = logging.getLogger(__name__)

_FILES_MAX = 1_000


class Filing:
    """Files whatever the provider is now: what was sent by hand before a change of it awaits its file as well."""

    def __init__(self, rules: FileRules, payer: Payer | None) -> None:
        self._rules = rules
        self._payer = payer

    async def file(self, db: Database) -> None:
        if self._payer is None:
            await self._warn(db)
            return
        for _ in range(_FILES_MAX):
            async with db.transaction() as tx:
                made = await bank_file_batches.make_bank_file(
                    tx, rules=self._rules, payer=self._payer
                )
            if made is None:
                return
            for payout_id, why in made.left_out.items():
                extra = {"payout": str(payout_id), "reason": why}
                log.error("payout left out of its bank file", extra=extra)
            if made.filed:
                log.info("bank file made", extra={"payouts": made.filed})

    @staticmethod
    async def _warn(db: Database) -> None:
        async with db.reading() as tx:
            waiting = await bank_file_batches.is_any_unfiled(tx)
        if waiting:
            log.warning("payouts await a bank file, and the company has no account to pay from")
