"""The files that `./ates` writes: whole or not at all, and said to be damaged where they cannot be read."""

import contextlib
import json
import os
import secrets
from pathlib import Path
from typing import Any

from ates_chassis.shared.command_error import CommandError

OWNER_ONLY = 0o600


def write(file: Path, text: str, *, mode: int = OWNER_ONLY) -> None:
    """The old content stays until the new one is on the disk, whatever happens in between."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}.new")
    try:
        _write_synced(draft, text, mode)
        draft.replace(file)
        _sync_folder(file.parent)
    except OSError as error:
        raise CommandError(
            f"{file} cannot be written: {error.strerror or error}.",
            remedy="Make room on the disk and look at the folder's rights; the old file is unchanged.",
        ) from None
    finally:
        # Gone already where it took the place of the file.
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def _write_synced(draft: Path, text: str, mode: int) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        os.fchmod(descriptor, mode)
        out.write(text)
        out.flush()
        os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    """The name of a file is kept by its folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(file: Path, *, remedy: str) -> str | None:
    """None where there is no such file."""
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise damaged(file, "it is not text in UTF-8", remedy) from None
    except PermissionError:
        raise CommandError(
            f"{file} belongs to another user.",
            remedy="Run ./ates as the user who started this aTES, or give a folder of your own in ATES_STATE_DIR.",
        ) from None
    except OSError as error:
        raise damaged(file, error.strerror or str(error), remedy) from None


def read_object(file: Path, *, remedy: str) -> dict[str, Any] | None:
    """A JSON object; None where there is no such file."""
    text = read(file, remedy=remedy)
    if text is None:
        return None
    try:
        content = json.loads(text)
    except ValueError as error:
        why = "it is empty" if not text.strip() else f"it is not JSON ({error})"
        raise damaged(file, why, remedy) from None
    if not isinstance(content, dict):
        raise damaged(file, "it is not a JSON object", remedy)
    return content


def damaged(file: Path, why: str, remedy: str) -> CommandError:
    return CommandError(f"{file} is damaged: {why}.", remedy=remedy)
