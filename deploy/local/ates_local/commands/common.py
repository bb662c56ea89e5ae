"""What the commands share: the company of this checkout."""

from ates_local import state_folder
from ates_local.company import Company
from ates_local.failure import Failure
from ates_local.places import Places, places_of_this_checkout
from ates_local.settings import Settings


def usable_places() -> Places:
    places = places_of_this_checkout()
    places.check_owner()
    state_folder.check_usable(places)
    return places


def this_company() -> Company:
    places = usable_places()
    return Company(places, Settings.read(places))


def started_company() -> Company:
    """For commands that look into a company: none may begin one, or a part of one, by looking."""
    company = this_company()
    if not company.places.passwords.exists():
        raise Failure("aTES was never started here.", remedy="./ates up")
    return company
