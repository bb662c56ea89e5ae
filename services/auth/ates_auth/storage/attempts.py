"""Token buckets: one atomic statement counts an attempt, one gives it back."""

import math

from sqlalchemy import text

from ates_auth.domain import Attempt
from ates_chassis.database.engine import Transaction

# A clock that went back must not take attempts away.
_NOW_LEFT = """
    LEAST(:burst, attempts.remaining
        + GREATEST(0, EXTRACT(EPOCH FROM clock_timestamp() - attempts.counted_at)) / :refill_s)
    """
_TAKE = text(
    f"""
    INSERT INTO attempts (bucket, remaining, counted_at) VALUES (:bucket, :burst - 1, clock_timestamp())
    ON CONFLICT (bucket) DO UPDATE SET remaining = {_NOW_LEFT} - 1, counted_at = clock_timestamp()
    WHERE {_NOW_LEFT} >= 1
    RETURNING bucket
    """,  # noqa: S608 - made of constants
)
_MISSING = text(f"SELECT 1 - {_NOW_LEFT} FROM attempts WHERE bucket = :bucket")  # noqa: S608
_GIVE_BACK = text(
    "UPDATE attempts SET remaining = LEAST(:burst, remaining + 1) WHERE bucket = :bucket"
)
_PRUNE = text(
    """
    DELETE FROM attempts WHERE bucket = ANY(ARRAY(
        SELECT bucket FROM attempts WHERE counted_at < clock_timestamp() - make_interval(secs => :full_after_s)
        ORDER BY counted_at LIMIT :most FOR UPDATE SKIP LOCKED
    )) RETURNING 1
    """,
)


async def take(tx: Transaction, attempt: Attempt) -> int:
    """Counts an attempt. Returns 0, or how many seconds to wait where the bucket is empty."""
    limit = attempt.limit
    values = {"bucket": attempt.bucket, "burst": float(limit.burst), "refill_s": limit.refill_s}
    if await tx.scalar(_TAKE, values) is not None:
        return 0
    missing = await tx.scalar(_MISSING, values)
    return max(1, math.ceil(float(missing or 0) * limit.refill_s))


async def may_be_left(tx: Transaction, attempt: Attempt) -> bool:
    """Whether the bucket has an attempt left, without waiting for those who count in it just now."""
    limit = attempt.limit
    values = {"bucket": attempt.bucket, "burst": float(limit.burst), "refill_s": limit.refill_s}
    missing = await tx.scalar(_MISSING, values)
    return missing is None or float(missing) <= 0


async def give_back(tx: Transaction, attempt: Attempt) -> None:
    """Takes an attempt that succeeded out of the count."""
    await tx.execute(_GIVE_BACK, {"bucket": attempt.bucket, "burst": float(attempt.limit.burst)})


async def prune(tx: Transaction, *, full_after_s: float, limit: int) -> int:
    """Forgets buckets that have filled up again, which are as good as new ones. Returns how many there were."""
    gone = await tx.execute(_PRUNE, {"full_after_s": full_after_s, "most": limit})
    return len(gone.all())
