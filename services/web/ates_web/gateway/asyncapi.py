"""The AsyncAPI document of the events, served as it is committed."""

from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from ates_web.gateway.openapi import PREFIX


def asyncapi(document: Path) -> APIRouter:
    """The route of the document, which is read once."""
    router = APIRouter(include_in_schema=False)
    text = document.read_bytes()

    @router.get(f"{PREFIX}/asyncapi.json")
    async def asyncapi_document() -> Response:
        return Response(text, media_type=JSONResponse.media_type)

    return router
