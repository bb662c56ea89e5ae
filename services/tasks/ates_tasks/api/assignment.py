"""Drawing the assignees of all open tasks anew."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from ates_chassis.http.idempotency import WithIdempotency
from ates_tasks.api.inputs import Overseer
from ates_tasks.use_cases import assignment

router = APIRouter()


class ReassignAnswer(BaseModel):
    reassigned: int


@router.post("/tasks/reassign", response_model=ReassignAnswer)
async def reassign_tasks(caller: Overseer, idempotency: WithIdempotency) -> Response:
    """Draw the assignee of every open task anew. Each draw is an assignment and is charged."""
    async with idempotency.begin(caller.id) as tx:
        answer = ReassignAnswer(reassigned=await assignment.reassign_tasks(tx, by=caller.id))
        return await idempotency.answer(tx, 200, answer)
