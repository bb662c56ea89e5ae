"""Templates: each has one input, and all are compiled before anybody comes."""

from dataclasses import is_dataclass

import pytest
from browsers import Settings
from jinja2 import FileSystemLoader

from ates_web.main import build
from ates_web.pages.rendering import TEMPLATES
from ates_web.pages.shell import PageContext


def test_no_visitor_waits_for_a_template_to_be_compiled(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = build(settings())
    app.state.templates.compile()

    def read(*_: object) -> None:
        raise AssertionError("a template is read again")

    monkeypatch.setattr(FileSystemLoader, "get_source", read)
    for path in TEMPLATES.rglob("*.html"):
        app.state.templates._jinja.get_template(path.relative_to(TEMPLATES).as_posix())


def test_every_template_has_one_frozen_input() -> None:
    shared = {
        "base.html",
        "macros.html",
        "money/parts.html",
        "people/parts.html",
        "sign_in/plain.html",
        "tasks/parts.html",
        "webhooks/parts.html",
    }
    templates = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    assert {page.template for page in PageContext.__subclasses__()} == templates - shared
    assert all(
        vars(page)["__dataclass_params__"].frozen
        for page in PageContext.__subclasses__()
        if is_dataclass(page)
    )
