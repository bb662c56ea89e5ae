"""The settings of notifications: of its API, and of its worker, which alone reaches the mail server and webhooks."""

from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from cryptography.fernet import Fernet
from pydantic import AfterValidator, Field, HttpUrl, IPvAnyNetwork, SecretStr, field_validator

from ates_chassis.mail.settings import SmtpSettings
from ates_chassis.settings import ServiceSettings
from ates_chassis.shared.text.fields import Obeys
from ates_chassis.shared.text.rules import name
from ates_notifications.domain.emails import EmailBounds
from ates_notifications.domain.preferences import CompanyDefaults, Language
from ates_notifications.domain.webhooks import WebhookBounds


def _is_fernet_key(secret: SecretStr) -> SecretStr:
    Fernet(secret.get_secret_value())
    return secret


class Settings(ServiceSettings):
    # Seals the secrets of webhooks, and signs the links that end mails.
    notice_secret: Annotated[SecretStr, AfterValidator(_is_fernet_key)]
    company_name: Annotated[str, Obeys(name(140))] = "aTES"
    time_zone: str = "UTC"
    # Of those who chose none.
    mail_language: Language = "en"
    # When the daily mail goes out, in the person's own zone.
    digest_hour: int = Field(default=8, ge=0, le=23)
    # Networks that are not of the internet, and into which webhooks may lead all the same.
    webhook_networks: tuple[IPvAnyNetwork, ...] = ()

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError("not a time zone of the IANA database, such as Europe/Berlin")
        return ZoneInfo(zone).key

    @property
    def company(self) -> CompanyDefaults:
        return CompanyDefaults(
            language=self.mail_language, zone=self.time_zone, digest_hour=self.digest_hour
        )


class WorkerSettings(Settings, SmtpSettings):
    # Where people reach aTES: links in mails begin with it.
    public_url: HttpUrl
    # Whether subjects may name sums and titles, which whoever glances at a screen can read.
    mail_subject_details: bool = False

    mail_every_s: int = Field(default=1, ge=1)
    mail_batch: int = Field(default=50, ge=1, le=1_000)
    mail_rounds_max: int = Field(default=20, ge=1)
    mail_connections: int = Field(default=2, ge=1, le=20)
    mail_lease_s: float = Field(default=300.0, gt=0)
    mail_retry_first_s: float = Field(default=15.0, gt=0)
    mail_retry_longest_s: float = Field(default=7_200.0, gt=0)
    # For so long a mail is tried; then it is undeliverable.
    mail_gives_up_after_s: float = Field(default=3 * 86_400.0, gt=0)

    webhook_every_s: int = Field(default=1, ge=1)
    # So many webhooks are told of something at once; one that hangs takes one of these for one request.
    webhook_lanes: int = Field(default=4, ge=1, le=50)
    webhook_batch: int = Field(default=50, ge=1, le=1_000)
    webhook_timeout_s: float = Field(default=10.0, gt=0, le=60)
    webhook_lease_s: float = Field(default=120.0, gt=0)
    webhook_retry_first_s: float = Field(default=10.0, gt=0)
    webhook_retry_longest_s: float = Field(default=43_200.0, gt=0)
    # With the waits above, a receiver may be away for three days.
    webhook_attempts_max: int = Field(default=18, ge=1)
    webhook_answer_max_bytes: int = Field(default=65_536, ge=1)

    # Notices, mails and deliveries that are over go after so many days, and what is needed to tell of them after some more.
    notice_retention_days: int = Field(default=180, ge=61)
    delivery_retention_days: int = Field(default=30, ge=1)

    @property
    def base_url(self) -> str:
        return str(self.public_url).rstrip("/")

    @property
    def email_bounds(self) -> EmailBounds:
        return EmailBounds(
            batch=self.mail_batch,
            lease_s=self.mail_lease_s,
            first_s=self.mail_retry_first_s,
            longest_s=self.mail_retry_longest_s,
            gives_up_after_s=self.mail_gives_up_after_s,
        )

    @property
    def webhook_bounds(self) -> WebhookBounds:
        return WebhookBounds(
            batch=self.webhook_batch,
            lease_s=self.webhook_lease_s,
            first_s=self.webhook_retry_first_s,
            longest_s=self.webhook_retry_longest_s,
            attempts_max=self.webhook_attempts_max,
        )
