"""The time zones that one may choose from, by region, with the names of their cities in the language of the visit."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

from ates_web.pages.language import _, later, spoken

_REGIONS: Mapping[str, str] = MappingProxyType(
    {
        "Europe": later("Europe"),
        "Asia": later("Asia"),
        "America": later("America"),
        "Africa": later("Africa"),
        "Australia": later("Australia"),
        "Atlantic": later("Atlantic Ocean"),
        "Indian": later("Indian Ocean"),
        "Pacific": later("Pacific Ocean"),
        "Antarctica": later("Antarctica"),
        "Arctic": later("Arctic"),
    }
)
_REMEMBERED = 4


@dataclass(frozen=True, slots=True)
class Zone:
    name: str
    city: str


@dataclass(frozen=True, slots=True)
class Region:
    label: str
    zones: tuple[Zone, ...]


def regions() -> tuple[Region, ...]:
    return tuple(
        Region(_(label), zones)
        for name, label in _REGIONS.items()
        if (zones := _zones_of(name, spoken().locale))
    )


def is_listed(name: str) -> bool:
    return name in _names()


@lru_cache(_REMEMBERED * len(_REGIONS))
def _zones_of(region: str, locale: Locale) -> tuple[Zone, ...]:
    names = (name for name in _names() if name.startswith(f"{region}/"))
    zones = [Zone(name, _city(name, locale)) for name in names]
    return tuple(sorted(zones, key=lambda zone: zone.city))


def _city(name: str, locale: Locale) -> str:
    """`Buenos Aires` of `America/Argentina/Buenos_Aires` too, where the language has no name of its own."""
    return get_timezone_location(name, locale=locale, return_city=True).rpartition("/")[2]


@lru_cache(1)
def _names() -> frozenset[str]:
    """Those of which no other is an older name, and which this machine knows."""
    return frozenset(get_global("zone_territories")) & available_timezones()
