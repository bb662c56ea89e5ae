"""The settings that every process has. Names, bounds and defaults; a secret has no default."""

import os
from pathlib import Path

from pydantic import Field, IPvAnyNetwork, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
"""Where the contracts lie, unless a setting says otherwise."""


class EnvironmentSettings(BaseSettings):
    """Variables of the environment, and beneath them the files of the folder that ATES_SECRETS_DIR names, if it names one.

    Such a file has the name of the variable that it stands for (`ATES_DATABASE_URL`), and holds its value: a secret that
    neither a manifest nor a list of processes shows.
    """

    model_config = SettingsConfigDict(env_prefix="ATES_", extra="ignore", frozen=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del dotenv_settings, file_secret_settings
        folder = os.environ.get("ATES_SECRETS_DIR")
        files = (SecretsSettingsSource(settings_cls, secrets_dir=Path(folder)),) if folder else ()
        return (init_settings, env_settings, *files)


class ProcessSettings(EnvironmentSettings):
    """What a process needs that serves HTTP and owns no data."""

    host: str = "127.0.0.1"
    port: int = Field(ge=1, le=65535)
    log_level: str = "INFO"
    body_limit_bytes: int = Field(default=1_000_000, ge=1_000)
    # What a request may bring beside its body: the request line and the headers. More is refused with 431.
    head_limit_bytes: int = Field(default=32_768, ge=4_096, le=1_000_000)
    # How long a client may take for these, and how long a body may stand still. Then it is refused with 408.
    head_timeout_s: float = Field(default=10.0, gt=0)
    stall_timeout_s: float = Field(default=10.0, gt=0)
    # How long a whole body may take, and how many of its bytes must come in each second beyond that, on average. Then 408.
    body_timeout_s: float = Field(default=60.0, gt=0, le=3_600)
    body_rate_bytes_s: int = Field(default=10_000, ge=100, le=10_000_000)
    # An answer of which a client reads nothing for so long is given up.
    unread_timeout_s: float = Field(default=30.0, gt=0)
    # Who may say in `X-Forwarded-For` and `X-Forwarded-Proto` where a request comes from; nobody else is believed.
    trusted_proxies: tuple[IPvAnyNetwork, ...] = ()
    # More at a time are refused with 503.
    connections_max: int = Field(default=500, ge=10, le=100_000)


class ServiceSettings(ProcessSettings):
    """What a service needs that owns a database and verifies tokens."""

    database_url: SecretStr
    pool_size: int = Field(default=8, ge=1, le=100)
    statement_timeout_s: int = Field(default=60, ge=1)
    # How long a request waits for a lock before it is answered 503: less than the 10 s after which the gateway gives it up,
    # far more than the part of a second for which a payday's chunk or a batch of events holds the ledger.
    lock_timeout_s: float = Field(default=8.0, gt=0)
    # A worker can wait for longer, and each try begins at the end of the queue.
    worker_lock_timeout_s: float = Field(default=30.0, gt=0)
    jwks_url: str
    schemas_dir: Path = SCHEMAS
    worker_port: int = Field(default=0, ge=0, le=65535)

    @property
    def session(self) -> dict[str, str]:
        """PostgreSQL's settings of each session."""
        return {}

    @property
    def readiness_query(self) -> str:
        """Fails where the service cannot work with its database."""
        return "SELECT 1"


class BrokerSettings(EnvironmentSettings):
    """How a worker reaches RabbitMQ, and the bounds of its batches and retries."""

    amqp_url: SecretStr
    batch_max: int = Field(default=500, ge=1, le=5_000)
    linger_ms: int = Field(default=1, ge=0, le=1_000)
    publish_timeout_s: float = Field(default=10.0, gt=0)
    # So long may RabbitMQ confirm nothing of what was published, unless it is under an alarm; then it is connected to anew.
    confirm_within_s: float = Field(default=1.5, gt=0, le=60)
    # So long must an event find no queue, on a RabbitMQ that takes others, before it is set aside.
    unroutable_grace_s: float = Field(default=60.0, gt=0)
    poll_ms: int = Field(default=10, ge=1, le=1_000)
    poll_idle_ms: int = Field(default=25, ge=1, le=5_000)
    idle_after_s: float = Field(default=60.0, gt=0)
    backoff_max_s: float = Field(default=5.0, gt=0)
    # How long a stop waits for the work in hand: less than what supervisors wait before they kill.
    grace_s: float = Field(default=15.0, gt=0)
    watchdog_s: float = Field(default=30.0, gt=0)
    inbox_retention_days: int = Field(default=30, ge=7)
    outbox_retention_days: int = Field(default=3_650, ge=30)
    answer_retention_days: int = Field(default=2, ge=1)
