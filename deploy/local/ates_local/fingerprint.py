"""What a program has loaded, as a digest: the next `./ates up` restarts it where that is no longer what lies on the disk."""

import hashlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

LENGTH = 16
# Written by Python and by editors beside what is loaded.
NOT_LOADED = ("__pycache__", "node_modules", ".mypy_cache", ".ruff_cache", ".pytest_cache")


def fingerprint(paths: Iterable[Path]) -> str:
    """Of contents and names, not of times: what a checkout of the same release touches restarts nothing."""
    digest = hashlib.sha256(sys.version.encode())
    for path in paths:
        for file in files_of(path):
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            digest.update(f"{path.name}/{file.relative_to(path)}:{content}\n".encode())
    return digest.hexdigest()[:LENGTH]


def files_of(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    for file in sorted(path.rglob("*")):
        hidden = any(
            part.startswith(".") or part in NOT_LOADED for part in file.relative_to(path).parts
        )
        if file.is_file() and not hidden and not file.name.endswith((".pyc", "~")):
            yield file


def of_executable(*programs: Path) -> str:
    """Programs of packages are replaced as a whole: name, size and time tell."""
    digest = hashlib.sha256()
    for program in programs:
        real = program.resolve()
        info = real.stat() if real.exists() else None
        digest.update(f"{real}:{info and (info.st_size, info.st_mtime_ns)}\n".encode())
    return digest.hexdigest()[:LENGTH]
