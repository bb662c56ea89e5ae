"""Where mails go, as auth's events say; and the row that whoever changes somebody's notices or mails holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from ates_chassis.database.engine import Transaction
from ates_notifications.domain import Contact

# Late and shuffled events lose against the newest version; whoever was erased stays so.
_REMEMBER = text(
    """
    INSERT INTO contacts AS old (user_id, email, full_name, erased, version)
    SELECT DISTINCT ON (user_id) user_id, email, full_name, erased, version
    FROM unnest(CAST(:ids AS uuid[]), CAST(:emails AS text[]), CAST(:names AS text[]), CAST(:erased AS boolean[]),
                CAST(:versions AS bigint[])) AS new(user_id, email, full_name, erased, version)
    ORDER BY user_id, erased DESC, version DESC
    ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, full_name = excluded.full_name,
        erased = excluded.erased, version = excluded.version
    WHERE NOT old.erased AND (excluded.erased OR old.version < excluded.version)
    """,
)
# Of somebody of whom nothing was heard yet there is a row too, so that there is something to hold.
_MEET = text(
    """
    INSERT INTO contacts (user_id) SELECT DISTINCT id FROM unnest(CAST(:ids AS uuid[])) AS new(id) ORDER BY id
    ON CONFLICT DO NOTHING
    """,
)
_HOLD = text(
    """
    SELECT user_id, erased, now() AS now FROM contacts WHERE user_id = ANY(CAST(:ids AS uuid[]))
    ORDER BY user_id FOR NO KEY UPDATE
    """,
)


@dataclass(frozen=True, slots=True)
class HeldPeople:
    """People whose notices and mails nobody else changes until the transaction ends, without those who were erased."""

    ids: frozenset[UUID]
    now: datetime | None


async def remember(tx: Transaction, contacts: Sequence[Contact]) -> None:
    await tx.execute(
        _REMEMBER,
        {
            "ids": [each.user_id for each in contacts],
            "emails": [each.email for each in contacts],
            "names": [each.full_name for each in contacts],
            "erased": [each.erased for each in contacts],
            "versions": [each.version for each in contacts],
        },
    )


async def hold(tx: Transaction, user_ids: Iterable[UUID]) -> HeldPeople:
    """Their rows are locked in the order of ids, before anything else of them."""
    ids = list(set(user_ids))
    await tx.execute(_MEET, {"ids": ids})
    rows = (await tx.execute(_HOLD, {"ids": ids})).all()
    held = frozenset(row.user_id for row in rows if not row.erased)
    return HeldPeople(held, rows[0].now if rows else None)
