"""Posting a correction: whose it is, a form, a page that says what will be posted, and the posting."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from ates_web.clients.models import Money, Transfer
from ates_web.clients.upstream import Problem, Rejected
from ates_web.pages.forms import Form, business_day, cents, posted
from ates_web.pages.language import _
from ates_web.pages.shell import SEES_LEDGER, Page, SignedIn, Visit

router = APIRouter()
_FIELDS = frozenset({"user_id", "amount", "direction", "reason"})
_SERVICE_FIELDS = {"delta": "amount", "delta.amount": "amount"}
# One person's transfers of a day; behind these a reversal is shown by its id alone.
_OF_A_DAY = 500
_GIVEN = ("user_id", "amount", "direction", "reason", "reverses", "day")
_SOUGHT_MAX = 100
_LOOK_BACK = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    login: str
    href: str
    """The form for this person, with what was filled in before."""


@dataclass(frozen=True, slots=True)
class Reversed:
    """The transfer that is about to be reversed."""

    transfer: Transfer
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhosePage(Page):
    """Whose balance is wrong: found by name, or of those whose balance moved lately."""

    template: ClassVar[str] = "money/correction_whose.html"
    form: Form
    q: str
    people: tuple[Person, ...] | None
    kept: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionPage(Page):
    template: ClassVar[str] = "money/correction.html"
    form: Form
    person: str | None
    another: str
    """Where another person is chosen."""
    reverses: str
    reversed: Reversed | None
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage(Page):
    template: ClassVar[str] = "money/correction_review.html"
    person: str | None
    user_id: str
    delta: Money | None
    reverses: str
    reversed: Reversed | None
    day: str
    reason: str
    again: str


@router.get("/ledger/correction")
async def correction_form(visit: SignedIn) -> Response:
    """Whose it is, then the form; with `review=1` the page that shows what is about to be posted."""
    visit.require(SEES_LEDGER)
    given = {name: visit.asked(name, 1_000) for name in _GIVEN}
    if visit.asked("review") != "1":
        return await _form_page(visit, given, Form(given))
    errors = _errors(visit, given)
    if errors:
        return await _form_page(visit, given, Form(given, errors), 422)
    return await _review_page(visit, given)


def _errors(visit: Visit, given: Mapping[str, str]) -> dict[str, str]:
    errors = {}
    if not given["reason"]:
        errors["reason"] = _("Say why; the reason stands in the ledger for ever.")
    if given["reverses"]:
        return errors
    if not given["user_id"]:
        errors["user_id"] = _("Choose whose balance changes.")
    amount = cents(given["amount"], visit.web.settings.currency)
    if amount is None or amount <= 0:
        errors["amount"] = _("Enter an amount above zero, such as 12.50.")
    return errors


def _delta(visit: Visit, given: Mapping[str, str]) -> Money | None:
    currency = visit.web.settings.currency
    amount = cents(given.get("amount", ""), currency)
    if given.get("reverses") or amount is None:
        return None
    sign = -1 if given.get("direction") == "take" else 1
    return Money(amount=sign * amount, currency=currency)


async def _form_page(
    visit: Visit, given: Mapping[str, str], form: Form, status: int = 200
) -> Response:
    user_id, reverses = given.get("user_id", ""), given.get("reverses", "")
    if not reverses and not user_id:
        return await _whose_page(visit, given, form, status)
    names, undone = await asyncio.gather(visit.names([user_id]), _reversed(visit, given))
    page = CorrectionPage(
        frame=visit.frame(
            _("Reverse a transfer") if reverses else _("Post a correction"), "ledger"
        ),
        form=form,
        person=visit.called(names, user_id) if user_id else None,
        another=_address(given, user_id=""),
        reverses=reverses,
        reversed=undone,
        currency=visit.web.settings.currency,
    )
    return visit.show(page, status)


async def _whose_page(visit: Visit, given: Mapping[str, str], form: Form, status: int) -> Response:
    q = visit.asked("q", _SOUGHT_MAX)
    people = await (visit.panel(_found(visit, given, q)) if q else _lately(visit, given))
    page = WhosePage(
        frame=visit.frame(_("Post a correction"), "ledger"),
        form=form,
        q=q,
        people=people,
        kept={name: given[name] for name in _GIVEN if given.get(name) and name != "user_id"},
    )
    return visit.show(page, None if visit.down else status)


def _address(given: Mapping[str, str], **changes: str) -> str:
    """The form with what was filled in."""
    kept = {name: value for name, value in {**given, **changes}.items() if name in _GIVEN and value}
    return "/ledger/correction" + (f"?{urlencode(kept)}" if kept else "")


async def _reversed(visit: Visit, given: Mapping[str, str]) -> Reversed | None:
    """The transfer to reverse, looked up among the person's transfers of its day."""
    day = business_day(given.get("day", ""))
    if not given.get("reverses") or day is None:
        return None
    page = await visit.panel(
        visit.clients.accounting.transfers(
            visit.caller, first=day, last=day, user_id=given.get("user_id", ""), limit=_OF_A_DAY
        )
    )
    found = (
        next((each for each in page.items if each.id == given["reverses"]), None) if page else None
    )
    if found is None:
        return None
    names = await visit.names([found.user_id])
    return Reversed(found, visit.called(names, found.user_id))


