"""A company that goes down keeps its data; one that is reset leaves nothing."""

import shutil

import pytest

from ates_local.company import Company
from ates_local.ports import free_base
from ates_local.settings import Settings
from support.launcher_commands import WITHIN_S, fails, succeeds
from support.temporary import temporary_places


@pytest.mark.timeout(2 * WITHIN_S)
def test_down_keeps_what_reset_deletes() -> None:
    with temporary_places() as places:
        shutil.rmtree(places.state)
        assert "Nothing runs" in succeeds(places, "down")
        assert "nothing to delete" in succeeds(places, "reset")
        try:
            output = succeeds(places, "up", "--empty", ATES_PORT_BASE=str(free_base()))
            assert "./ates admin create" in output
            assert "is down" in succeeds(places, "down")
            assert "does not run here" in fails(places, "status")
            assert "PostgreSQL does not run" in fails(places, "migrate")
            assert places.passwords.exists()
            assert "begins anew" in succeeds(places, "reset", "--yes")
            assert not places.state.exists()
        finally:
            Company(places, Settings.read(places, {})).kill()
