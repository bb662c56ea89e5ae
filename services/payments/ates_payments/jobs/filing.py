"""Putting payouts of the manual provider into bank files."""

import logging

from ates_chassis.database import Database
from ates_payments.use_cases import bank_files

log = logging.getLogger(__name__)

_FILES_MAX = 1_000


class Filing:
    def __init__(self, lines_max: int) -> None:
        self._lines_max = lines_max

    async def file(self, db: Database) -> None:
        for _ in range(_FILES_MAX):
            async with db.transaction() as tx:
                filed = await bank_files.file_payouts(tx, lines=self._lines_max)
            if not filed:
                return
            log.info("bank file made", extra={"payouts": filed})
