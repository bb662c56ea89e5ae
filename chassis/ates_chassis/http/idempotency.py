"""`Idempotency-Key`: the same key and body get the first answer again; the same key with another body is refused.

The answer is stored in the transaction that it reports, so that both exist or neither.
"""

import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel
from sqlalchemy import Column, DateTime, Integer, LargeBinary, MetaData, Table, func, text

from ates_chassis.database.engine import Database, Transaction
from ates_chassis.shared.errors import InvalidError


class KeyReusedError(InvalidError):
    code = "idempotency-key-reused"


def idempotency_keys_table(metadata: MetaData) -> Table:
    return Table(
        "idempotency_keys",
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
    INSERT INTO idempotency_keys (key, request, status, body) VALUES (:key, :request, 0, '')
    ON CONFLICT DO NOTHING RETURNING key
    """,
)
_FIND = text("SELECT request, status, body FROM idempotency_keys WHERE key = :key")
_KEEP = text("UPDATE idempotency_keys SET status = :status, body = :body WHERE key = :key")


class AnsweredBeforeError(Exception):
    """The request had its effect before; `response` is what it was answered."""

    def __init__(self, response: Response) -> None:
        super().__init__("answered before")
        self.response = response


class Idempotency:
    """One request with its idempotency key, if it has one.

    Only digests are stored: a body may hold a password, and the key itself is what salts its digest.
    """

    def __init__(self, db: Database, key: str | None, target: str, body: bytes) -> None:
        self._db = db
        self._secret = key.encode() if key else None
        self._target = target
        self._body = body
        self._claimed: bytes | None = None

    @asynccontextmanager
    async def begin(self, by: UUID | None) -> AsyncIterator[Transaction]:
        """Opens the transaction in which the request of `by` has its one effect; `answer` ends it.

        Raises AnsweredBeforeError where it had it already, KeyReusedError where the key came with another request.
        """
        async with self._db.transaction() as tx:
            if self._secret is not None:
                await self._claim(tx, by, self._secret)
            yield tx
            if self._claimed is not None:
                raise RuntimeError("a request with an idempotency key was not answered")

    async def _claim(self, tx: Transaction, by: UUID | None, secret: bytes) -> None:
        key = hashlib.sha256(f"{by} ".encode() + secret).digest()
        request = hmac.digest(secret, self._target.encode() + b"\0" + self._body, "sha256")
        if await tx.scalar(_CLAIM, {"key": key, "request": request}) is not None:
            self._claimed = key
            return
        first = (await tx.execute(_FIND, {"key": key})).one()
        if not hmac.compare_digest(first.request, request):
            raise KeyReusedError(
                "this Idempotency-Key was used for another request", field="Idempotency-Key"
            )
        raise AnsweredBeforeError(_response(first.status, first.body))

    async def answer(self, tx: Transaction, status: int, result: BaseModel) -> Response:
        """What the request is answered, now and each time that it comes again."""
        body = result.model_dump_json().encode()
        if self._claimed is not None:
            await tx.execute(_KEEP, {"key": self._claimed, "status": status, "body": body})
            self._claimed = None
        return _response(status, body)


def _response(status: int, body: bytes) -> Response:
    return Response(body, status, media_type="application/json")


async def _idempotency(
    request: Request,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> Idempotency:
    target = f"{request.method} {request.url.path}?{request.url.query}"
    body = await request.body() if idempotency_key else b""
    return Idempotency(request.app.state.db, idempotency_key, target, body)


WithIdempotency = Annotated[Idempotency, Depends(_idempotency)]
"""What a POST route takes to honour `Idempotency-Key`."""
