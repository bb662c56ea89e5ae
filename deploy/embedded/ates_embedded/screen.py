"""The console that every command writes to, and how a failure looks on it."""

import os
import sys

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from ates_embedded.failure import Failure


class Screen(Console):
    def on_broken_pipe(self) -> None:
        """`./ates up | head` starts everything all the same; the rest is told to nobody."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


console = Screen(highlight=False)


def show_failure(failure: Failure) -> None:
    console.print(f"[bold red]✗[/] {escape(failure.what)}", soft_wrap=True)
    if failure.details:
        console.print(Panel(escape(failure.details), border_style="dim"))
    if failure.remedy:
        console.print(f"[bold]→[/] {escape(failure.remedy)}", soft_wrap=True)
