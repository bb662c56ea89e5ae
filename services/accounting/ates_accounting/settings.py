"""The settings of accounting."""

from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator

from ates_accounting.domain.terms import Books
from ates_chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    time_zone: str = "UTC"

    @field_validator("time_zone")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("not a time zone of the IANA database, such as Europe/Berlin")
        return ZoneInfo(name).key

    @property
    def books(self) -> Books:
        return Books(currency=self.currency, zone=self.time_zone)

    @property
    def session(self) -> dict[str, str]:
        """The database refuses what a session of another currency than its books' would post."""
        return {"ates.currency": self.currency}

    @property
    def readiness_query(self) -> str:
        return "SELECT require_currency()"
