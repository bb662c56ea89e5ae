"""The register of payouts: what was paid to whom, and what became of it; and the files for the bank."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fastapi import APIRouter, Response

from ates_web.clients.models import BankFileView, Name, PayoutView
from ates_web.clients.upstream import ServiceRefusedError
from ates_web.pages.formatting import MAIL_STATES, PAYOUT_STATES
from ates_web.pages.forms import Choice, ChosenPeriod, posted
from ates_web.pages.language import _, ngettext
from ates_web.pages.money.ledger import asked_period, views
from ates_web.pages.refusals import reason_of
from ates_web.pages.shell import (
    READS_BANK_FILES,
    SEES_LEDGER,
    PageContext,
    SignedIn,
    Visit,
    local_path,
)

router = APIRouter()
_ASKED = ("state", "mail", "user_id", "bank_file_id")


@dataclass(frozen=True, slots=True)
class PayoutRow:
    payout: PayoutView
    person: str
    only_person: str
    ended_by: str | None
    """What the person is called who said how it ended, where one did."""
    own: bool
    """Whether it is the viewer's: then somebody else acts on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutsPage(PageContext):
    template: ClassVar[str] = "money/payouts.html"
    views: tuple[Choice, ...]
    period: ChosenPeriod
    state: str
    mail: str
    user_id: str
    bank_file_id: str
    person: str | None
    without_person: str
    without_file: str
    export: str
    rows: tuple[PayoutRow, ...] | None
    newer: str | None
    older: str | None


@dataclass(frozen=True, slots=True)
class FileRow:
    file: BankFileView
    handed_over_by: str | None
    withdrawn_by: str | None

    @property
    def orders_what_failed(self) -> bool:
        """Whether the bank would pay what was returned meanwhile, if it got the file now."""
        return self.file.state == "handed-over" and self.file.failed > 0

    @property
    def may_be_withdrawn(self) -> bool:
        return self.file.state != "withdrawn" and self.file.settled < self.file.payouts


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesPage(PageContext):
    template: ClassVar[str] = "money/bank_files.html"
    views: tuple[Choice, ...]
    rows: tuple[FileRow, ...] | None
    may_download: bool
    newer: str | None
    older: str | None


def _filters(visit: Visit, period: ChosenPeriod) -> list[tuple[str, object]]:
    chosen = {
        "state": visit.choice("state", ("", *PAYOUT_STATES)),
        "mail": visit.choice("mail", ("", *MAIL_STATES)),
        "user_id": visit.param("user_id", 64),
        "bank_file_id": visit.param("bank_file_id", 64),
    }
    return [("from", period.first), ("to", period.last), *chosen.items()]


@router.get("/payouts")
async def payouts(visit: SignedIn) -> Response:
    period = asked_period(visit, "/payouts")
    filters, after = _filters(visit, period), visit.param("after")
    page = await visit.panel(visit.clients.payments.payouts(visit.caller, filters, after=after))
    chosen = {name: str(value) for name, value in filters}
    items = page.items if page else ()
    people = [person for payout in items for person in (payout.user_id, payout.ended_by)]
    names = await visit.names([chosen["user_id"], *people])
    return visit.show(
        PayoutsPage(
            frame=visit.frame(_("Payouts"), "ledger"),
            views=views("payouts", period),
            period=period,
            **{name: chosen[name] for name in _ASKED},
            person=visit.called(names, chosen["user_id"]) if chosen["user_id"] else None,
            without_person=visit.here(user_id=None, after=None),
            without_file=visit.here(bank_file_id=None, after=None),
            export=visit.here(after=None).replace("/payouts", "/payouts/export", 1),
            rows=tuple(_row(visit, each, names) for each in items) if page else None,
            newer=visit.here(after=None) if after else None,
            older=visit.here(after=page.next) if page and page.next else None,
        )
    )


def _row(visit: Visit, payout: PayoutView, names: dict[str, Name]) -> PayoutRow:
    only_person = visit.here(user_id=payout.user_id, after=None)
    ended_by = visit.called(names, payout.ended_by) if payout.ended_by else None
    person, own = visit.called(names, payout.user_id), payout.user_id == visit.person.id
    return PayoutRow(payout, person, only_person, ended_by, own)


@router.get("/payouts/export")
async def export(visit: SignedIn) -> Response:
    period = asked_period(visit, "/payouts")
    content = await visit.clients.payments.csv(visit.caller, _filters(visit, period))
    name = f"payouts-{period.first}-{period.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


