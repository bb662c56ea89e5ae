"""`Idempotency-Key`: the same key and body get the first answer again; the same key with another body is refused.

The answer is stored in the transaction that it reports, so that both exist or neither.
"""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel
from sqlalchemy import Column, DateTime, Integer, LargeBinary, MetaData, Table, func, text

from ates_chassis.database.engine import Transaction
from ates_chassis.shared.errors import Invalid


class KeyReused(Invalid):
    code = "idempotency-key-reused"


def answers_table(metadata: MetaData) -> Table:
    return Table(
        "answers",
        metadata,
        Column("key", LargeBinary, primary_key=True),
        Column("request", LargeBinary, nullable=False),
        Column("status", Integer, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("answered_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    )


# A second request with the same key waits here for the first one's transaction.
_CLAIM = text(
    """
    INSERT INTO answers (key, request, status, body) VALUES (:key, :request, 0, '')
    ON CONFLICT DO NOTHING RETURNING key
    """,
)
_FIND = text("SELECT request, status, body FROM answers WHERE key = :key")
_KEEP = text("UPDATE answers SET status = :status, body = :body WHERE key = :key")


class Once:
    """One request with its idempotency key, if it has one.

    Only digests are stored: a body may hold a password, and the key itself is what salts its digest.
    """

    def __init__(self, key: str | None, target: str, body: bytes) -> None:
        self._secret = key.encode() if key else None
        self._target = target
        self._body = body

    async def __call__(
        self,
        tx: Transaction,
        by: UUID | None,
        status: int | Callable[[BaseModel | None], int],
        work: Callable[[], Awaitable[BaseModel | None]],
    ) -> Response:
        """Does `work` in `tx` and answers its result with `status`, or answers what it answered before.

        Work without a result is answered with an empty body. `status` may depend on the result.

        Raises KeyReused where `by` sent the key before with another request.
        """
        if self._secret is None:
            return _answered(status, await work())
        key = hashlib.sha256(f"{by} ".encode() + self._secret).digest()
        request = hmac.digest(self._secret, self._target.encode() + b"\0" + self._body, "sha256")
        if await tx.scalar(_CLAIM, {"key": key, "request": request}) is None:
            return await self._first_answer(tx, key, request)
        answer = _answered(status, await work())
        values = {"key": key, "status": answer.status_code, "body": answer.body}
        await tx.execute(_KEEP, values)
        return answer

    @staticmethod
    async def _first_answer(tx: Transaction, key: bytes, request: bytes) -> Response:
        first = (await tx.execute(_FIND, {"key": key})).one()
        if not hmac.compare_digest(first.request, request):
            raise KeyReused(
                "this Idempotency-Key was used for another request", field="Idempotency-Key"
            )
        return _response(first.status, first.body)


def _answered(
    status: int | Callable[[BaseModel | None], int], result: BaseModel | None
) -> Response:
    return _response(status(result) if callable(status) else status, _encoded(result))


def _encoded(result: BaseModel | None) -> bytes:
    return result.model_dump_json().encode() if result is not None else b""


def _response(status: int, body: bytes) -> Response:
    return Response(body, status, media_type="application/json")


async def _once(
    request: Request,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> Once:
    target = f"{request.method} {request.url.path}?{request.url.query}"
    return Once(idempotency_key, target, await request.body() if idempotency_key else b"")


OneEffect = Annotated[Once, Depends(_once)]
"""What a POST route takes to honour `Idempotency-Key`."""
