"""Posting a correction: whose it is, a form, a page that says what will be posted, and the posting."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Response

from ates_chassis.shared.money import Money
from ates_web.clients.models import CorrectionAllowance, PendingCorrectionView, TransferView
from ates_web.clients.upstream import ServiceRefusedError
from ates_web.pages.forms import Form, cents, posted
from ates_web.pages.language import _, later
from ates_web.pages.money.beneficiaries import SOUGHT_MAX, Beneficiary, found_people, recent_people
from ates_web.pages.shell import SEES_LEDGER, PageContext, SignedIn, Visit

router = APIRouter()
_FIELDS = frozenset({"user_id", "amount", "direction", "reason"})
_REVERSAL_FIELDS = frozenset({"reason"})
_SERVICE_FIELDS = {"delta": "amount", "delta.amount": "amount"}
# What an address may say; amount and reason would stay in histories and logs.
_IN_ADDRESS = ("user_id", "reverses")
_OWN = later("You cannot correct your own account.")


@dataclass(frozen=True, slots=True)
class Reversed:
    """The transfer that is about to be reversed."""

    transfer: TransferView
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhosePage(PageContext):
    """Whose balance is wrong: found by name, or of those whose balance moved lately."""

    template: ClassVar[str] = "money/correction_whose.html"
    form: Form
    q: str
    people: tuple[Beneficiary, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionPage(PageContext):
    template: ClassVar[str] = "money/correction.html"
    form: Form
    person: str | None
    another: str
    """Where another person is chosen."""
    reverses: str
    reversed: Reversed | None
    currency: str
    allowance: CorrectionAllowance | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage(PageContext):
    template: ClassVar[str] = "money/correction_review.html"
    person: str | None
    user_id: str
    delta: Money | None
    reverses: str
    reversed: Reversed | None
    reason: str
    needs_approval: bool


@router.get("/ledger/correction")
async def correction_form(visit: SignedIn) -> Response:
    """Whose it is, then the form."""
    visit.require(SEES_LEDGER)
    form_values = {name: visit.param(name, 100) for name in _IN_ADDRESS}
    return await _form_page(visit, form_values, Form(form_values))


@router.post("/ledger/correction")
async def post_correction(visit: SignedIn) -> Response:
    """With `step=review` the page that shows what is about to be posted, with `step=edit` the form once more."""
    form_values, form = await posted(visit.request)
    form_values["reason"] = form_values.get("reason", "").strip()
    step = form_values.get("step", "")
    if step == "edit":
        return await _form_page(visit, form_values, form)
    if errors := _errors(visit, form_values):
        return await _form_page(visit, form_values, replace(form, errors=errors), 422)
    if step == "review":
        return await _review_page(visit, form_values)
    try:
        made = await _post(visit, form_values)
    except ServiceRefusedError as rejected:
        if rejected.problem.status == 401 or rejected.problem.code == "forbidden":
            raise
        fields = _REVERSAL_FIELDS if form_values.get("reverses") else _FIELDS
        return await _form_page(
            visit, form_values, form.refused(rejected.problem.renamed(_SERVICE_FIELDS), fields), 422
        )
    if isinstance(made, PendingCorrectionView):
        return visit.go("/ledger/approvals", _("The correction is waiting for approval."))
    return visit.go("/ledger", _("The correction is posted."))


def _errors(visit: Visit, form_values: Mapping[str, str]) -> dict[str, str]:
    visit.require(SEES_LEDGER)
    errors = {}
    if not form_values["reason"]:
        errors["reason"] = _("Say why; the reason stands in the ledger for ever.")
    if form_values.get("reverses"):
        return errors
    if not form_values.get("user_id"):
        errors["user_id"] = _("Choose whose balance changes.")
    if form_values.get("user_id") == visit.person.id:
        errors["user_id"] = _(_OWN)
    amount = cents(form_values.get("amount", ""), visit.web.settings.currency)
    if amount is None or amount <= 0:
        errors["amount"] = _("Enter an amount above zero, such as 12.50.")
    return errors


def _delta(visit: Visit, form_values: Mapping[str, str]) -> Money | None:
    currency = visit.web.settings.currency
    amount = cents(form_values.get("amount", ""), currency)
    if form_values.get("reverses") or amount is None:
        return None
    sign = -1 if form_values.get("direction") == "take" else 1
    return Money(amount=sign * amount, currency=currency)


async def _form_page(
    visit: Visit, form_values: Mapping[str, str], form: Form, status: int = 200
) -> Response:
    user_id, reverses = form_values.get("user_id", ""), form_values.get("reverses", "")
    if not reverses and not user_id:
        return await _whose_page(visit, form, status)
    names, undone, allowance = await asyncio.gather(
        visit.names([user_id]), _reversed(visit, form_values), _allowance(visit, user_id)
    )
    page = CorrectionPage(
        frame=visit.frame(
            _("Reverse a transfer") if reverses else _("Post a correction"), "ledger"
        ),
        form=form,
        person=visit.called(names, user_id) if user_id else None,
        another=_address(form_values, user_id=""),
        reverses=reverses,
        reversed=undone,
        currency=visit.web.settings.currency,
        allowance=allowance,
    )
    return visit.show(page, status)


async def _whose_page(visit: Visit, form: Form, status: int) -> Response:
    q = visit.param("q", SOUGHT_MAX)
    people = await (visit.panel(found_people(visit, q)) if q else recent_people(visit))
    page = WhosePage(
        frame=visit.frame(_("Post a correction"), "ledger"), form=form, q=q, people=people
    )
    return visit.show(page, None if visit.down else status)


def _address(form_values: Mapping[str, str], **changes: str) -> str:
    """The form for a person, or for the transfer to be reversed."""
    named = {**form_values, **changes}
    query = {name: named[name] for name in _IN_ADDRESS if named.get(name)}
    return "/ledger/correction" + (f"?{urlencode(query)}" if query else "")


async def _reversed(visit: Visit, form_values: Mapping[str, str]) -> Reversed | None:
    """The transfer to reverse; none where there is no such transfer."""
    try:
        transfer_id = UUID(form_values.get("reverses", ""))
        transfer = await visit.panel(visit.clients.accounting.transfer(visit.caller, transfer_id))
    except ValueError:
        return None
    except ServiceRefusedError as rejected:
        if rejected.problem.status == 404:
            return None
        raise
    if transfer is None:
        return None
    names = await visit.names([transfer.user_id])
    return Reversed(transfer, visit.called(names, transfer.user_id))


async def _allowance(visit: Visit, user_id: str) -> CorrectionAllowance | None:
    """What may still be posted alone; none where there is no such person, which the service says at the end."""
    try:
        UUID(user_id)
    except ValueError:
        return None
    return await visit.panel(visit.clients.corrections.allowance(visit.caller, user_id))


async def _review_page(visit: Visit, form_values: Mapping[str, str]) -> Response:
    names, undone = await asyncio.gather(
        visit.names([form_values.get("user_id")]), _reversed(visit, form_values)
    )
    delta = _delta(visit, form_values)
    moved = undone.transfer.delta if undone else delta
    beneficiary = undone.transfer.user_id if undone else form_values.get("user_id", "")
    allowance = await _allowance(visit, beneficiary)
    alone = allowance is None or moved is None or abs(moved.amount) <= allowance.remaining.amount
    return visit.show(
        ReviewPage(
            frame=visit.frame(_("Check the correction"), "ledger"),
            person=visit.called(names, form_values["user_id"])
            if form_values.get("user_id")
            else None,
            user_id=form_values.get("user_id", ""),
            delta=delta,
            reverses=form_values.get("reverses", ""),
            reversed=undone,
            reason=form_values["reason"],
            needs_approval=not alone,
        )
    )


async def _post(
    visit: Visit, form_values: Mapping[str, str]
) -> TransferView | PendingCorrectionView:
    client, key = visit.clients.corrections, form_values.get("key", "")
    if form_values.get("reverses"):
        return await client.reverse(
            visit.caller, transfer_id=form_values["reverses"], reason=form_values["reason"], key=key
        )
    delta = _delta(visit, form_values)
    assert delta is not None
    return await client.correct(
        visit.caller,
        user_id=form_values.get("user_id", ""),
        cents=delta.amount,
        currency=delta.currency,
        reason=form_values["reason"],
        key=key,
    )