async def _found(visit: Visit, given: Mapping[str, str], q: str) -> tuple[Person, ...]:
    """Active people by a part of name or login."""
    names = await visit.clients.auth.search_names(visit.caller, q)
    return tuple(
        Person(each.id, each.full_name, each.login, _address(given, user_id=each.id))
        for each in names
    )


async def _lately(visit: Visit, given: Mapping[str, str]) -> tuple[Person, ...] | None:
    """Whose balance moved in the last month, also people who are gone."""
    today = visit.web.templates.clock.today()
    page = await visit.panel(
        visit.clients.accounting.transfers(visit.caller, first=today - _LOOK_BACK, last=today)
    )
    if page is None:
        return None
    ids = {transfer.user_id for transfer in page.items}
    names = await visit.names(list(ids))
    found = [
        Person(
            user_id,
            visit.called(names, user_id),
            names[user_id].login if user_id in names else "",
            _address(given, user_id=user_id),
        )
        for user_id in ids
    ]
    return tuple(sorted(found, key=lambda person: person.name.casefold()))


async def _review_page(visit: Visit, given: Mapping[str, str]) -> Response:
    names, undone = await asyncio.gather(visit.names([given["user_id"]]), _reversed(visit, given))
    return visit.show(
        ReviewPage(
            frame=visit.frame(_("Check the correction"), "ledger"),
            person=visit.called(names, given["user_id"]) if given["user_id"] else None,
            user_id=given["user_id"],
            delta=_delta(visit, given),
            reverses=given["reverses"],
            reversed=undone,
            day=given["day"],
            reason=given["reason"],
            again=_address(given),
        )
    )


@router.post("/ledger/correction")
async def post_correction(visit: SignedIn) -> Response:
    given, form = await posted(visit.request)
    try:
        await _post(visit, given)
    except Rejected as rejected:
        if rejected.problem.status in {401, 403}:
            raise
        return await _form_page(visit, given, form.refused(_named(rejected.problem), _FIELDS), 422)
    return visit.go("/ledger", _("The correction is posted."))


async def _post(visit: Visit, given: Mapping[str, str]) -> None:
    accounting, key = visit.clients.accounting, given.get("key", "")
    reason = given.get("reason", "").strip()
    if given.get("reverses"):
        await accounting.reverse(
            visit.caller, transfer_id=given["reverses"], reason=reason, key=key
        )
        return
    delta = _delta(visit, given)
    if delta is None:
        raise Rejected(Problem(status=422, title=_("Enter an amount such as 12.50.")))
    await accounting.correct(
        visit.caller,
        user_id=given.get("user_id", ""),
        cents=delta.amount,
        currency=delta.currency,
        reason=reason,
        key=key,
    )


def _named(problem: Problem) -> Problem:
    """The problem in the words of this form."""
    renamed = tuple(
        each.model_copy(update={"field": _SERVICE_FIELDS.get(each.field, each.field)})
        for each in problem.errors
    )
    return problem.model_copy(update={"errors": renamed})
