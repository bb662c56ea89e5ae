"""Programs that every machine has."""

import shutil


def program_of(name: str) -> str:
    path = shutil.which(name)
    assert path is not None, f"this machine has no {name}"
    return path
