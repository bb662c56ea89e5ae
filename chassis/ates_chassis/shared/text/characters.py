"""What a character is to text from people: whether it may be stored at all, can be seen, or turns what is around it."""

import re
import unicodedata
from collections.abc import Iterable

# Unicode 17.0, DerivedCoreProperties.txt, Default_Ignorable_Code_Point: what shows nothing where a font does not know
# it. `unicodedata` does not have the property. A test holds the table to the one that precis-i18n keeps.
_DEFAULT_IGNORABLE = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
# Symbols and letters whose glyph is blank by design: Braille without a dot, a note without a head, a filler of Khitan
# and two blanks of hieroglyphs; and the place of an object that is not there.
_BLANK = (
    (0x2800, 0x2800), (0xFFFC, 0xFFFC), (0x13441, 0x13442), (0x16FE4, 0x16FE4), (0x1D159, 0x1D159),
)  # fmt: skip
# Characters of the category Cf that show nothing either but are no Default_Ignorable_Code_Point: annotations between lines
# and the joints of hieroglyphs. The signs of numbers and verses (Arabic, Syriac, Kaithi) are Cf too, and are seen.
_FORMAT = ((0xFFF9, 0xFFFB), (0x13430, 0x1343F))
# Bidi_Control of Unicode: marks, embeddings, overrides and isolates.
_BIDI_CONTROL = ((0x061C, 0x061C), (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069))
_NONCHARACTER = (
    (0xFDD0, 0xFDEF),
    *((plane + 0xFFFE, plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000)),
)
_VARIATION_OF_IDEOGRAPH = ((0xE0100, 0xE01EF),)
# Controls (Cc) but for tab and the ends of lines, and lone surrogates (Cs). XML 1.0 forbids them but for C1.
_CONTROL = ((0x00, 0x08), (0x0B, 0x0C), (0x0E, 0x1F), (0x7F, 0x9F))
_SURROGATE = ((0xD800, 0xDFFF),)

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def _any_of(*tables: Iterable[tuple[int, int]]) -> re.Pattern[str]:
    spans = (f"{chr(first)}-{chr(last)}" for table in tables for first, last in table)
    return re.compile(f"[{''.join(spans)}]")


DEFAULT_IGNORABLE = _any_of(_DEFAULT_IGNORABLE)
FORBIDDEN = _any_of(_CONTROL, _SURROGATE, _NONCHARACTER)
"""What no text holds: a database, a page, XML 1.0 or JSON would choke on it."""
LINE_BREAKING = re.compile("[\t\n\r]")
LINE_SEPARATOR = re.compile("[\u2028\u2029]")
_BIDI_CONTROLS = _any_of(_BIDI_CONTROL)
_BLANKS = _any_of(_DEFAULT_IGNORABLE, _BLANK)
_HIDDEN = _any_of(_DEFAULT_IGNORABLE, _FORMAT, _BLANK)
_IDEOGRAPH_VARIATION = _any_of(_VARIATION_OF_IDEOGRAPH)
# White space, what only changes or joins others (a mark needs a base), and what is no character of a text.
_UNSEEN = ("Z", "M", "Cc", "Cf", "Cs")
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
MARKS_MAX = 30
"""Of Unicode's Stream-Safe Text Format (UAX #15): so many marks may follow one another. Languages need three or four."""
# Where more of them may be: a mark is of these and stands for two at most, and what it follows brings three at most.
_MANY_MARKS = re.compile("[\u0300-\U0010ffff]{14,}")


def is_visible(character: str) -> bool:
    """Whether the character alone shows something."""
    if character.isascii():
        return "!" <= character <= "~"
    return not unicodedata.category(character).startswith(_UNSEEN) and not _BLANKS.match(character)


def hidden_in_name(name: str) -> str | None:
    """The first character that is not seen or gives a direction, by which two names look the same or others read backwards.

    A variation of a Chinese character in a Japanese name is none of these.
    """
    for match in _HIDDEN.finditer(name):
        before = name[match.start() - 1 : match.start()]
        if not (_IDEOGRAPH_VARIATION.match(match[0]) and _is_ideograph(before)):
            return match[0]
    return None


def _is_ideograph(character: str) -> bool:
    name = unicodedata.name(character, "") if character else ""
    return name.startswith(("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH"))


def has_too_many_marks(text: str) -> bool:
    """Whether more than `MARKS_MAX` marks follow one another, once the text is decomposed.

    To normalise such text takes the square of their number: they are sorted by insertion, while nothing else goes on.
    """
    return any(
        _has_too_many_marks(text[max(match.start() - 1, 0) : match.end()])
        for match in _MANY_MARKS.finditer(text)
    )


def _has_too_many_marks(text: str) -> bool:
    run = 0
    for character in text:
        if unicodedata.combining(character) or unicodedata.decomposition(character):
            # One by one, which is safe. Some are no marks by their own class, but stand for two of them.
            parts = unicodedata.normalize("NFD", character)
            marks = len(parts) - len(parts.rstrip(_marks_of(parts)))
            run = marks + (run if marks == len(parts) else 0)
            if run > MARKS_MAX:
                return True
        else:
            run = 0
    return False


def _marks_of(text: str) -> str:
    return "".join(filter(unicodedata.combining, text))


def code(character: str) -> str:
    """As Unicode writes it, without its `U+`."""
    return f"{ord(character):04X}"


def legible(text: str) -> str:
    """Text from anywhere as XML 1.0, mail and JSON can carry it; what they cannot is shown as `�`."""
    return FORBIDDEN.sub(_REPLACEMENT, text)


def printable(text: str) -> str:
    """Like `legible`, on one line."""
    return " ".join(re.split("[\t\n\r\u2028\u2029]+", legible(text)))


def isolated(text: str) -> str:
    """The text as it stands within a sentence of plain text: whatever its direction, it turns nothing around it."""
    turning = _BIDI_CONTROLS.search(text) or any(
        unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text
    )
    if not turning:
        return text
    return f"{FIRST_STRONG_ISOLATE}{_BIDI_CONTROLS.sub('', text)}{POP_ISOLATE}"
