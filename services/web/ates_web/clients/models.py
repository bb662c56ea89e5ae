"""What web reads of the services' answers: tolerant, frozen, only the fields that pages show."""

from datetime import date, datetime
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, RootModel

from ates_chassis.shared.money import Money

T = TypeVar("T")


class Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class PageView(Read, Generic[T]):
    items: tuple[T, ...]
    next: str | None = None


class Token(Read):
    access_token: str
    expires_in: int
    refresh_token: str | None = None


class UserView(Read):
    id: str
    login: str
    email: str | None = None
    full_name: str
    role: str
    active: bool = True
    created_at: datetime | None = None


class Name(Read):
    id: str
    login: str
    full_name: str


class NamesView(Read):
    items: tuple[Name, ...]


class TaskView(Read):
    id: str
    title: str
    description: str | None = None
    jira_key: str | None = None
    status: str
    author_id: str
    assignee_id: str
    assigned_count: int = 1
    created_at: datetime
    completed_at: datetime | None = None


class LogEntryView(Read):
    occurred_at: datetime
    actor_id: str | None = None
    kind: str
    description: str = ""
    assignee_id: str | None = None


class Reassigned(Read):
    reassigned: int


class RejectedLine(Read):
    line: int
    column: str | None = None
    code: str = "refused"
    params: dict[str, str | int] = Field(default_factory=dict)


class ImportReport(Read):
    imported: int
    rejected: tuple[RejectedLine, ...] = ()
    dry_run: bool = False


class AccountView(Read):
    user_id: str
    balance: Money
    earned_today: Money
    business_day: date


class TaskOfTransferView(Read):
    id: str
    title: str | None = None
    jira_key: str | None = None


class TransferView(Read):
    id: str
    posted_at: datetime
    occurred_at: datetime | None = None
    business_day: date
    kind: str
    user_id: str
    delta: Money
    balance_after: Money | None = None
    task: TaskOfTransferView | None = None
    description: str | None = None
    posted_by: str | None = None
    approved_by: str | None = None
    reverses: str | None = None
    reversed_by: str | None = None


class PendingCorrectionView(Read):
    """A correction above the limit, and what became of it."""

    id: str
    state: str
    user_id: str
    delta: Money
    reason: str
    reverses: str | None = None
    requested_by: str
    requested_at: datetime
    expires_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision_reason: str | None = None


class MadeCorrection(RootModel[PendingCorrectionView | TransferView]):
    """What posting a correction came to."""


class CorrectionAllowance(Read):
    """What one person may post alone in a day, and what is left of it for one beneficiary."""

    limit: Money
    remaining: Money


class IncomeDay(Read):
    business_day: date
    income: Money
    fees: Money
    rewards: Money


class PayoutView(Read):
    id: str
    user_id: str
    business_day: date
    amount: Money
    state: str
    reference: str | None = None
    failure: str | None = None
    mail: str
    mail_failure: str | None = None
    bank_file_id: str | None = None
    file_failure: str | None = None
    followed_by: str | None = None
    ends_by_hand: bool = False
    ended_by: str | None = None


class BankFileView(Read):
    id: str
    business_day: date
    payouts: int
    amount: Money
    state: str
    open: int
    settled: int
    failed: int
    execution_date: date | None = None
    created_at: datetime
    handed_over_at: datetime | None = None
    handed_over_by: str | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawal_reason: str | None = None


class SettledFile(Read):
    """How many payouts were settled with a bank file, and how many are the caller's own, which somebody else settles."""

    settled: int
    own: int = 0


class PreferencesView(Read):
    """What a person prefers to see; where nothing is preferred, the browser decides."""

    language: str | None = None
    theme: str | None = None


class OpenSession(Read):
    """A sign-in of the caller that is still good."""

    id: str
    created_at: datetime
    used_at: datetime
    browser: str | None = None
    address: str | None = None
    current: bool = False


class EndedSessionsView(Read):
    ended: int


class CountView(Read):
    """How many tasks there are; where there are `more`, counting stopped at `count`."""

    count: int
    more: bool = False


class LoadView(Read):
    assignee_id: str
    open: int


class SpreadView(Read):
    """How the open tasks spread over people, the most loaded first."""

    open: int
    people: int
    items: tuple[LoadView, ...] = ()


class BoundsView(Read):
    """Between which amounts a price is drawn, both inclusive."""

    minimum: Money = Field(alias="from")
    maximum: Money = Field(alias="to")


class Prices(Read):
    fee: BoundsView
    reward: BoundsView


class TaskPriceView(Read):
    task_id: str
    fee: Money
    reward: Money
    fees_charged: Money
    rewards_paid: Money


class AccountDayView(Read):
    """What a business day did to an account, signed as the employee sees it, and the balance at its end."""

    business_day: date
    fees: Money
    rewards: Money
    corrections: Money
    payouts: Money
    balance: Money
