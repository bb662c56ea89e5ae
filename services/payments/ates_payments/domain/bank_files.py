"""Files for the bank: what they carry, and what may become of one.

`made → handed-over | withdrawn`, `handed-over → withdrawn`. Nobody but people of the company has seen a file that is only `made`.
Whoever downloads it may carry it to the bank, so from then on the bank may pay what it says.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ates_chassis.shared.errors import ConflictError, NotFoundError, OwnAccountError

ENDED_OTHERWISE = "one of its payouts ended otherwise"
"""Why a file was withdrawn that nobody had downloaded."""

BankFileState = Literal["made", "handed-over", "withdrawn"]


class NoSuchBankFileError(NotFoundError):
    code = "no-such-bank-file"


class NoAccountError(ConflictError):
    code = "no-company-account"


class FileWithdrawnError(ConflictError):
    code = "bank-file-withdrawn"


class FileNotHandedOverError(ConflictError):
    code = "bank-file-not-handed-over"


class FileSettledError(ConflictError):
    code = "bank-file-settled"


class FileOutdatedError(ConflictError):
    code = "bank-file-outdated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """The company as its bank knows it."""

    name: str
    iban: str
    bic: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BankFile:
    """A file for the bank. `open`, `settled` and `failed` count what became of the payouts that are still in it."""

    id: UUID
    business_day: date
    currency: str
    payouts: int
    amount: int
    created_at: datetime
    execution_date: date | None = None
    """When the bank is to pay; files of the first release have none, and are rendered as it did."""
    state: BankFileState = "made"
    handed_over_at: datetime | None = None
    handed_over_by: UUID | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: UUID | None = None
    withdrawal_reason: str | None = None
    open: int = 0
    settled: int = 0
    failed: int = 0
    sha256: bytes | None = None

    def check_not_withdrawn(self) -> None:
        """Raises FileWithdrawnError."""
        if self.state == "withdrawn":
            raise FileWithdrawnError("this bank file was withdrawn")

    def check_may_settle(self, *, by: UUID, whose: Collection[UUID]) -> None:
        """`whose` are the people with open payouts in it; nobody settles their own.

        Raises FileWithdrawnError, FileNotHandedOverError, OwnAccountError.
        """
        self.check_not_withdrawn()
        if self.state == "made":
            raise FileNotHandedOverError(
                "this bank file was never downloaded, so no bank can have it"
            )
        if set(whose) == {by}:
            raise OwnAccountError("somebody else must say how your own payout ended")

    def check_may_withdraw(self, *, by: UUID, whose: Collection[UUID]) -> None:
        """`whose` are the people with open payouts in it: if the bank has the file after all, they are paid twice.

        Raises FileWithdrawnError, OwnAccountError, FileSettledError.
        """
        self.check_not_withdrawn()
        if self.state == "handed-over" and by in whose:
            raise OwnAccountError(
                "somebody else must withdraw a downloaded bank file with your own payout"
            )
        if self.settled == self.payouts:
            raise FileSettledError("the bank carried out all of this file")


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine:
    """One credit of a bank file."""

    payout_id: UUID
    user_id: UUID
    full_name: str | None
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedDay:
    """What accounting says of a day that it closed: how many payouts there are of it, and their sum."""

    business_day: date
    currency: str
    payouts: int
    amount: int
