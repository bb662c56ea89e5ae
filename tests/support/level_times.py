"""How long each level of the tests takes, for the table at the end of `./ates test`."""

import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Generator
from pathlib import Path

import pytest

from ates_tools.levels import LEVELS

FILE = "ATES_TEST_TIMES"
_seconds: defaultdict[str, float] = defaultdict(float)
_counts: Counter[str] = Counter()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    started = time.perf_counter()
    result = yield
    level = next((level for level in LEVELS if item.get_closest_marker(level)), "other")
    _seconds[level] += time.perf_counter() - started
    _counts[level] += 1
    return result


def pytest_sessionfinish() -> None:
    if file := os.environ.get(FILE):
        times = {level: (_counts[level], _seconds[level]) for level in _counts}
        Path(file).write_text(json.dumps(times), encoding="utf-8")
