"""How often one may try, counted so that nobody's attempts shut out somebody else.

An attempt at an account is refused for the number of those from its own address alone. All new addresses of an account
have one more bound together, against many that guess at one password, and so have all new addresses of all accounts, against
many that try made-up names or one password everywhere. Beyond it they are not refused, since the right person may be among
them, but suspect (see `passwords`).
"""

import logging
from collections.abc import Sequence

from ates_auth.domain import Attempt, Policy
from ates_auth.storage import attempts
from ates_chassis.database.engine import Database, Transaction
from ates_chassis.shared.errors import TooManyError

log = logging.getLogger(__name__)

_FORGOTTEN_MAX = 10_000
# No account, name or address has this form.
_ALL_NEW = "new addresses"
# Four buckets for each attempt: so much is forgotten in a round of the job that a flood cannot outrun it.
_ROUNDS_MAX = 200


async def count_at(
    tx: Transaction, account: str, *, place: str, address: str, policy: Policy
) -> Sequence[Attempt]:
    """Counts an attempt at an account from a place, and from an address at all accounts. Raises TooManyError."""
    # Always the address first, so that two attempts never wait for each other in a circle.
    counted = (
        Attempt(bucket=f"address:{address}", limit=policy.address_limit),
        Attempt(bucket=f"{account}@{place}", limit=policy.account_limit),
    )
    for attempt in counted:
        await count(tx, attempt)
    return counted


async def count_from_new_address(
    tx: Transaction, account: str, *, policy: Policy
) -> tuple[Sequence[Attempt], bool]:
    """Counts an attempt from an address that the account was never used from. Answers what it was counted as, and whether
    it is suspect, since there are too many of them.
    """
    counted: list[Attempt] = []
    for attempt in (
        Attempt(bucket=f"{account}:new", limit=policy.new_address_limit),
        Attempt(bucket=_ALL_NEW, limit=policy.all_new_addresses_limit),
    ):
        # All of a flood count in one row: where it is empty, they see so without waiting for one another.
        if not await attempts.may_be_left(tx, attempt) or await attempts.take(tx, attempt):
            log.warning("many addresses try to sign in", extra={"security": "distributed-guessing"})
            return counted, True
        counted.append(attempt)
    return counted, False


async def count(tx: Transaction, attempt: Attempt) -> None:
    """Raises TooManyError."""
    if wait_s := await attempts.take(tx, attempt):
        log.warning("too many attempts to sign in", extra={"security": "rate-limited"})
        raise TooManyError("too many attempts; wait a little", retry_after_s=wait_s)


async def give_back(tx: Transaction, counted: Sequence[Attempt]) -> None:
    """Takes an attempt that succeeded out of the count."""
    for attempt in counted:
        await attempts.give_back(tx, attempt)


async def forget(db: Database, *, policy: Policy) -> None:
    """Deletes the counts that are as good as none."""
    for _ in range(_ROUNDS_MAX):
        async with db.transaction() as tx:
            gone = await attempts.prune(tx, full_after_s=policy.full_after_s, limit=_FORGOTTEN_MAX)
        if gone < _FORGOTTEN_MAX:
            return
