"""A service's copy of which sessions have ended, fed by auth's events: their access tokens are good no more.

An ended session matters until its last access token has expired; after that it is forgotten.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, DateTime, MetaData, Table, Uuid, text

from ates_chassis.database.engine import Transaction
from ates_chassis.shared.consumed_events import ConsumedEvent, EventData
from ates_chassis.shared.user_directory import CallerStatus, Person

SESSION_ENDED = "auth.session-ended.v1"
# No token lives longer, whatever the settings of auth say.
ACCESS_TOKEN_MAX_S = 3_600
# Twice as long as any token lives: the rest is room between the clocks of auth and of this service. Clocks further apart
# than a token's life already refuse every token as expired or as not yet issued.
KEPT_S = 2 * ACCESS_TOKEN_MAX_S
# More than any batch brings, so that the table shrinks once there are fewer.
_PRUNED_MAX = 10_000


class SessionEnded(EventData):
    """What services use of `auth.session-ended`."""

    session_id: UUID


def ended_sessions_table(metadata: MetaData) -> Table:
    return Table(
        "ended_sessions",
        metadata,
        Column("session_id", Uuid, primary_key=True),
        Column("ended_at", DateTime(timezone=True), nullable=False, index=True),
    )


# Rows are inserted in their order, so that two consumers with overlapping batches never wait in a circle.
_REMEMBER = text(
    """
    WITH forgotten AS (
        DELETE FROM ended_sessions WHERE session_id = ANY(ARRAY(
            SELECT session_id FROM ended_sessions WHERE ended_at <= now() - make_interval(secs => :kept_s)
            ORDER BY ended_at LIMIT :limit
        ))
    )
    INSERT INTO ended_sessions (session_id, ended_at)
    SELECT session_id, LEAST(min(ended_at), now())
    FROM unnest(CAST(:ids AS uuid[]), CAST(:times AS timestamptz[])) AS new(session_id, ended_at)
    WHERE ended_at > now() - make_interval(secs => :kept_s)
    GROUP BY session_id ORDER BY session_id
    ON CONFLICT DO NOTHING
    """,
).bindparams(kept_s=KEPT_S, limit=_PRUNED_MAX)
_STATUS = text(
    """
    SELECT known.id, known.role, known.active, known.version, ended_sessions.session_id IS NOT NULL AS ended
    FROM (SELECT CAST(:user_id AS uuid) AS user_id, CAST(:session_id AS uuid) AS session_id) AS caller
    LEFT JOIN user_directory AS known ON known.id = caller.user_id
    LEFT JOIN ended_sessions ON ended_sessions.session_id = caller.session_id
    """,
)


async def remember(tx: Transaction, events: Sequence[ConsumedEvent[SessionEnded]]) -> None:
    """Takes over which sessions ended, and forgets those whose tokens have all expired."""
    times: list[datetime] = [event.time for event in events]
    await tx.execute(
        _REMEMBER, {"ids": [event.data.session_id for event in events], "times": times}
    )


async def status_of_caller(tx: Transaction, user_id: UUID, session_id: UUID | None) -> CallerStatus:
    """What is known of the sender of a request, in one question."""
    row = (await tx.execute(_STATUS, {"user_id": user_id, "session_id": session_id})).one()
    known = row.id is not None
    person = (
        Person(id=row.id, role=row.role, active=row.active, version=row.version) if known else None
    )
    return CallerStatus(person=person, session_ended=row.ended)
