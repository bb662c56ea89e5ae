"""What the commands share: the company of this checkout."""

from contextlib import AbstractContextManager
from dataclasses import replace

from ates_chassis.messaging.commands.common import Surroundings
from ates_chassis.shared.command_error import CommandError
from ates_local import state_folder
from ates_local.company import Company
from ates_local.in_force import ports_in_force
from ates_local.places import Places, places_of_this_checkout
from ates_local.settings import Settings


def usable_places() -> Places:
    places = places_of_this_checkout()
    places.check_owner()
    state_folder.check_usable(places)
    return places


def this_company() -> Company:
    places = usable_places()
    return _as_it_runs(places, Settings.read(places))


def company_without_settings() -> Company:
    """For commands that need none: a mistake in them keeps nobody from looking at a company, or from ending it."""
    return _as_it_runs(usable_places(), Settings.of({}))


def _as_it_runs(places: Places, settings: Settings) -> Company:
    return Company(places, replace(settings, ports=ports_in_force(places) or settings.ports))


def started_company() -> Company:
    """For commands that look into a company: none may begin one, or a part of one, by looking."""
    company = this_company()
    if not company.places.passwords.exists():
        raise CommandError("aTES was never started here.", remedy="./ates up")
    return company


def _locked(command: str) -> AbstractContextManager[object]:
    return started_company().lock(command)


AROUND = Surroundings(program="./ates", start="./ates up", lock=_locked)
"""Of the services' own commands where the launcher calls them."""
