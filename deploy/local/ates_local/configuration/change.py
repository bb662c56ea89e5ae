"""A change of the settings: from the command line or the environment, looked at whole, then stored or refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ates_chassis.shared.command_error import CommandError
from ates_local import installation
from ates_local.company import Company
from ates_local.configuration import validation
from ates_local.configuration.books import check_change_of_currency
from ates_local.configuration.servers import check_not_moved, locations
from ates_local.places import Places
from ates_local.settings import Settings, of_the_company, stored

TIME_ZONE = "ATES_TIME_ZONE"
DEFAULT_TIME_ZONE = "UTC"


@dataclass(frozen=True)
class Change:
    before: Mapping[str, str]
    after: Mapping[str, str]

    @property
    def names(self) -> list[str]:
        both = {**self.before, **self.after}
        return sorted(name for name in both if self.before.get(name) != self.after.get(name))


def by_environment(places: Places, environment: Mapping[str, str]) -> Change:
    """What the environment says at `up` is kept like what `configure` is given."""
    before = stored(places) or {}
    return Change(before, {**before, **of_the_company(environment)})


def by_command(places: Places, assignments: Mapping[str, str], unset: Sequence[str]) -> Change:
    before = stored(places) or {}
    for name in unset:
        if name not in before:
            raise CommandError(f"{name} is not set.", remedy="See what is set: ./ates configure")
        if name in assignments:
            raise CommandError(f"{name} is to be set and unset at once.", remedy="Say one of both.")
    left = {name: value for name, value in before.items() if name not in unset}
    return Change(before, {**left, **assignments})


async def check(places: Places, change: Change, *, move_servers: bool = False) -> Company:
    """The company with its new settings, of which nothing is stored yet. Raises CommandError."""
    settings = validation.check(change.after)
    known = installation.load(places)
    if known and known.is_placed and not move_servers:
        check_not_moved(known.servers, locations(settings))
    company = Company(places, settings)
    await check_change_of_currency(company, change.before)
    return company


def store(places: Places, settings: Settings) -> None:
    """Where the data lie is noted too, once there are some."""
    settings.remember(places)
    known = installation.load(places)
    if known and known.is_placed:
        installation.save(places, replace(known, servers=locations(settings)))


def notes(change: Change) -> list[str]:
    """What a person should know of the change."""
    zone = change.after.get(TIME_ZONE, DEFAULT_TIME_ZONE)
    if zone != change.before.get(TIME_ZONE, DEFAULT_TIME_ZONE):
        return [f"The days of {zone} begin after the business day that is open now."]
    return []
