"""Settings are looked at as a whole before anything of them is stored, by the very models that will read them."""

import logging
import re
from collections.abc import Mapping
from functools import cache

from babel.core import get_global
from pydantic import ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource
from pydantic_settings.exceptions import SettingsError
from pydantic_settings.sources import EnvSettingsSource

from ates_chassis.shared.command_error import CommandError
from ates_local.configuration import names
from ates_local.configuration.servers import check_servers
from ates_local.settings import CURRENCY, Settings

REMEDY = "Nothing was changed. See what is set: ./ates configure"
_FIELD = re.compile(r'field "(\w+)" from source "\w+"')
_PLAINLY = {"bool_parsing": "true or false", "int_parsing": "a whole number"}
_LEVELS = frozenset(logging.getLevelNamesMapping()) - {"NOTSET"}


def check(values: Mapping[str, str]) -> Settings:
    """Raises CommandError for the first thing that is wrong, in words for a person."""
    names.check_names(list(values))
    for name, value in values.items():
        _check_text(name, value)
    settings = Settings.of(values)
    _check_choices(values)
    check_servers(settings)
    for process in names.processes(settings):
        _check_process(process)
    return settings


def _check_text(name: str, value: str) -> None:
    if not value.strip():
        raise CommandError(
            f"{name} is empty.", remedy=f"To have none: ./ates configure --unset {name}"
        )
    if value != value.strip():
        raise CommandError(f"{name} begins or ends with a space.", remedy=REMEDY)
    if not value.isprintable():
        raise CommandError(f"{name} has a line break or another control character.", remedy=REMEDY)


def _check_choices(values: Mapping[str, str]) -> None:
    currency = values.get(CURRENCY)
    if currency is not None and currency not in currencies():
        raise CommandError(
            f"{CURRENCY}={currency} is no currency of ISO 4217, such as EUR.", remedy=REMEDY
        )
    level = values.get("ATES_LOG_LEVEL")
    if level is not None and level.upper() not in _LEVELS:
        raise CommandError(
            f"ATES_LOG_LEVEL={level} is none of {', '.join(sorted(_LEVELS))}.", remedy=REMEDY
        )
    if values.get("ATES_PROVIDER") == "manual":
        _check_manual(values)


def _check_manual(values: Mapping[str, str]) -> None:
    missing = [name for name in ("ATES_COMPANY_NAME", "ATES_COMPANY_IBAN") if name not in values]
    if missing:
        raise CommandError(
            f"ATES_PROVIDER=manual needs {' and '.join(missing)}: who pays, and from which account.",
            remedy="Give them together: ./ates configure ATES_PROVIDER=manual "
            "ATES_COMPANY_NAME=… ATES_COMPANY_IBAN=…",
        )


@cache
def currencies() -> frozenset[str]:
    """Those that are legal tender somewhere today."""
    territories = get_global("territory_currencies").values()
    return frozenset(
        code
        for entries in territories
        for code, _, end, tender in entries
        if tender and end is None
    )


def _check_process(process: names.Process) -> None:
    lowered = {name.lower(): value for name, value in process.environment.items()}

    class Checked(process.model):  # type: ignore[name-defined,misc]  # the model is known when it runs
        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], **_: PydanticBaseSettingsSource
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            source = EnvSettingsSource(settings_cls)
            source.env_vars = lowered
            return (source,)

    try:
        Checked()
    except ValidationError as error:
        raise _said(error) from None
    except SettingsError as error:
        named = _FIELD.sub(lambda field: f"ATES_{field[1].upper()}", str(error))
        raise CommandError(f"{named[0].upper()}{named[1:]}.", remedy=REMEDY) from None


def _said(error: ValidationError) -> CommandError:
    first = error.errors(include_url=False, include_input=True)[0]
    why = _PLAINLY.get(first["type"], first["msg"].removeprefix("Value error, "))
    if not first["loc"]:
        return CommandError(f"{why[0].upper()}{why[1:]}.", remedy=REMEDY)
    name = f"ATES_{str(first['loc'][0]).upper()}"
    if first["type"] == "missing":
        return CommandError(f"{name} is missing, which goes with what is set.", remedy=REMEDY)
    value = "" if names.is_secret(name) else f"={first['input']}"
    return CommandError(f"{name}{value}: {why}.", remedy=REMEDY)
