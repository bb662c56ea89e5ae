"""Posting a correction: a form, a page that says what will be posted, and the posting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from ates_web.clients.models import Money, Transfer
from ates_web.clients.upstream import Problem, Rejected
from ates_web.pages.forms import Form, business_day, cents, posted
from ates_web.pages.shell import SEES_LEDGER, Page, SignedIn, Visit

router = APIRouter()
_FIELDS = frozenset({"user_id", "amount", "direction", "reason"})
_SERVICE_FIELDS = {"delta": "amount", "delta.amount": "amount"}
# One person's transfers of a day; behind these a reversal is shown by its id alone.
_OF_A_DAY = 500
_GIVEN = ("user_id", "amount", "direction", "reason", "reverses", "day")
_LOOK_BACK = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Reversed:
    """The transfer that is about to be reversed."""

    transfer: Transfer
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionPage(Page):
    template: ClassVar[str] = "money/correction.html"
    form: Form
    people: tuple[Person, ...]
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
    """The form; with `review=1` the page that shows what is about to be posted."""
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
        errors["reason"] = "Say why; the reason stands in the ledger for ever."
    if given["reverses"]:
        return errors
    if not given["user_id"]:
        errors["user_id"] = "Choose whose balance changes."
    amount = cents(given["amount"], visit.web.settings.currency)
    if amount is None or amount <= 0:
        errors["amount"] = "Enter an amount above zero, such as 12.50."
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
    people = () if given.get("reverses") else await _people(visit, given.get("user_id", ""))
    return visit.show(
        CorrectionPage(
            frame=visit.frame("Post a correction", "ledger"),
            form=form,
            people=people,
            reverses=given.get("reverses", ""),
            reversed=await _reversed(visit, given),
            currency=visit.web.settings.currency,
        ),
        status,
    )


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


async def _people(visit: Visit, chosen: str) -> tuple[Person, ...]:
    """Whose balance moved lately, by name, and who was asked for."""
    today = visit.web.templates.clock.today()
    page = await visit.panel(
        visit.clients.accounting.transfers(visit.caller, first=today - _LOOK_BACK, last=today)
    )
    ids = {transfer.user_id for transfer in page.items} if page else set()
    wanted = sorted(ids | ({chosen} if chosen else set()))
    names = await visit.names(list(wanted))
    found = [Person(user_id, visit.called(names, user_id)) for user_id in wanted]
    return tuple(sorted(found, key=lambda person: person.name.casefold()))


async def _review_page(visit: Visit, given: Mapping[str, str]) -> Response:
    names = await visit.names([given["user_id"]])
    return visit.show(
        ReviewPage(
            frame=visit.frame("Check the correction", "ledger"),
            person=visit.called(names, given["user_id"]) if given["user_id"] else None,
            user_id=given["user_id"],
            delta=_delta(visit, given),
            reverses=given["reverses"],
            reversed=await _reversed(visit, given),
            day=given["day"],
            reason=given["reason"],
            again="/ledger/correction?" + urlencode(given),
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
    return visit.go("/ledger", "The correction is posted.")


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
        raise Rejected(Problem(status=422, title="Enter an amount such as 12.50."))
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
