"""The index of decisions names each page, and what has superseded it."""

from pathlib import Path

import pytest

from ates_tools.decision_index import decision_index


def test_a_page_is_named_by_its_first_line_and_by_what_superseded_it(tmp_path: Path) -> None:
    (tmp_path / "0001-old.md").write_text(
        "# 0001: The old way\n\nSuperseded by [0002](0002-new.md).\n"
    )
    (tmp_path / "0002-new.md").write_text("# 0002: The new way\n")
    rows = decision_index(tmp_path).splitlines()[-2:]
    assert rows == [
        "| [0001](0001-old.md) | The old way (superseded by 0002) |",
        "| [0002](0002-new.md) | The new way |",
    ]


@pytest.mark.parametrize("first", ["# The way", "# 0003: The way", "0002: The way"])
def test_a_page_with_another_first_line_is_refused(tmp_path: Path, first: str) -> None:
    (tmp_path / "0002-new.md").write_text(f"{first}\n")
    with pytest.raises(ValueError, match=r"0002-new\.md"):
        decision_index(tmp_path)
