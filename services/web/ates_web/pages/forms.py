"""Forms: what a person typed, what a service says about it, and periods of business days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from fastapi import Request
from starlette.datastructures import UploadFile

from ates_chassis.shared.currencies import digits_of
from ates_chassis.shared.period import PERIOD_DAYS_MAX
from ates_web.clients.upstream import Problem
from ates_web.pages.language import _
from ates_web.pages.refusals import reason_of, sentence

_FIELDS_MAX = 50
_FIELD_BYTES_MAX = 1_000_000


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it is shown: values, reasons at the fields, one message above them."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    message: str | None = None

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    def error(self, name: str) -> str | None:
        return self.errors.get(name)

    def refused(self, problem: Problem, fields: frozenset[str]) -> "Form":
        """The form with a service's reasons at its fields; the rest stands above the form."""
        errors = {
            each.field: sentence(each.code, each.params)
            for each in problem.errors
            if each.field in fields
        }
        elsewhere = [each for each in problem.errors if each.field not in fields]
        message = None if errors and not elsewhere else reason_of(problem)
        return Form(self.values, errors, message)


async def posted(request: Request, *secrets: str) -> tuple[dict[str, str], Form]:
    """What was posted, and the form to show again; it never repeats `secrets`."""
    async with request.form(
        max_files=0, max_fields=_FIELDS_MAX, max_part_size=_FIELD_BYTES_MAX
    ) as form:
        form_values = {name: _legible(text) for name, text in form.items() if isinstance(text, str)}
    shown = {name: text for name, text in form_values.items() if name not in secrets}
    return form_values, Form(shown)


async def posted_file(request: Request, name: str, limit: int) -> tuple[dict[str, str], bytes]:
    """The fields of a form with one file, and the file's content."""
    async with request.form(max_files=1, max_fields=_FIELDS_MAX, max_part_size=limit) as form:
        form_values = {key: _legible(text) for key, text in form.items() if isinstance(text, str)}
        upload = form.get(name)
        content = await upload.read(limit + 1) if isinstance(upload, UploadFile) else b""
    return form_values, content


def _legible(text: str) -> str:
    """A browser sends no lone surrogates; a character set that somebody made up for a form can hold them."""
    return text.encode(errors="replace").decode()


def cents(text: str, currency: str) -> int | None:
    """`12.50`, `-12,50`, `$1,234.50` in minor units; None where it is no amount."""
    plain = text.strip().replace("\N{MINUS SIGN}", "-").lstrip("+")
    plain = "".join(plain.split())
    plain = plain.replace("$", "").replace("€", "").replace("£", "").replace("₽", "")
    if plain.count(",") == 1 and "." not in plain and len(plain.rpartition(",")[2]) <= 2:
        plain = plain.replace(",", ".")
    try:
        amount = Decimal(plain.replace(",", "")).scaleb(digits_of(currency))
    except InvalidOperation:
        return None
    if not amount.is_finite() or amount != amount.to_integral_value() or abs(amount) > 10**14:
        return None
    return int(amount)


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ChosenPeriod:
    """Business days, both inclusive, with the ready-made choices beside them."""

    first: date
    last: date
    choices: tuple[Choice, ...]

    @property
    def query(self) -> dict[str, str]:
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}


def chosen_period(path: str, form_values: Mapping[str, str], today: date) -> ChosenPeriod:
    """The period of a page: what was asked for, else this month."""
    month = today.replace(day=1)
    last_month = (month - timedelta(days=1)).replace(day=1)
    ready = {
        _("Today"): (today, today),
        _("7 days"): (today - timedelta(days=6), today),
        _("This month"): (month, today),
        _("Last month"): (last_month, month - timedelta(days=1)),
    }
    first = business_day(form_values.get("from", "")) or month
    last = business_day(form_values.get("to", "")) or max(first, today)
    if first > last:
        first, last = last, first
    first = max(first, last - timedelta(days=PERIOD_DAYS_MAX - 1))
    chosen = next((label for label, days in ready.items() if days == (first, last)), None)
    choices = tuple(
        Choice(
            label,
            f"{path}?{urlencode({'from': start.isoformat(), 'to': end.isoformat()})}",
            label == chosen,
        )
        for label, (start, end) in ready.items()
    )
    return ChosenPeriod(first, last, choices)


def business_day(text: str) -> date | None:
    """A day that a company can have; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2999 else None
