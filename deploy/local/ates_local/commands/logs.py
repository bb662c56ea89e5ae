"""`./ates logs`: the last lines of one process, of one service, or of everything; or all to come."""

import time
from pathlib import Path
from typing import Annotated

import typer

from ates_chassis.shared.command_error import CommandError
from ates_chassis.shared.screen import console
from ates_local.commands.common import company_without_settings
from ates_local.health import last_lines

POLL_S = 0.2
FEW = 10


def logs(
    service: Annotated[str, typer.Argument(help="A process or service; all without.")] = "",
    *,
    follow: Annotated[bool, typer.Option("-f", "--follow", help="Go on as lines come.")] = False,
    lines: Annotated[int, typer.Option("-n", help="How many of the last lines.")] = 0,
) -> None:
    """Show what the processes write."""
    files = log_files(company_without_settings().places.logs, service)
    count = lines or (100 if len(files) == 1 else FEW)
    offsets = {file: file.stat().st_size for file in files}
    for file in files:
        show(file, last_lines(file, count), several=len(files) > 1)
    while follow:
        time.sleep(POLL_S)
        for file in files:
            offsets[file] = show_new(file, offsets[file], several=len(files) > 1)


def log_files(folder: Path, service: str) -> list[Path]:
    known = sorted(folder.glob("*.log"))
    programs = (service, f"{service}-api", f"{service}-worker")
    files = [file for file in known if not service or file.stem in programs]
    if not files:
        names = ", ".join(file.stem for file in known) or "none yet"
        raise CommandError(f"There is no log of {service or 'anything'}.", remedy=f"Logs: {names}.")
    return files


def show_new(file: Path, offset: int, *, several: bool) -> int:
    """Answers how far the file was read; a rotated file is read from its beginning."""
    size = file.stat().st_size if file.exists() else 0
    start = offset if size >= offset else 0
    if size == start:
        return start
    with file.open("rb") as log:
        log.seek(start)
        text = log.read(size - start)
    show(file, text.decode(errors="replace").rstrip("\n"), several=several)
    return size


def show(file: Path, text: str, *, several: bool) -> None:
    for line in text.split("\n"):
        name = f"{file.stem:<18} " if several else ""
        console.plain(f"{name}{line}")
