"""The settings of analytics."""

from zoneinfo import ZoneInfo, available_timezones

from pydantic import field_validator

from ates_analytics.domain import Terms
from ates_chassis.settings import ServiceSettings
from ates_chassis.shared.money import CurrencyCode


class Settings(ServiceSettings):
    currency: CurrencyCode = "USD"
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
