"""Migrations of a service are one chain: two branches that each were right alone cannot be applied together."""

from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

_FOLDERS = sorted(Path(__file__).parents[2].glob("services/*/migrations"))


def _chain(folder: Path) -> list[str]:
    """The revisions from the first to the newest. Raises where they branch."""
    config = Config()
    config.set_main_option("script_location", str(folder))
    scripts = ScriptDirectory.from_config(config)
    head = scripts.get_current_head()
    assert head is not None
    return [script.revision for script in scripts.iterate_revisions(head, "base")][::-1]


@pytest.mark.parametrize("folder", _FOLDERS, ids=lambda folder: folder.parent.name)
def test_migrations_are_numbered_in_one_chain(folder: Path) -> None:
    numbers = [path.name[:4] for path in sorted((folder / "versions").glob("[0-9]*.py"))]
    assert _chain(folder) == numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]
