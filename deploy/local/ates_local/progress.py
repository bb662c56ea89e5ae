"""What a person sees while things start: what is under way, and a line for each step that is done."""

import contextlib
import time
from collections.abc import Iterator
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.status import Status


class Progress:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._status: Status = console.status("")
        self._under_way: list[str] = []

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._status.stop()

    @contextlib.contextmanager
    def step(self, what: str) -> Iterator[None]:
        started = time.monotonic()
        self._under_way.append(what)
        self._show()
        try:
            yield
        finally:
            self._under_way.remove(what)
            self._show()
        took = time.monotonic() - started
        self._console.print(f"[green]✓[/] {escape(what)} [dim]{took:.1f} s[/]")

    def _show(self) -> None:
        self._status.update("[dim]" + escape(" · ".join(self._under_way)) + " …[/]")
