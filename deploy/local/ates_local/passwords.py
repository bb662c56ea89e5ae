"""Every password and key of this installation: generated once, kept in one file for the owner only."""

import base64
import json
import secrets
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from ates_local import state_files

KEY_BYTES = 32
# Made anew it would fit neither the databases nor the keys in them.
REMEDY = (
    "Bring it back from a backup of the state folder: it has the passwords of the data. "
    "Or give the data up: ./ates reset"
)


@dataclass
class Passwords:
    file: Path
    known: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @classmethod
    def load(cls, file: Path) -> Self:
        return cls(file, state_files.read_object(file, remedy=REMEDY) or {})

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
        state_files.write(self.file, json.dumps(self.known, indent=1))
