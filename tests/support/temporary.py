"""The temporary state of a test run, and its removal."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ates_local.installation import outside_folder
from ates_local.places import Places, checkout_root


@contextlib.contextmanager
def temporary_places() -> Iterator[Places]:
    state = Path(tempfile.mkdtemp(prefix="ates-test-")).resolve()
    places = Places(checkout=checkout_root(), state=state)
    places.make()
    try:
        yield places
    finally:
        shutil.rmtree(outside_folder(places), ignore_errors=True)
        shutil.rmtree(state, ignore_errors=True)
