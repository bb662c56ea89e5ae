"""The names of settings: what the services read of them, what the launcher reads, and which are nobody's to set."""

import difflib
import threading
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pydantic_settings import BaseSettings

from ates_accounting.settings import Settings as AccountingSettings
from ates_analytics.settings import Settings as AnalyticsSettings
from ates_auth.settings import Settings as AuthSettings
from ates_chassis.settings import BrokerSettings
from ates_chassis.shared.command_error import CommandError
from ates_local.environment import MAIL, MAILING, Environment
from ates_local.passwords import Passwords
from ates_local.places import Places, checkout_root
from ates_local.ports import Ports
from ates_local.postgres import Postgres
from ates_local.postgres_home import PostgresHome
from ates_local.services import SERVICES
from ates_local.settings import AMQP_URL, OF_THE_RUN, PORT_BASE, Settings
from ates_notifications.settings import Settings as NotificationsSettings
from ates_notifications.settings import WorkerSettings as NotificationsWorkerSettings
from ates_payments.settings import Settings as PaymentsSettings
from ates_payments.settings import WorkerSettings as PaymentsWorkerSettings
from ates_tasks.settings import Settings as TasksSettings
from ates_web.settings import WebSettings

# 0.1.0 asked for its address, so that companies have it stored; nothing needs it any more.
OPERATOR = "operator"
_APIS: dict[str, type[BaseSettings]] = {
    "auth": AuthSettings,
    "tasks": TasksSettings,
    "accounting": AccountingSettings,
    "analytics": AnalyticsSettings,
    "payments": PaymentsSettings,
    "notifications": NotificationsSettings,
    "web": WebSettings,
}
_WORKERS: dict[str, type[BaseSettings]] = {
    **_APIS,
    "payments": PaymentsWorkerSettings,
    "notifications": NotificationsWorkerSettings,
}
# The launcher has a value for these which a company's own takes the place of.
_OVERRIDABLE = frozenset(
    f"ATES_{name}"
    for name in ("COOKIE_SECURE", "PUBLIC_URL", "SMTP_HOST", "SMTP_PORT", "SMTP_TLS", "SMTP_SENDER")
)
_INTERNAL = frozenset({"ATES_CLIENT_ID", "ATES_OPENAPI_FILE", "ATES_HOST"})


_NOTHING = Settings(Ports(1), {}, None, {})


class Process(NamedTuple):
    """The settings of a process, with all that the launcher will say to it."""

    model: type[BaseSettings]
    environment: Mapping[str, str]


class _NotKept(Passwords):
    """Passwords for a look at the settings, before there is anything to protect."""

    def _save(self) -> None:
        pass


def processes(settings: Settings) -> Iterator[Process]:
    nowhere = Path("/nonexistent")
    passwords = _NotKept(nowhere, {}, threading.Lock())
    postgres = Postgres(PostgresHome(nowhere, nowhere, None), settings.ports, passwords)
    places = Places(checkout_root(), nowhere)
    environment = Environment(places, settings, passwords, postgres)
    for service in SERVICES:
        yield Process(_APIS[service.name], environment.of_api(service))
        if service.worker:
            worker = environment.of_worker(service)
            if service.name in MAILING:
                # Looked at also while mails are kept here: they count as soon as there is a mail server.
                worker = {**worker, **_of_mail(settings)}
            yield Process(_WORKERS[service.name], worker)
            yield Process(BrokerSettings, worker)


def _of_mail(settings: Settings) -> dict[str, str]:
    return {name: value for name, value in settings.passed_on.items() if name.startswith(MAIL)}


@cache
def of_services() -> Mapping[str, bool]:
    """What a company may say to its services; true for a secret."""
    names: dict[str, bool] = {}
    for process in processes(_NOTHING):
        for name, field in process.model.model_fields.items():
            secret = "SecretStr" in str(field.annotation)
            names[f"ATES_{name.upper()}"] = names.get(f"ATES_{name.upper()}", False) or secret
    return {name: secret for name, secret in sorted(names.items()) if name not in set_by_launcher()}


@cache
def set_by_launcher() -> frozenset[str]:
    names = {name for process in processes(_NOTHING) for name in process.environment}
    ours = {name for name in names if name.startswith("ATES_")} - _OVERRIDABLE
    return frozenset((ours | _INTERNAL) - {AMQP_URL})


def of_servers() -> list[str]:
    served = [service.name.upper() for service in SERVICES if service.has_database]
    names = [f"ATES_{name}_DATABASE_URL" for name in served]
    names += [f"ATES_{name}_MIGRATION_DATABASE_URL" for name in served]
    names += [f"ATES_{name}_AMQP_URL" for name in (*served, "WEB", OPERATOR.upper())]
    return [*names, AMQP_URL]


def known() -> list[str]:
    return sorted([*of_services(), *of_servers(), PORT_BASE])


def check_names(names: list[str]) -> None:
    for name in names:
        if name in OF_THE_RUN:
            raise CommandError(
                f"{name} is not a setting of the company.",
                remedy=f"Say it in the environment: {name}=… ./ates up",
            )
        if name in set_by_launcher():
            raise CommandError(f"{name} is set by ./ates itself.", remedy="Unset it, and repeat.")
        if name not in known():
            raise CommandError(f"There is no setting {name}.", remedy=_nearest(name))


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(name, known(), n=1, cutoff=0.6)
    return f"Did you mean {near[0]}?" if near else "README.md names them."


def is_secret(name: str) -> bool:
    return of_services().get(name, False)
