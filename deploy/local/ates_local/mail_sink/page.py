"""The page of the sink: a list of mails, and one mail. Everything of a mail is shown as text, or in a sandbox."""

from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException

from ates_local.mail_sink.box import Box

_SHOWN_MAX = 200
# No script, nothing from elsewhere; the mail's own markup lies in a frame without any right.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
)


def _page(template: str, **shown: object) -> Response:
    return HTMLResponse(_templates.get_template(template).render(**shown), headers=_HEADERS)


def router(box: Box) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    def to_list() -> Response:
        return RedirectResponse("/mails")

    @routes.get("/mails")
    def show_mails() -> Response:
        names = box.names()
        mails = [mail for name in names[:_SHOWN_MAX] if (mail := box.read(name))]
        return _page("list.html", mails=mails, count=len(names))

    @routes.get("/mails/{name}")
    def show_mail(name: str) -> Response:
        mail = box.read(name)
        if mail is None:
            raise HTTPException(404, "there is no such mail")
        return _page("mail.html", mail=mail)

    @routes.get("/mails/{name}/source")
    def show_source(name: str) -> Response:
        content = box.content(name)
        if content is None:
            raise HTTPException(404, "there is no such mail")
        return Response(content, media_type="text/plain; charset=utf-8", headers=_HEADERS)

    return routes
