"""Every password and key of this installation: generated once, kept in one file for the owner only."""

import base64
import json
import os
import secrets
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

KEY_BYTES = 32


@dataclass
class Passwords:
    file: Path
    known: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @classmethod
    def load(cls, file: Path) -> Self:
        known = json.loads(file.read_text()) if file.exists() else {}
        return cls(file, known)

    def of(self, name: str) -> str:
        return self._kept(name, secrets.token_urlsafe(24))

    def key(self, name: str) -> str:
        """A key in the form that Fernet wants."""
        return self._kept(name, base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode())

    def _kept(self, name: str, fresh: str) -> str:
        with self._lock:  # servers are prepared side by side, in threads
            if name not in self.known:
                self.known[name] = fresh
                self._save()
            return self.known[name]

    def _save(self) -> None:
        draft = self.file.with_suffix(".new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as out:
            json.dump(self.known, out, indent=1)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(self.file)
