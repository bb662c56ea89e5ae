"""The settings of analytics."""

from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator

from ates_analytics.domain import Terms
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
    def terms(self) -> Terms:
        return Terms(currency=self.currency, zone=self.time_zone)
