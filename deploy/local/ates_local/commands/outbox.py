"""`./ates outbox`: the commands of every service on its outbox, all at once."""

from collections.abc import Mapping

from ates_chassis.messaging.commands import outbox
from ates_local.commands.common import AROUND, started_company
from ates_local.company import Company


def databases_of(company: Company) -> Mapping[str, str]:
    """By the addresses of the services' own roles."""
    names = [service.name for service in company.services if service.has_database]
    return {name: company.environment.database_urls(name).app for name in names}


app = outbox.app_of(lambda: databases_of(started_company()), AROUND)
