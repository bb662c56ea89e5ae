"""The only reader of the environment in web."""

from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import Field, HttpUrl, SecretStr, field_validator, model_validator

from ates_chassis.settings import ProcessSettings
from ates_chassis.shared.money import CurrencyCode

_HERE = Path(__file__).resolve().parent


class WebSettings(ProcessSettings):
    auth_url: HttpUrl
    tasks_url: HttpUrl
    accounting_url: HttpUrl
    analytics_url: HttpUrl
    payments_url: HttpUrl
    notifications_url: HttpUrl
    # The routes of the gateway: one document, merged from the services' own.
    openapi_file: Path = _HERE / "openapi.json"
    node_modules: Path = _HERE.parent / "node_modules"
    time_zone: str = "UTC"
    currency: CurrencyCode = "USD"
    self_registration: bool = True
    cookie_secure: bool = False
    session_max_age_s: int = Field(default=14 * 86_400, ge=600)
    # A token that ends sooner than this is renewed before it is used.
    refresh_before_s: int = Field(default=30, ge=1, le=300)
    body_limit_bytes: int = Field(default=2_000_000, ge=1_000)
    import_limit_bytes: int = Field(default=5_000_000, ge=1_000)
    answer_limit_bytes: int = Field(default=32_000_000, ge=1_000)
    upstream_timeout_s: float = Field(default=10.0, gt=0)
    # For the few operations that work on everything at once: reassign, import, close the day.
    upstream_slow_timeout_s: float = Field(default=120.0, gt=0)
    upstream_connections: int = Field(default=100, ge=1, le=1_000)
    # Without it there are no live updates, and everything else works.
    amqp_url: SecretStr | None = None
    live_connections_max: int = Field(default=2_000, ge=1)
    live_per_person_max: int = Field(default=8, ge=1, le=100)
    connections_max: int = Field(default=2_500, ge=10, le=100_000)

    @model_validator(mode="after")
    def _room_for_requests(self) -> Self:
        if self.live_connections_max >= self.connections_max:
            raise ValueError("live_connections_max must leave room in connections_max for requests")
        return self

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        ZoneInfo(name)
        return name

    def service_urls(self) -> dict[str, str]:
        return {
            "auth": str(self.auth_url).rstrip("/"),
            "tasks": str(self.tasks_url).rstrip("/"),
            "accounting": str(self.accounting_url).rstrip("/"),
            "analytics": str(self.analytics_url).rstrip("/"),
            "payments": str(self.payments_url).rstrip("/"),
            "notifications": str(self.notifications_url).rstrip("/"),
        }
