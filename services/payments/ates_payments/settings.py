"""The settings of payments: of its API, and of its worker, which alone holds secrets of others."""

from typing import Annotated, Self
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, HttpUrl, SecretStr, field_validator, model_validator
from schwifty import BIC, IBAN

from ates_chassis.mail.settings import SmtpSettings
from ates_chassis.settings import ServiceSettings
from ates_chassis.shared.text.fields import Obeys
from ates_chassis.shared.text.rules import name
from ates_payments.domain import FailureRule, ProviderName, RetryPolicy
from ates_payments.domain.bank_files import Payer
from ates_payments.use_cases.bank_file_batches import FileRules


def _iban(value: str) -> str:
    """In its electronic form. Raises ValueError where no bank of that country has such a one."""
    return IBAN(value).compact


def _bic(value: str) -> str:
    """Raises ValueError where it has not the form of ISO 9362, or no such country."""
    return BIC(value).compact


class Settings(ServiceSettings):
    provider: ProviderName = "simulated"
    company_name: Annotated[str, Obeys(name(140))] = "aTES"
    company_iban: Annotated[str, AfterValidator(_iban)] | None = None
    company_bic: Annotated[str, AfterValidator(_bic)] | None = None

    @model_validator(mode="after")
    def _payable(self) -> Self:
        if self.provider == "manual" and self.company_iban is None:
            raise ValueError("the manual provider needs ATES_COMPANY_IBAN, from which it pays")
        return self

    @property
    def payer(self) -> Payer | None:
        """None where the company has no account to pay from."""
        if self.company_iban is None:
            return None
        return Payer(name=self.company_name, iban=self.company_iban, bic=self.company_bic)


class WorkerSettings(Settings, SmtpSettings):
    accounting_url: HttpUrl
    auth_url: HttpUrl
    time_zone: str = "UTC"
    client_id: str = "payments"
    client_secret: SecretStr
    http_timeout_s: float = Field(default=15.0, gt=0, le=18)
    close_every_s: int = Field(default=10, ge=1)
    # A worker that crashed keeps the others from closing days for so long. Within it lies one request to accounting, which works
    # on a close for ten seconds.
    close_lease_s: float = Field(default=20.0, ge=15, le=300)
    close_steps_max: int = Field(default=1_000, ge=1)

    pay_every_s: int = Field(default=1, ge=1)
    pay_batch: int = Field(default=500, ge=1, le=500)
    pay_rounds_max: int = Field(default=20, ge=1)
    pay_concurrency: int = Field(default=4, ge=1, le=50)
    provider_timeout_s: float = Field(default=10.0, gt=0)
    # A holder that crashed keeps its payouts for so long; longer than its calls may take.
    pay_lease_s: float = Field(default=60.0, gt=0)
    pay_retry_first_s: float = Field(default=5.0, gt=0)
    pay_retry_longest_s: float = Field(default=3_600.0, gt=0)
    file_every_s: int = Field(default=15, ge=1)
    file_lines_max: int = Field(default=10_000, ge=1, le=50_000)
    # How long payouts wait for the rest of their day; those of a day that is not closed yet are payments made again.
    file_wait_s: float = Field(default=900.0, ge=0, le=86_400)
    simulated_settles_after_s: float = Field(default=1.0, ge=0)
    simulated_fails_one_in: int = Field(default=0, ge=0)
    simulated_fails_for: frozenset[UUID] = frozenset()

    mail_every_s: int = Field(default=1, ge=1)
    mail_batch: int = Field(default=50, ge=1, le=1_000)
    mail_rounds_max: int = Field(default=20, ge=1)
    mail_connections: int = Field(default=2, ge=1, le=20)
    mail_lease_s: float = Field(default=300.0, gt=0)
    mail_retry_first_s: float = Field(default=15.0, gt=0)
    mail_retry_longest_s: float = Field(default=7_200.0, gt=0)
    # With the waits above, a mail server may be away for three days.
    mail_attempts_max: int = Field(default=45, ge=1)

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("not a time zone of the IANA database, such as Europe/Berlin")
        return ZoneInfo(name).key

    @property
    def file_rules(self) -> FileRules:
        return FileRules(
            lines_max=self.file_lines_max,
            wait_s=self.file_wait_s,
            retry_first_s=self.file_every_s,
            retry_longest_s=self.pay_retry_longest_s,
            zone=self.time_zone,
        )

    @property
    def pay_retry_policy(self) -> RetryPolicy:
        return RetryPolicy(
            batch=self.pay_batch,
            lease_s=self.pay_lease_s,
            first_s=self.pay_retry_first_s,
            longest_s=self.pay_retry_longest_s,
            # Whether money moved is never given up on.
            attempts_max=2**31 - 1,
        )

    @property
    def mail_retry_policy(self) -> RetryPolicy:
        return RetryPolicy(
            batch=self.mail_batch,
            lease_s=self.mail_lease_s,
            first_s=self.mail_retry_first_s,
            longest_s=self.mail_retry_longest_s,
            attempts_max=self.mail_attempts_max,
        )

    @property
    def failure_rule(self) -> FailureRule:
        return FailureRule(people=self.simulated_fails_for, one_in=self.simulated_fails_one_in)
