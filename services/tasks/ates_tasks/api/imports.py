"""Filing a whole backlog."""

from typing import Self

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import BaseModel, Field

from ates_chassis.http.idempotency import WithIdempotency
from ates_tasks.api.inputs import SignedIn
from ates_tasks.domain.imports import Rejected
from ates_tasks.use_cases import imports

router = APIRouter()


class RejectedAnswer(BaseModel):
    line: int
    column: str | None = Field(description="None where the row as a whole is at fault")
    code: str = Field(examples=["too-long"])
    params: dict[str, str | int] = Field(examples=[{"max": 300}])
    reason: str = Field(description="in English")

    @classmethod
    def of(cls, row: Rejected) -> Self:
        return cls(
            line=row.line,
            column=row.column,
            code=row.reason.code,
            params=dict(row.reason.params),
            reason=f"{row.column or 'row'}: {row.reason}",
        )


class ImportAnswer(BaseModel):
    imported: int
    rejected: list[RejectedAnswer]
    dry_run: bool


def _check_is_csv(content_type: str | None) -> None:
    """A form or a JSON document would only be answered with a puzzling complaint about its first line."""
    if content_type and content_type.partition(";")[0].strip().lower() != "text/csv":
        raise HTTPException(415, "send the file itself, with Content-Type: text/csv")


@router.post(
    "/tasks/import",
    response_model=ImportAnswer,
    openapi_extra={
        "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}
    },
)
async def import_tasks(
    request: Request, caller: SignedIn, idempotency: WithIdempotency, *, dry_run: bool = False
) -> Response:
    """File a task for each good row of a CSV as Jira exports it: `Issue key, Summary, Description`."""
    _check_is_csv(request.headers.get("content-type"))
    content = await request.body()
    async with idempotency.begin(caller.id) as tx:
        done = await imports.import_tasks(tx, content=content, author_id=caller.id, dry_run=dry_run)
        rejected = [RejectedAnswer.of(row) for row in done.rejected]
        answer = ImportAnswer(imported=done.imported, rejected=rejected, dry_run=dry_run)
        return await idempotency.answer(tx, 200, answer)
