"""Every text of the pages is in both catalogues, and said in both languages."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import ates_web
from ates_tools.catalogues import LANGUAGES, collected, missing

PACKAGE = Path(ates_web.__file__).parent


@pytest.fixture(scope="module")
def texts() -> set[object]:
    return {message.id for message in collected(PACKAGE) if message.id}


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_catalogue_has_every_text_of_the_pages_and_no_other(
    code: str, texts: set[object]
) -> None:
    with (PACKAGE / "locales" / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code, charset="utf-8")
    assert {message.id for message in catalogue if message.id} == texts


def test_every_text_is_said_in_russian() -> None:
    assert missing(PACKAGE / "locales" / "ru.po", "ru") == []


def test_a_text_without_russian_or_with_another_placeholder_is_found(tmp_path: Path) -> None:
    path = tmp_path / "ru.po"
    path.write_text(
        '#, python-format\nmsgid "by %(name)s"\nmsgstr "от %(who)s"\n\nmsgid "Fee"\nmsgstr ""\n'
    )
    assert missing(path, "ru") == ["by %(name)s", "Fee"]
