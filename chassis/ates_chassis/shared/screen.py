"""The console that every command writes to, and how a failure looks on it."""

import os
import sys
import unicodedata

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from ates_chassis.shared.command_error import CommandError

# Controls, marks of direction and no width, surrogates, what means nothing or only to some, and separators of lines.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})


class Screen(Console):
    def plain(self, text: object) -> None:
        """Text from outside, on lines of its own."""
        self.print(plain(text, lines=True), soft_wrap=True)

    def on_broken_pipe(self) -> None:
        """`./ates up | head` starts everything all the same; the rest is told to nobody."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


console = Screen(highlight=False, emoji=False)


def plain(text: object, *, lines: bool = False) -> Text:
    """Text from outside as it is: no markup in it counts, and what a terminal would obey or not show is escaped.

    With `lines`, its line breaks and tabs stay.
    """
    stay = "\n\t" if lines else ""
    return Text("".join(each if each in stay else _visible(each) for each in str(text)))


def _visible(character: str) -> str:
    if unicodedata.category(character) in _INVISIBLE:
        return character.encode("unicode_escape").decode("ascii")
    return character


def show_failure(failure: CommandError) -> None:
    console.print(Text("✗ ", "bold red") + plain(failure.what, lines=True), soft_wrap=True)
    if failure.details:
        console.print(Panel(plain(failure.details, lines=True), border_style="dim"))
    if failure.remedy:
        console.print(Text("→ ", "bold") + plain(failure.remedy, lines=True), soft_wrap=True)
