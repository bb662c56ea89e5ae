"""The lock of a state: one command that changes something at a time, and its name for whoever comes meanwhile."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TextIO

from ates_chassis.shared.command_error import CommandError


@contextlib.contextmanager
def held(file: Path, command: str) -> Iterator[None]:
    """The system frees it even after kill -9. Opened without emptying it: the name of the holder stands there."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+", encoding="utf-8") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                f"{_holder(opened)} is at work on this aTES.",
                remedy="Wait for it, and repeat the command.",
            ) from None
        _write(opened, json.dumps({"command": command, "pid": os.getpid(), "since": _now()}))
        try:
            yield
        finally:
            _write(opened, "")


def _write(opened: TextIO, text: str) -> None:
    """A full disk costs the name only."""
    with contextlib.suppress(OSError):
        opened.seek(0)
        opened.truncate()
        opened.write(text)
        opened.flush()


def _holder(opened: TextIO) -> str:
    """Between the lock and the name is a moment."""
    try:
        known = json.loads(opened.read())
        return f"./ates {known['command']} (process {known['pid']}, since {known['since']})"
    except (ValueError, KeyError, TypeError):
        return "Another ./ates"


def _now() -> str:
    return datetime.now().astimezone().strftime("%H:%M:%S")
