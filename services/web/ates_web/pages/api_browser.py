"""The browsable page of the REST API."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response

from ates_web.gateway.guard import BROWSER_POLICY
from ates_web.gateway.openapi import PREFIX
from ates_web.pages.shell import Anyone, Page

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiPage(Page):
    template: ClassVar[str] = "api.html"
    document: str


@router.get("/api")
async def browse(visit: Anyone) -> Response:
    document = f"{PREFIX}/openapi.json"
    answer = visit.show(ApiPage(frame=visit.frame("REST API", "api"), document=document))
    answer.headers["Content-Security-Policy"] = BROWSER_POLICY
    return answer
