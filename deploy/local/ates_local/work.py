"""Small helpers for running commands and awaiting several things at once."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path

from ates_chassis.shared.command_error import CommandError
from ates_local.settings import without_ours

LAST_LINES = 25


async def together(*tasks: Coroutine[object, object, object]) -> None:
    """All at once; the first failure ends the others and is raised as itself, not as a group."""
    try:
        async with asyncio.TaskGroup() as group:
            for task in tasks:
                group.create_task(task)
    except* CommandError as failures:
        raise first_of(failures) from None


def first_of(group: BaseExceptionGroup[CommandError]) -> CommandError:
    first = group.exceptions[0]
    return first_of(first) if isinstance(first, BaseExceptionGroup) else first


async def command(
    arguments: Sequence[str],
    *,
    what: str,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    remedy: str = "",
    apart: bool = False,
) -> str:
    """Runs it to its end and answers its output; a failure says what it wrote last.

    `apart` from the terminal, without which a server that was left behind is known as ours.
    """
    process = await asyncio.create_subprocess_exec(
        *arguments,
        cwd=folder,
        env={**without_ours(), **(environment or {})},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=apart,
    )
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        if process.returncode is None:
            process.terminate()
            await process.wait()
        raise
    text = output.decode(errors="replace")
    if process.returncode != 0:
        details = "\n".join(text.splitlines()[-LAST_LINES:])
        raise CommandError(f"{what} failed.", details=details, remedy=remedy)
    return text
