"""The environment that each service process gets; nothing of it is read anywhere but there."""

import json
import os
from collections.abc import ItemsView, Mapping
from dataclasses import dataclass

from ates_chassis.database.provisioning import DatabaseUrls
from ates_local.databases import app_role, urls_of
from ates_local.definitions import VHOST, password_name
from ates_local.passwords import Passwords
from ates_local.places import Places
from ates_local.ports import HOST
from ates_local.postgres import Postgres
from ates_local.services import SERVICES, Service
from ates_local.settings import Settings

CLIENTS = ("payments",)
# The mail server and its password are for the workers of these alone.
MAIL = "ATES_SMTP_"
MAILING = frozenset({"payments", "notifications"})


@dataclass(frozen=True)
class Environment:
    places: Places
    settings: Settings
    passwords: Passwords
    postgres: Postgres | None

    def database_urls(self, service: str) -> DatabaseUrls:
        urls = self.settings.database_urls.get(service)
        if urls:
            owner = self.settings.database_urls.get(f"{service}_migration", urls)
            return DatabaseUrls(app=urls, owner=owner)
        if self.postgres is None:
            raise AssertionError(service)
        return urls_of(self.postgres, service, app_role(service))

    def amqp_url(self, user: str) -> str:
        own = self.settings.amqp_url_of(user)
        if own:
            return own
        password = self.passwords.of(password_name(user))
        return f"amqp://{user}:{password}@{HOST}:{self.settings.ports.of('amqp')}/{VHOST}"

    def common(self) -> dict[str, str]:
        roots = os.pathsep.join(str(root) for root in self.places.package_roots())
        return {
            "ATES_HOST": HOST,
            "ATES_JWKS_URL": f"{self.settings.ports.url('auth')}/.well-known/jwks.json",
            "ATES_SCHEMAS_DIR": str(self.places.checkout / "schemas"),
            **{name: value for name, value in self._said() if not name.startswith(MAIL)},
            "PYTHONPATH": roots,
            "PYTHONUNBUFFERED": "1",
        }

    def of_api(self, service: Service) -> Mapping[str, str]:
        environment = {**self.common(), "ATES_PORT": str(self.settings.ports.of(service.name))}
        if service.has_database:
            environment["ATES_DATABASE_URL"] = self.database_urls(service.name).app
        return {**environment, **self._own(service)}

    def of_worker(self, service: Service) -> Mapping[str, str]:
        return {
            **self.of_api(service),
            "ATES_WORKER_PORT": str(self.settings.ports.of(service.worker_program)),
            "ATES_AMQP_URL": self.amqp_url(service.name),
            **self._own_of_worker(service),
        }

    def of_migration(self, service: Service, urls: DatabaseUrls | None = None) -> Mapping[str, str]:
        app, owner = urls or self.database_urls(service.name)
        own = {"ATES_DATABASE_URL": app, "ATES_MIGRATION_DATABASE_URL": owner}
        return {**self.common(), **own}

    def _own(self, service: Service) -> dict[str, str]:
        if service.name == "auth":
            clients = {client: self.passwords.of(f"client/{client}") for client in CLIENTS}
            return {
                "ATES_KEY_SECRET": self.passwords.key("auth/keys"),
                "ATES_SERVICE_CLIENTS": json.dumps(clients),
            }
        if service.name == "notifications":
            return {"ATES_NOTICE_SECRET": self.passwords.key("notifications/secret")}
        if service.name == "web":
            return self._web()
        return {}

    def _own_of_worker(self, service: Service) -> dict[str, str]:
        """What a service's API has no business knowing."""
        if service.name not in MAILING:
            return {}
        ports = self.settings.ports
        own = {
            "payments": {
                "ATES_ACCOUNTING_URL": ports.url("accounting"),
                "ATES_AUTH_URL": ports.url("auth"),
                "ATES_CLIENT_SECRET": self.passwords.of("client/payments"),
            },
            "notifications": {
                "ATES_PUBLIC_URL": self.settings.passed_on.get("ATES_PUBLIC_URL", ports.url("web"))
            },
        }[service.name]
        mail = {name: value for name, value in self._said() if name.startswith(MAIL)}
        return {**own, **mail, **(self._sink() if self.has_mail_sink else {})}

    def _said(self) -> ItemsView[str, str]:
        return self.settings.passed_on.items()

    @property
    def has_mail_sink(self) -> bool:
        """Without a mail server of the company's, mails go to one that keeps them here."""
        return "ATES_SMTP_HOST" not in self.settings.passed_on

    def _sink(self) -> dict[str, str]:
        return {
            "ATES_SMTP_HOST": HOST,
            "ATES_SMTP_PORT": str(self.settings.ports.of("smtp")),
            "ATES_SMTP_TLS": "none",
            "ATES_SMTP_SENDER": "payday@ates.example",
        }

    def of_mail_sink(self) -> Mapping[str, str]:
        return {
            **self.common(),
            "ATES_PORT": str(self.settings.ports.of("mail")),
            "ATES_SINK_PORT": str(self.settings.ports.of("smtp")),
            "ATES_SINK_FOLDER": str(self.places.mail),
        }

    def _web(self) -> dict[str, str]:
        others = [service for service in SERVICES if service.has_database]
        urls = {
            f"ATES_{service.name.upper()}_URL": self.settings.ports.url(service.name)
            for service in others
        }
        return {
            **urls,
            "ATES_COOKIE_SECURE": self.settings.passed_on.get("ATES_COOKIE_SECURE", "false"),
            "ATES_AMQP_URL": self.amqp_url("web"),
            "ATES_NODE_MODULES": str(self.places.web / "node_modules"),
        }
