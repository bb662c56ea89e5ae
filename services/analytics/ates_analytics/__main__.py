"""What an operator does with analytics: `python -m ates_analytics rebuild`, or `parked list`, in the environment of its worker."""

import asyncio
from pathlib import Path

from ates_analytics.consumers import listen
from ates_analytics.settings import RebuildSettings
from ates_chassis.database.locks import LockKey
from ates_chassis.messaging.commands.of_service import commands_of, run
from ates_chassis.messaging.rebuilding.rebuild import Plan
from ates_chassis.messaging.rebuilding.rebuild import rebuild as make_anew
from ates_chassis.shared.screen import console

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"

# The zone makes no difference to what it listens to.
commands = commands_of(listen("UTC"), produces=False)


def plan_of(settings: RebuildSettings) -> Plan:
    return Plan(
        inbox=listen(settings.time_zone),
        lock_key=LockKey.FIGURES,
        app_url=settings.database_url.get_secret_value(),
        owner_url=settings.migration_database_url.get_secret_value(),
        archives={name: url.get_secret_value() for name, url in settings.archive_urls.items()},
        migrations=MIGRATIONS,
        schemas=settings.schemas_dir,
    )


@commands.command()
def rebuild() -> None:
    """Make the figures anew from the producers' archived events, while the old ones are served.

    Beside the worker's environment it needs ATES_MIGRATION_DATABASE_URL, the owner of analytics' database, and
    ATES_ARCHIVE_URLS: {"auth": "postgresql://…", "tasks": …, "accounting": …}, roles that may read the outbox there.
    """
    asyncio.run(make_anew(plan_of(RebuildSettings()), console.plain))


if __name__ == "__main__":
    run(commands, "analytics")
