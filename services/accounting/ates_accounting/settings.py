"""The settings of accounting."""

from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator

from ates_accounting.domain.books import CORRECTION_LIMIT, CORRECTION_MAX, Books
from ates_chassis.settings import ServiceSettings
from ates_chassis.shared.money import CurrencyCode


class Settings(ServiceSettings):
    currency: CurrencyCode = "USD"
    time_zone: str = "UTC"
    # What one person may post in corrections per day; what goes beyond it waits for a second person.
    correction_limit_cents: int = Field(default=CORRECTION_LIMIT, ge=0, le=CORRECTION_MAX)

    @field_validator("time_zone")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("not a time zone of the IANA database, such as Europe/Berlin")
        return ZoneInfo(name).key

    @field_validator("correction_limit_cents", mode="before")
    @classmethod
    def _whole_cents(cls, value: object) -> object:
        # `500.00` would be read as 500 cents.
        if isinstance(value, str) and not value.strip().isdecimal():
            raise ValueError("whole minor units of the currency, such as 50000 for 500.00")
        return value

    @property
    def books(self) -> Books:
        return Books(
            currency=self.currency,
            zone=self.time_zone,
            correction_limit=self.correction_limit_cents,
        )

    @property
    def session(self) -> dict[str, str]:
        """The database refuses what a session of another currency than its books' would post."""
        return {"ates.currency": self.currency}

    @property
    def readiness_query(self) -> str:
        return "SELECT require_currency()"
