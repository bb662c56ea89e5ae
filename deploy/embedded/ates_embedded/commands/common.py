"""What the commands share: the company of this checkout."""

from ates_embedded.company import Company
from ates_embedded.places import places_of_this_checkout
from ates_embedded.settings import Settings


def this_company() -> Company:
    places = places_of_this_checkout()
    places.check_owner()
    return Company(places, Settings.read(places))
