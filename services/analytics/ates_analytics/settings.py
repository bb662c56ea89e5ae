"""The settings of analytics, and of its rebuild."""

from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from pydantic import SecretStr, field_validator

from ates_analytics.domain import Terms
from ates_chassis.settings import SCHEMAS, EnvironmentSettings, ServiceSettings
from ates_chassis.shared.money import CurrencyCode


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("not a time zone of the IANA database, such as Europe/Berlin")
    return ZoneInfo(name).key


class Settings(ServiceSettings):
    currency: CurrencyCode = "USD"
    time_zone: str = "UTC"

    _known = field_validator("time_zone")(_known_zone)

    @property
    def terms(self) -> Terms:
        return Terms(currency=self.currency, zone=self.time_zone)


class RebuildSettings(EnvironmentSettings):
    """What a rebuild needs: analytics' own database as both of its roles, and the archives of those it listens to."""

    database_url: SecretStr
    migration_database_url: SecretStr
    # By producer; any role will do that may read the outbox there.
    archive_urls: dict[str, SecretStr]
    time_zone: str = "UTC"
    schemas_dir: Path = SCHEMAS

    _known = field_validator("time_zone")(_known_zone)
