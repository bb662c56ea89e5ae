"""Advisory locks are taken by one module, whose register has every key."""

import re
from pathlib import Path

from ates_chassis.database import locks
from ates_chassis.database.locks import LockKey

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCES = [
    file
    for folder in ("chassis/ates_chassis", "services", "deploy/local/ates_local")
    for file in (CHECKOUT / folder).rglob("*.py")
    if not {"tests", "migrations", "node_modules"} & set(file.relative_to(CHECKOUT).parts)
]


def test_every_advisory_lock_is_in_the_register() -> None:
    named = {
        file: re.findall(r"pg_(?:try_)?advisory_\w+", file.read_text(encoding="utf-8"))
        for file in SOURCES
        if file.name != "locks.py"
    }
    assert len(named) > 200
    assert not any(named.values()), {file: names for file, names in named.items() if names}
    assert len({int(key) for key in LockKey}) == len(LockKey.__members__)


def test_a_key_is_written_down_once() -> None:
    others = [
        file
        for file in SOURCES
        if file.name != "locks.py" and _keys_in(file.read_text(encoding="utf-8"))
    ]
    assert others == []


def _keys_in(source: str) -> list[str]:
    return [
        number
        for number in re.findall(r"\b0x[0-9A-Fa-f_]+\b", source)
        if int(number, 16) in set(LockKey)
    ]


def test_a_key_outside_of_the_register_would_be_found() -> None:
    assert _keys_in("_LOCK = 0x1ED6E201") == ["0x1ED6E201"]
    assert Path(locks.__file__) in SOURCES
