"""What the commands print of foreign text: the text, and nothing that a terminal or its markup makes of it."""

import io
from pathlib import Path
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ates_chassis.shared.command_error import CommandError
from ates_chassis.shared.screen import Screen, plain, show_failure
from ates_local.commands import logs
from ates_local.progress import Progress

HOSTILE = "[/x] [bold]b[/bold] :bug: \\[red] \x1b[2J\u202e\x9b\u2028\ud800\x00"
SHOWN = r"[/x] [bold]b[/bold] :bug: \\[red] \x1b[2J\u202e\x9b\u2028\ud800\x00".replace("\\\\", "\\")


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    screen = Screen(highlight=False, emoji=False, file=io.StringIO(), width=300)
    for module in ("ates_chassis.shared.screen", "ates_local.commands.logs"):
        monkeypatch.setattr(f"{module}.console", screen)
    return screen


def shown_on(screen: Screen) -> str:
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


def test_a_failure_shows_foreign_text_as_it_is(screen: Screen) -> None:
    show_failure(CommandError(HOSTILE, remedy=HOSTILE, details=HOSTILE))
    assert shown_on(screen).count(SHOWN) == 3


def test_a_log_line_is_shown_as_it_is(screen: Screen, tmp_path: Path) -> None:
    logs.show(tmp_path / "web.log", f"{HOSTILE}\nnext", several=True)
    assert SHOWN in shown_on(screen)
    assert len(shown_on(screen).splitlines()) == 2


def test_a_step_is_shown_as_it_is(screen: Screen) -> None:
    with Progress(screen).step("at [/srv/x]"):
        pass
    assert "at [/srv/x]" in shown_on(screen)


@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_text_can_be_shown_and_sends_the_terminal_nothing(text: str) -> None:
    file = io.StringIO()
    Screen(highlight=False, emoji=False, file=file, width=10_000).plain(text)
    printed = file.getvalue()
    printed.encode()
    assert all(each.isprintable() or each in "\n\t" or category(each) == "Zs" for each in printed)
    for each in text:
        if each.isprintable():
            assert each in printed


def test_a_single_line_has_no_line_break() -> None:
    assert plain("a\nb\tc").plain == r"a\nb\tc"
