"""The one way to render a page: its template, in the language of the visit."""

import uuid
from pathlib import Path
from typing import ClassVar, Final, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ates_chassis.shared.text.characters import isolated
from ates_web.pages import formatting
from ates_web.pages.assets import Assets
from ates_web.pages.language import LANGUAGES, _, count, ngettext
from ates_web.settings import WebSettings

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


class Shown(Protocol):
    """A page as far as rendering knows it."""

    template: ClassVar[str]


_LABELS: Final = {
    "KINDS": formatting.KINDS,
    "STATUSES": formatting.STATUSES,
    "ROLES": formatting.ROLES,
    "EVENTS": formatting.EVENTS,
    "PAYOUT_STATES": formatting.PAYOUT_STATES,
    "MAIL_STATES": formatting.MAIL_STATES,
    "FILE_STATES": formatting.FILE_STATES,
    "PENDING_STATES": formatting.PENDING_STATES,
}


class Templates:
    """Renders pages. An undefined name in a template is an error, and everything is escaped."""

    def __init__(self, settings: WebSettings, assets: Assets) -> None:
        self.clock = formatting.CompanyClock(settings.time_zone)
        self._jinja = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=["jinja2.ext.i18n"],
        )
        self._jinja.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
            _, ngettext, newstyle=True
        )
        self._jinja.globals.update(asset=assets.url, has_asset=assets.has, new_key=_new_key)
        self._jinja.globals.update(_LABELS)
        self._jinja.globals["LANGUAGES"] = LANGUAGES
        self._jinja.globals["self_registration"] = settings.self_registration
        self._jinja.filters.update(
            money=formatting.money,
            number=formatting.number,
            signed=formatting.signed,
            tone=formatting.tone,
            day=formatting.day,
            weekday=formatting.weekday,
            initials=formatting.initials,
            local=self.clock.local,
            exact=self.clock.exact,
            count=count,
            isolated=isolated,
        )

    def compile(self) -> None:
        """Compiles all templates, some 0.4 s, which the first visitor of each page would have to wait for."""
        for name in self._jinja.list_templates():
            self._jinja.get_template(name)

    def html(self, page: Shown) -> str:
        return self._jinja.get_template(page.template).render(page=page)


def _new_key() -> str:
    return str(uuid.uuid4())
