"""Companies in a folder of the test."""

from pathlib import Path

from ates_local.company import Company
from ates_local.places import Places, checkout_root
from ates_local.settings import Settings

SLEEP = "import time; print('on', flush=True); time.sleep(600)"


def company_in(state: Path) -> Company:
    return Company(Places(checkout=checkout_root(), state=state), Settings.of({}))