async def _done(
    visit: Visit, form_values: Mapping[str, str], work: Awaitable[object], note: str
) -> Response:
    """Back to the register as it was filtered, with `note` or with the reason why not."""
    try:
        await work
    except ServiceRefusedError as rejected:
        if rejected.problem.status in {401, 404} or rejected.problem.code == "forbidden":
            raise
        return visit.go(_back(form_values), reason_of(rejected.problem), refused=True)
    return visit.go(_back(form_values), note)


def _back(form_values: Mapping[str, str], register: str = "/payouts") -> str:
    """The register that the form was sent from, with its filters."""
    path = local_path(form_values.get("back", ""), register)
    return path if path.partition("?")[0] == register else register


@router.post("/payouts/{payout_id:uuid}/retry")
async def retry(visit: SignedIn, payout_id: UUID) -> Response:
    form_values, _form = await posted(visit.request)
    work = visit.clients.accounting.retry_payout(
        visit.caller, payout_id, key=form_values.get("key")
    )
    return await _done(visit, form_values, work, _("It is being paid again, as a new payout."))


@router.post("/payouts/{payout_id:uuid}/mail")
async def resend_mail(visit: SignedIn, payout_id: UUID) -> Response:
    form_values, _form = await posted(visit.request)
    work = visit.clients.payments.resend_mail(visit.caller, payout_id, key=form_values.get("key"))
    return await _done(visit, form_values, work, _("The mail is tried again."))


@router.post("/payouts/{payout_id:uuid}/end")
async def end(visit: SignedIn, payout_id: UUID) -> Response:
    """What the bank did with a payout of a file: `how` is settled or failed, and `why` says more."""
    form_values, _form = await posted(visit.request)
    client, why, key = (
        visit.clients.payments,
        form_values.get("why", "").strip(),
        form_values.get("key"),
    )
    if form_values.get("how") == "failed":
        work = client.fail(visit.caller, payout_id, reason=why, key=key)
        note = _("The payment failed; the money returns to the balance.")
        return await _done(visit, form_values, work, note)
    work = client.settle(visit.caller, payout_id, reference=why, key=key)
    return await _done(visit, form_values, work, _("The payout is settled."))


@router.get("/payouts/files")
async def files(visit: SignedIn) -> Response:
    visit.require(SEES_LEDGER)
    after = visit.param("after")
    page = await visit.panel(visit.clients.payments.bank_files(visit.caller, after=after))
    items = page.items if page else ()
    names = await visit.names(
        [person for file in items for person in (file.handed_over_by, file.withdrawn_by)]
    )
    return visit.show(
        FilesPage(
            frame=visit.frame(_("Bank files"), "ledger"),
            views=views("files", asked_period(visit, "/payouts/files")),
            rows=tuple(_file_row(visit, each, names) for each in items) if page else None,
            may_download=visit.person.may(READS_BANK_FILES),
            newer=visit.here(after=None) if after else None,
            older=visit.here(after=page.next) if page and page.next else None,
        )
    )


def _file_row(visit: Visit, file: BankFileView, names: dict[str, Name]) -> FileRow:
    by = [
        visit.called(names, person) if person else None
        for person in (file.handed_over_by, file.withdrawn_by)
    ]
    return FileRow(file, *by)


@router.post("/payouts/files/{file_id:uuid}/settle")
async def settle_file(visit: SignedIn, file_id: UUID) -> Response:
    form_values, _form = await posted(visit.request)
    client, reference = visit.clients.payments, form_values.get("reference", "").strip()

    async def settle() -> str:
        key = form_values.get("key")
        done = await client.settle_file(visit.caller, file_id, reference=reference, key=key)
        note = ngettext("%(num)s payout is settled.", "%(num)s payouts are settled.", done.settled)
        return " ".join([note, _("Your own is left to somebody else.")]) if done.own else note

    return await _file_done(visit, form_values, settle())


@router.post("/payouts/files/{file_id:uuid}/withdraw")
async def withdraw_file(visit: SignedIn, file_id: UUID) -> Response:
    form_values, _form = await posted(visit.request)
    client, reason = visit.clients.payments, form_values.get("reason", "").strip()

    async def withdraw() -> str:
        await client.withdraw_file(visit.caller, file_id, reason=reason, key=form_values.get("key"))
        return _("The bank file is withdrawn. What is still open goes into a new one.")

    return await _file_done(visit, form_values, withdraw())


async def _file_done(
    visit: Visit, form_values: Mapping[str, str], work: Awaitable[str]
) -> Response:
    """Back to the files, with what `work` says or with the reason why not."""
    try:
        note = await work
    except ServiceRefusedError as rejected:
        if rejected.problem.status in {401, 404} or rejected.problem.code == "forbidden":
            raise
        why = reason_of(rejected.problem)
        return visit.go(_back(form_values, "/payouts/files"), why, refused=True)
    return visit.go(_back(form_values, "/payouts/files"), note)
