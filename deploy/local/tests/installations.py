"""Companies and their data, made in a folder of the test."""

from pathlib import Path

from ates_local import installation
from ates_local.installation import Installation
from ates_local.places import Places


def places_in(folder: Path) -> Places:
    places = Places(checkout=folder, state=folder / ".ates")
    places.make()
    return places


def enter(places: Places, *, new: bool = False) -> Installation:
    entered = installation.enter(places, new=new, own_databases=False)
    places.passwords.touch()
    return entered
