"""The texts of the web UI, collected from its code and templates into a catalogue per language.

English is the language of the code: its catalogue lists every text, and only plurals need a second form there.
"""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

LANGUAGES = ("en", "ru")
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
_KEYWORDS = {"_": None, "later": None, "ngettext": (1, 2)}
_OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false"}}


def catalogues(web: Path) -> Iterator[tuple[Path, str]]:
    """Each catalogue of the package `web` as it should be now: all texts of the code, and no others."""
    texts = collected(web)
    for language in LANGUAGES:
        path = web / "locales" / f"{language}.po"
        yield path, _written(_merged(path, language, texts))


def collected(web: Path) -> Catalog:
    texts = Catalog()
    extracted = extract_from_dir(web, _METHODS, _OPTIONS, _KEYWORDS)
    for _file, _line, message, comments, context in extracted:
        texts.add(message, auto_comments=comments, context=context)
    return texts


def _merged(path: Path, language: str, texts: Catalog) -> Catalog:
    """What is translated stays; what is new waits for its translation; what is gone goes."""
    content = path.read_bytes() if path.exists() else b""
    merged = read_po(io.BytesIO(content), locale=language, charset="utf-8")
    merged.update(texts, no_fuzzy_matching=True)
    merged.obsolete.clear()
    return merged


def _written(catalogue: Catalog) -> str:
    file = io.BytesIO()
    write_po(file, catalogue, width=0, no_location=True, omit_header=True, sort_output=True)
    return file.getvalue().decode()


def missing(path: Path, language: str) -> list[str]:
    """The texts of a catalogue that have no translation into `language`, or a broken one."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, charset="utf-8")
    return [
        str(message.id)
        for message in catalogue
        if message.id and (not _is_said(message.string) or message.check(catalogue))
    ]


def _is_said(string: str | Sequence[str] | None) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)
