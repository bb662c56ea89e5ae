"""The rules for text that people type: one for each kind of field, used by HTTP, imports, settings and command line.

A rule takes what was typed and gives what is stored: normalised (NFC), without white space around it. It raises
ViolationError with the reason. Lengths are counted in code points, after normalising, as PostgreSQL and JSON Schema do.

Nothing is normalised before it is bounded, in length and in marks that follow one another.
"""

import re
import string
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import precis_i18n
from email_validator import EmailNotValidError, validate_email

from ates_chassis.shared.errors import InvalidError
from ates_chassis.shared.reasons import Reason, ViolationError
from ates_chassis.shared.text import characters

Clean = Callable[[str], str]

LOGIN_MIN, LOGIN_MAX = 3, 50
EMAIL_MAX = 254
NAME_MAX = 200
PASSWORD_MIN, PASSWORD_MAX = 8, 128
# A password may be longer before it is composed.
_TYPED_PASSWORD_MAX = 4 * PASSWORD_MAX
JIRA_KEY_MAX = 50

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]*")
_JIRA_KEY = re.compile(r"[A-Z][A-Z0-9]+-[0-9]+")
_SENDER = re.compile(r"[!-;=?A-~]+@[!-;=?A-~]+")
# As PostgreSQL folds under "C": letters beyond ASCII stay.
_ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
# Nobody shortens a page of text by its exact number.
_COUNTED = 1_000
# NFC makes one code point out of so many at most.
_COMPOSED_OF_MAX = 4
_opaque_string = precis_i18n.get_profile("OpaqueString")


@dataclass(frozen=True, slots=True)
class Rule:
    """How text of one kind is cleaned and how long it may be. OpenAPI shows the `pattern`.

    Forms may put white space around what is `trimmed`.
    """

    clean: Clean
    maximum: int
    minimum: int = 0
    pattern: str | None = None
    trimmed: bool = True

    def __call__(self, value: str) -> str:
        """What is stored for what was typed. Raises ViolationError."""
        if self.is_too_long(value):
            raise ViolationError(Reason.of("too-long", max=self.maximum))
        text = self.clean(value) if value else value
        if not text and self.minimum:
            raise ViolationError(Reason.of("required"))
        if len(text) < self.minimum:
            raise ViolationError(Reason.of("wrong-length", min=self.minimum, max=self.maximum))
        if len(text) > self.maximum:
            if self.maximum < _COUNTED:
                raise ViolationError(Reason.of("too-long-by", actual=len(text), max=self.maximum))
            raise ViolationError(Reason.of("too-long", max=self.maximum))
        return text

    def is_too_long(self, value: str) -> bool:
        """Whether it is, however it is composed; it may be of megabytes."""
        typed = value.strip() if self.trimmed else value
        return len(typed) > _COMPOSED_OF_MAX * self.maximum

    def checked(self, field: str, value: str) -> str:
        """Like calling it. Raises InvalidError that names `field`."""
        try:
            return self(value)
        except ViolationError as error:
            raise InvalidError(error.reason, field=field) from error


def is_visible(text: str) -> bool:
    """Whether there is something to see in it."""
    return any(map(characters.is_visible, text))


def line(maximum: int) -> Rule:
    """A single line that shows something: a title, a reason, a reference."""
    return Rule(_line, maximum, 1)


def lines(maximum: int) -> Rule:
    """Text of several lines, which may be empty."""
    return Rule(_lines, maximum)


def name(maximum: int = NAME_MAX) -> Rule:
    """What somebody or a company is called: a line without characters that hide or turn others."""
    return Rule(_name, maximum, 1)


def search(maximum: int) -> Rule:
    """What is sought in texts that were stored by these rules."""
    return Rule(_whole, maximum, trimmed=False)


def unchanged(maximum: int) -> Rule:
    """A secret or the like as it was typed, to be compared and never shown."""
    return Rule(_allowed, maximum, trimmed=False)


def _not_allowed(character: str) -> Reason:
    return Reason.of("character-not-allowed", character=f"U+{characters.code(character)}")


def _allowed(value: str) -> str:
    if match := characters.FORBIDDEN.search(value):
        raise ViolationError(_not_allowed(match[0]))
    return value


def _normalisable(value: str) -> str:
    if characters.has_too_many_marks(_allowed(value)):
        raise ViolationError(Reason.of("too-many-marks", max=characters.MARKS_MAX))
    return value


def _whole(value: str) -> str:
    return unicodedata.normalize("NFC", _normalisable(value))


