"""Static files under one fingerprint, compressed once and cached for ever: our own, and a short list from npm."""

import gzip
import hashlib
import logging
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response

log = logging.getLogger(__name__)

_STATIC = Path(__file__).resolve().parents[1] / "static"
_FROM_NPM = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "echarts.js": "echarts/dist/echarts.simple.min.js",
    "open-props.css": "open-props/open-props.min.css",
    "inter-latin.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "inter-latin-ext.woff2": "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
    "inter-cyrillic.woff2": "@fontsource-variable/inter/files/inter-cyrillic-wght-normal.woff2",
    "inter-greek.woff2": "@fontsource-variable/inter/files/inter-greek-wght-normal.woff2",
    "swagger-ui.css": "swagger-ui-dist/swagger-ui.css",
    "swagger-ui.js": "swagger-ui-dist/swagger-ui-bundle.js",
}
_FOR_EVER = "public, max-age=31536000, immutable"
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")


@dataclass(frozen=True, slots=True)
class Asset:
    content: bytes
    media_type: str
    gzipped: bytes | None
    """None where compressing gains nothing."""


class Assets:
    """Everything is read once, at the start; a request never becomes a path."""

    def __init__(self, node_modules: Path) -> None:
        self._assets = {path.name: _asset(path) for path in sorted(_STATIC.iterdir())}
        for name, place in _FROM_NPM.items():
            path = node_modules / place
            if path.is_file():
                self._assets[name] = _asset(path)
            else:
                # Pages stay legible without it: own styles name a fallback for each token and font.
                log.warning("asset missing; run npm ci in services/web", extra={"asset": place})
        digest = hashlib.sha256()
        for name, asset in sorted(self._assets.items()):
            digest.update(name.encode() + hashlib.sha256(asset.content).digest())
        self.fingerprint = digest.hexdigest()[:16]

    def url(self, name: str) -> str:
        return f"/assets/{self.fingerprint}/{name}"

    def has(self, name: str) -> bool:
        return name in self._assets

    def find(self, name: str) -> Asset | None:
        return self._assets.get(name)


def _asset(path: Path) -> Asset:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    content = path.read_bytes()
    # Without a time in it, the same file gives the same bytes on every start.
    gzipped = gzip.compress(content, 9, mtime=0)
    return Asset(content, kind + charset, gzipped if len(gzipped) < 0.9 * len(content) else None)


def asset_routes(assets: Assets) -> APIRouter:
    router = APIRouter()

    @router.get("/assets/{fingerprint}/{name}")
    async def asset(request: Request, fingerprint: str, name: str) -> Response:
        asset = assets.find(name) if fingerprint == assets.fingerprint else None
        if asset is None:
            raise HTTPException(404)
        headers = {"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
        if asset.gzipped and "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(asset.gzipped, headers=headers, media_type=asset.media_type)
        return Response(asset.content, headers=headers, media_type=asset.media_type)

    @router.get("/favicon.ico")
    async def icon() -> Response:
        asset = assets.find("logo.svg")
        assert asset is not None
        return Response(asset.content, media_type=asset.media_type)

    return router
