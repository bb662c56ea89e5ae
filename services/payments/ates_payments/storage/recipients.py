"""Where mails go, as auth's events say; forgotten with the person."""

from collections.abc import Sequence

from sqlalchemy import text

from ates_chassis.database.engine import Transaction
from ates_payments.domain import Recipient

# Late and shuffled events lose against the newest version; whoever was erased stays so.
_REMEMBER = text(
    """
    INSERT INTO recipients AS old (user_id, email, full_name, erased, version)
    SELECT DISTINCT ON (user_id) user_id, email, full_name, erased, version
    FROM unnest(CAST(:ids AS uuid[]), CAST(:emails AS text[]), CAST(:names AS text[]), CAST(:erased AS boolean[]),
                CAST(:versions AS bigint[])) AS new(user_id, email, full_name, erased, version)
    ORDER BY user_id, erased DESC, version DESC
    ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, full_name = excluded.full_name,
        erased = excluded.erased, version = excluded.version
    WHERE NOT old.erased AND (excluded.erased OR old.version < excluded.version)
    """,
)


async def remember(tx: Transaction, recipients: Sequence[Recipient]) -> None:
    await tx.execute(
        _REMEMBER,
        {
            "ids": [each.user_id for each in recipients],
            "emails": [each.email for each in recipients],
            "names": [each.full_name for each in recipients],
            "erased": [each.erased for each in recipients],
            "versions": [each.version for each in recipients],
        },
    )
