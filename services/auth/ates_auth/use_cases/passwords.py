"""Password hashes: argon2id, made and checked in small pools of threads, so that a storm of sign-ins starves nobody.

What is suspect (too many attempts at an account from new addresses, registrations by nobody known) waits apart and has a
thread of its own: however much of it comes, everybody else is served as if it were not there.
"""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from passlib.context import CryptContext

from ates_chassis.shared.errors import TooMany
from ates_chassis.shared.text.rules import password_forms

_MEMORY_KIB = 19_456
_BUSY_RETRY_S = 2

_context = CryptContext(
    schemes=["argon2"],
    argon2__type="ID",
    argon2__memory_cost=_MEMORY_KIB,
    argon2__time_cost=2,
    argon2__parallelism=1,
)
Result = TypeVar("Result")


class Pool:
    """Threads that hash, and a bounded number of those who wait for them."""

    def __init__(self, name: str, *, threads: int, waiting_max: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self.waiting_max = waiting_max

    @property
    def waiting(self) -> int:
        return self._threads._work_queue.qsize()  # noqa: SLF001 - it tells nobody else

    async def run(self, work: Callable[[], Result]) -> Result:
        """Raises TooMany."""
        if self.waiting >= self.waiting_max:
            raise TooMany("too many people sign in just now", retry_after_s=_BUSY_RETRY_S)
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


# What waits longer than its client would is not worth starting: 36 ms each on a core that is free.
PLAIN = Pool("argon2", threads=2, waiting_max=200)
SUSPECT = Pool("argon2-suspect", threads=1, waiting_max=100)


class Verdict:
    """Whether a password is right, and the hash to keep from now on where the stored one is of an old kind."""

    __slots__ = ("new_hash", "right")

    def __init__(self, *, right: bool, new_hash: str | None) -> None:
        self.right = right
        self.new_hash = new_hash


async def hash_password(password: str, *, suspect: bool = False) -> str:
    """Of a password in the form of the rule for new ones. Raises TooMany."""
    hashed: str = await _pool(suspect).run(lambda: str(_context.hash(password)))
    return hashed


async def check_password(
    password: str, password_hash: str | None, *, suspect: bool = False
) -> Verdict:
    """Takes the same time where there is no hash, so that nobody learns who exists. Raises TooMany."""
    return await _pool(suspect).run(lambda: _check(password_forms(password), password_hash))


def _pool(suspect: bool) -> Pool:
    return SUSPECT if suspect else PLAIN


def _check(forms: Sequence[str], password_hash: str | None) -> Verdict:
    """Tries each form that the stored password may have had; an old form is hashed anew in today's, the first."""
    for form in forms:
        right, new_hash = _context.verify_and_update(form, password_hash or _nobodys_hash())
        if right and password_hash:
            renewed = new_hash if form == forms[0] else str(_context.hash(forms[0]))
            return Verdict(right=True, new_hash=renewed)
    return Verdict(right=False, new_hash=None)


@cache
def _nobodys_hash() -> str:
    return str(_context.hash(secrets.token_urlsafe(32)))
