"""Servers of the company's own: complete, apart from each other, and never exchanged without being asked."""

from collections.abc import Mapping

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from ates_chassis.messaging.addresses import addresses_of
from ates_chassis.shared.command_error import CommandError
from ates_local.services import SERVICES
from ates_local.settings import Settings

SERVED = tuple(service.name for service in SERVICES if service.has_database)
BROKER_USERS = (*SERVED, "web")
# 0.1.0 asked for the administrator's address, too, and remembers where it led.
_REMEMBERED_USERS = (*BROKER_USERS, "operator")
_MIGRATION = "_migration"
_AMQP_PORT = 5_672
_POSTGRES_PORT = 5_432
REMEDY = "README.md says what each address must be able to do."


def check_servers(settings: Settings) -> None:
    _check_shapes(settings)
    _check_databases(settings.database_urls)
    missing = [user for user in BROKER_USERS if settings.amqp_url_of(user) is None]
    if settings.has_own_broker and missing:
        named = ", ".join(f"ATES_{user.upper()}_AMQP_URL" for user in missing)
        raise CommandError(
            f"Some have a RabbitMQ of your own, others not: {named} missing.", remedy=REMEDY
        )


def _check_shapes(settings: Settings) -> None:
    for name, url in settings.values.items():
        if name.endswith("_DATABASE_URL"):
            parsed = _parsed(name, url, schemes=("postgresql", "postgres"))
            if not (parsed.host and parsed.database and parsed.username):
                raise _misshapen(name, "postgresql://ROLE:PASSWORD@HOST:PORT/DATABASE")
            if not parsed.username.replace("_", "").isalnum():
                raise CommandError(
                    f"{name} names the role {parsed.username}.",
                    remedy="Name a role of letters, digits and underscores.",
                )
        elif name.endswith("_AMQP_URL"):
            shape = "amqp://USER:PASSWORD@HOST:PORT/VHOST"
            try:
                nodes = addresses_of(url)
            except ValueError:
                raise _misshapen(name, shape) from None
            if not all(node.user for node in nodes):
                raise _misshapen(name, shape)


def _parsed(name: str, url: str, *, schemes: tuple[str, ...]) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise _misshapen(name, f"{schemes[0]}://…") from None
    if parsed.drivername not in schemes:
        raise _misshapen(name, f"{schemes[0]}://…")
    return parsed


def _misshapen(name: str, shape: str) -> CommandError:
    """Without the value: it may hold a password."""
    return CommandError(f"{name} is not an address like {shape}", remedy=REMEDY)


def _check_databases(urls: Mapping[str, str]) -> None:
    services = [name for name in SERVED if name in urls]
    missing = [f"ATES_{name.upper()}_DATABASE_URL" for name in SERVED if name not in urls]
    alone = [
        name
        for name in urls
        if name.endswith(_MIGRATION) and name.removesuffix(_MIGRATION) not in urls
    ]
    if (services or alone) and missing:
        raise CommandError(
            f"Some services have databases of your own, others not: {', '.join(missing)} missing.",
            remedy=REMEDY,
        )
    seen: dict[str, str] = {}
    for name in services:
        where = database_at(urls[name])
        if where in seen:
            raise CommandError(
                f"{seen[where]} and {name} have one database, {where}.", remedy=REMEDY
            )
        seen[where] = name
        owner = urls.get(f"{name}{_MIGRATION}")
        if owner and database_at(owner) != where:
            raise CommandError(
                f"ATES_{name.upper()}_MIGRATION_DATABASE_URL is of another database than "
                f"ATES_{name.upper()}_DATABASE_URL: {database_at(owner)}, {where}.",
                remedy=REMEDY,
            )


def database_at(url: str) -> str:
    parsed = make_url(url)
    return f"{parsed.host}:{parsed.port or _POSTGRES_PORT}/{parsed.database}"


def broker_at(url: str) -> str:
    nodes = addresses_of(url)
    hosts = ",".join(sorted(f"{node.host}:{node.port or _AMQP_PORT}" for node in nodes))
    return f"{hosts}{nodes[0].path}"


def locations(settings: Settings) -> dict[str, str]:
    """Where a company's data are, but for those in the state folder; credentials may change, these may not."""
    databases = {
        f"database of {name}": database_at(settings.database_urls[name])
        for name in SERVED
        if name in settings.database_urls
    }
    brokers = {broker_at(url) for user in _REMEMBERED_USERS if (url := settings.amqp_url_of(user))}
    return {**databases, **({"broker": ", ".join(sorted(brokers))} if brokers else {})}


def check_not_moved(before: Mapping[str, str], now: Mapping[str, str]) -> None:
    differing = sorted(name for name in {**before, **now} if before.get(name) != now.get(name))
    if not differing:
        return
    embedded = "embedded"
    details = "\n".join(
        f"{name}: {before.get(name, embedded)} → {now.get(name, embedded)}" for name in differing
    )
    raise CommandError(
        "These settings lead to other servers than those that hold this company's data.",
        details=details,
        remedy="Move the data first (down, dump, restore); then ./ates configure --move-servers with the new "
        "addresses. Without the data there, the company would begin anew and empty.",
    )
