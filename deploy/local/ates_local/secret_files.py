"""The secrets of a company in containers: one file each, in a folder for its owner alone.

A file that is there stays as it is, so that whoever keeps secrets elsewhere (a vault's agent) may write any of them. Within
the folder they are readable to all: each container sees only those that are mounted into it, as a user of its own.
"""

import base64
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy.engine import make_url

from ates_chassis.messaging.addresses import addresses_of
from ates_chassis.messaging.definitions import Definitions, with_passwords
from ates_local import state_files
from ates_local.databases import app_role, owner_role
from ates_local.definitions import OPERATOR, VHOST
from ates_local.passwords import KEY_BYTES
from ates_local.services import SERVICES

IN_ITS_FOLDER = 0o444
REMEDY = "Write it as UTF-8, or delete it: a new one is made."
CLIENT = "payments"
# Of RabbitMQ, who sees its figures and nothing else.
MONITOR = "monitor"
MANAGEMENT_PORT = 15_672


@dataclass(frozen=True)
class Hosts:
    """Where the servers are, as the processes of aTES see them; several of RabbitMQ are joined by commas."""

    postgres: str = "postgres:5432"
    rabbitmq: str = "rabbitmq:5672"


@dataclass(frozen=True)
class SecretFiles:
    folder: Path
    hosts: Hosts

    def write(self) -> list[str]:
        """The names of those that were made."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        made = [name for name, text in self._simple() if self._keep(name, text)]
        derived = {
            "service_clients": json.dumps({CLIENT: self._text("client_secret")}),
            "admin_database_url": self._database("postgres", self._text("postgres_password")),
            "monitor_url": self._management(MONITOR, "monitor_amqp_url"),
            **dict(self._roles()),
            "archive_urls": json.dumps(self._archives()),
            "rabbitmq_definitions": json.dumps(self._boot_definitions()),
        }
        return made + [name for name, text in derived.items() if self._keep(name, text)]

    def elsewhere(self) -> list[str]:
        """The names of addresses of services that stay as they are, and lead to other servers than `hosts`."""
        expected = {"_amqp_url": self.hosts.rabbitmq, "_database_url": self.hosts.postgres}
        return [
            file.name
            for file in sorted(self.folder.glob("*_url"))
            for ending, hosts in expected.items()
            if file.name.endswith(ending) and f"@{hosts}/" not in self._text(file.name)
        ]

    def _simple(self) -> Iterator[tuple[str, str]]:
        yield "postgres_password", _password()
        yield "management_password", _password()
        yield "key_secret", _key()
        # Seals the secrets of webhooks, and signs the links in mails.
        yield "notice_secret", _key()
        yield "client_secret", _password()
        # Of RabbitMQ's nodes, where there are several.
        yield "erlang_cookie", _password()
        # Of the company's mail server, which may want none.
        yield "smtp_password", ""
        yield f"{MONITOR}_amqp_url", self._amqp(MONITOR)
        for service in SERVICES:
            yield f"{service.name}_amqp_url", self._amqp(service.name)
            if service.has_database:
                app, owner = app_role(service.name), owner_role(service.name)
                yield f"{service.name}_database_url", self._database(app, _password(), app)
                yield (
                    f"{service.name}_migration_database_url",
                    self._database(owner, _password(), app),
                )

    def _database(self, role: str, password: str, database: str = "postgres") -> str:
        return f"postgresql://{role}:{_quoted(password)}@{self.hosts.postgres}/{database}"

    def _amqp(self, user: str) -> str:
        return f"amqp://{user}:{_password()}@{self.hosts.rabbitmq}/{VHOST}"

    def _roles(self) -> Iterator[tuple[str, str]]:
        """Name and password of each role of PostgreSQL, as an operator of Kubernetes takes them."""
        for service in SERVICES:
            for kind in ("database_url", "migration_database_url") if service.has_database else ():
                url = make_url(self._text(f"{service.name}_{kind}"))
                yield f"{url.username}_role", f"username={url.username}\npassword={url.password}\n"

    def _management(self, user: str, amqp_url: str) -> str:
        [node, *_] = addresses_of(self._text(amqp_url))
        return f"http://{user}:{_quoted(node.password or '')}@{node.host}:{MANAGEMENT_PORT}"

    def _archives(self) -> Mapping[str, str]:
        """Of those whom analytics listens to."""
        # It takes half a second to import, for which no other command has to wait.
        from ates_analytics.consumers import listen

        producers = sorted(queue.removeprefix("analytics.") for queue in listen("UTC").queues)
        return {name: self._text(f"{name}_database_url") for name in producers}

    def _boot_definitions(self) -> Definitions:
        """What a new RabbitMQ begins with: its administrator alone. All else is declared with the image's definitions."""
        operator = {"name": OPERATOR, "tags": ["administrator"]}
        everything = {
            "user": OPERATOR,
            "vhost": VHOST,
            "configure": ".*",
            "write": ".*",
            "read": ".*",
        }
        definitions = {
            "vhosts": [{"name": VHOST}],
            "users": [operator],
            "permissions": [everything],
        }
        return with_passwords(definitions, lambda _: self._text("management_password"))

    def _text(self, name: str) -> str:
        return (state_files.read(self.folder / name, remedy=REMEDY) or "").strip()

    def _keep(self, name: str, text: str) -> bool:
        if (self.folder / name).exists():
            return False
        state_files.write(self.folder / name, text, mode=IN_ITS_FOLDER)
        return True


def _key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _quoted(password: str) -> str:
    """For an address: a password may come from a vault, with any letters."""
    return quote(password, safe="")


def _password() -> str:
    return secrets.token_urlsafe(24)