def _lines(value: str) -> str:
    return _whole(value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _line(value: str) -> str:
    text = _whole(value).strip()
    if match := characters.LINE_BREAKING.search(text):
        raise ViolationError(_not_allowed(match[0]))
    if characters.LINE_SEPARATOR.search(text):
        raise ViolationError(Reason.of("not-one-line"))
    if text and not is_visible(text):
        raise ViolationError(Reason.of("nothing-visible"))
    return text


def _name(value: str) -> str:
    text = _line(value)
    if character := characters.hidden_in_name(text):
        raise ViolationError(_not_allowed(character))
    return text


def _login(value: str) -> str:
    """In lower case. Letters beyond ASCII are refused and not folded: `K` (U+212A) would become `k`."""
    text = _allowed(value)
    login = text.lower() if text.isascii() else ""
    if not LOGIN_MIN <= len(login) <= LOGIN_MAX or not _LOGIN.fullmatch(login):
        raise ViolationError(Reason.of("login-form", min=LOGIN_MIN, max=LOGIN_MAX))
    return login


LOGIN = Rule(_login, LOGIN_MAX, LOGIN_MIN, "^[A-Za-z0-9][A-Za-z0-9._-]*$")


def _email(value: str) -> str:
    """The address as a mail server takes it: the domain in lower case and ASCII, no DNS asked."""
    try:
        address = validate_email(
            _normalisable(value),
            allow_smtputf8=False,
            allow_quoted_local=False,
            allow_domain_literal=False,
            allow_display_name=False,
            strict=True,
            check_deliverability=False,
        )
    except EmailNotValidError as error:
        raise ViolationError(Reason.of("not-an-email")) from error
    if address.ascii_email is None:
        raise ViolationError(Reason.of("not-an-email"))
    return address.ascii_email


EMAIL = Rule(_email, EMAIL_MAX, 1)


def sign_in_name(value: str) -> str:
    """What a login or an e-mail address is compared by. Two addresses are the same where they differ in case alone.

    An address that no new account may have is compared as well: somebody may have registered it before the rule.
    """
    text = normalised(value).strip()
    if "@" in text:
        with suppress(ValueError):
            text = EMAIL(text)
    return text.translate(_ASCII_LOWER)


def _password(value: str) -> str:
    """RFC 8265, OpaqueString: NFC, every space a plain one, nothing that is no character."""
    if not value:
        raise ViolationError(Reason.of("required"))
    try:
        prepared: str = _opaque_string.enforce(_normalisable(value))
    except UnicodeEncodeError as error:
        raise ViolationError(_not_allowed(error.object[error.start])) from error
    return prepared


def _typed_password(value: str) -> str:
    if len(unicodedata.normalize("NFC", _allowed(value))) > PASSWORD_MAX:
        raise ViolationError(Reason.of("wrong-length", min=PASSWORD_MIN, max=PASSWORD_MAX))
    return value


TYPED_PASSWORD = Rule(_typed_password, _TYPED_PASSWORD_MAX, trimmed=False)
"""What somebody signs in with, unchanged: `password_forms` says what it is compared with."""
PASSWORD = Rule(_password, PASSWORD_MAX, PASSWORD_MIN, trimmed=False)


@dataclass(frozen=True, slots=True)
class PasswordForms:
    """What a typed password is compared with. One hash each, so there are two at most, whatever was typed."""

    of_today: str
    """As the rule prepares it; as it was typed where the rule refuses it."""
    prepared: bool
    """Whether the rule takes it."""
    older: str | None
    """What a hash from before the rule may be of instead: passwords were stored as they came."""


def password_forms(typed: str) -> PasswordForms:
    """Systems compose or decompose what is typed; where they send it composed, an older one may lie decomposed."""
    try:
        of_today, prepared = _password(typed), True
    except ValueError:
        of_today, prepared = typed, False
    others = (typed, *(unicodedata.normalize(form, typed) for form in ("NFD", "NFC")))
    older = next((each for each in others if each != of_today), None)
    return PasswordForms(of_today, prepared, older)


def _jira_key(value: str) -> str:
    text = _allowed(value)
    if len(text) > JIRA_KEY_MAX or not _JIRA_KEY.fullmatch(text):
        raise ViolationError(Reason.of("not-a-jira-key"))
    return text


JIRA_KEY = Rule(_jira_key, JIRA_KEY_MAX, 1, "^[A-Z][A-Z0-9]+-[0-9]+$")


def _sender(value: str) -> str:
    """A mail sender of an installation, whose domain may be a name within its own network."""
    if not _SENDER.fullmatch(value):
        raise ViolationError(Reason.of("not-an-email"))
    return value


SENDER = Rule(_sender, EMAIL_MAX, 3)


def normalised(value: str) -> str:
    """Text of before, composed as texts are stored today, but for what no rule of today takes."""
    return value if characters.has_too_many_marks(value) else unicodedata.normalize("NFC", value)
