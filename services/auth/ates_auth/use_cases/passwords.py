"""Password hashes: argon2id, made and checked in small pools of threads, so that a storm of sign-ins starves nobody.

A try costs one hash, whatever was typed. A second one, of an older form, is made for hashes from before the rule for
passwords alone, and for nobody who is suspect.

What is suspect (too many attempts at an account from new addresses, registrations by nobody known) waits apart and has a
thread of its own: however much of it comes, everybody else is served as if it were not there.
"""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from time import perf_counter
from typing import TypeVar

from passlib.context import CryptContext

from ates_chassis.shared.errors import TooManyError
from ates_chassis.shared.text.rules import PasswordForms, password_forms

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


class HashingPool:
    """Threads that hash, and a bounded number of those who wait for them."""

    def __init__(self, name: str, *, threads: int, waiting_max: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self.waiting_max = waiting_max

    @property
    def waiting(self) -> int:
        return self._threads._work_queue.qsize()  # noqa: SLF001 - it tells nobody else

    async def run(self, work: Callable[[], Result]) -> Result:
        """Raises TooManyError."""
        if self.waiting >= self.waiting_max:
            raise TooManyError("too many people sign in just now", retry_after_s=_BUSY_RETRY_S)
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


# What waits longer than its client would is not worth starting: 36 ms each on a core that is free.
PLAIN = HashingPool("argon2", threads=2, waiting_max=200)
SUSPECT = HashingPool("argon2-suspect", threads=1, waiting_max=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPassword:
    """A hash, and whether it is of a password that the rule of today prepared."""

    hash: str
    prepared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordCheck:
    """Whether a password is right, and what to keep of it from now on where that is another than what is stored."""

    right: bool
    renewed: StoredPassword | None = None


async def hash_password(password: str, *, suspect: bool = False) -> str:
    """Of a password in the form of the rule for new ones. Raises TooManyError."""
    hashed: str = await _pool(suspect).run(lambda: str(_context.hash(password)))
    return hashed


async def check_password(
    password: str, stored: StoredPassword | None, *, suspect: bool = False
) -> PasswordCheck:
    """Takes the same time where nothing is stored, so that nobody learns who exists. Raises TooManyError."""
    forms, pool = password_forms(password), _pool(suspect)
    verdict, took_s = await pool.run(lambda: _check_form_of_today(forms, stored))
    if verdict.right or forms.older is None or suspect:
        return verdict
    if stored is None or stored.prepared:
        # As long as the second hash of an account that has one, without costing it.
        await asyncio.sleep(took_s)
        return verdict
    return await pool.run(lambda: _check_older_form(forms, stored))


def _pool(suspect: bool) -> HashingPool:
    return SUSPECT if suspect else PLAIN


def _check_form_of_today(
    forms: PasswordForms, stored: StoredPassword | None
) -> tuple[PasswordCheck, float]:
    """And how long the hash took."""
    against = stored.hash if stored else _nobodys_hash()
    started = perf_counter()
    right, new_hash = _context.verify_and_update(forms.of_today, against)
    took_s = perf_counter() - started
    if not right or stored is None:
        return PasswordCheck(right=False), took_s
    rehashed = StoredPassword(hash=new_hash or stored.hash, prepared=forms.prepared)
    return PasswordCheck(right=True, renewed=None if rehashed == stored else rehashed), took_s


def _check_older_form(forms: PasswordForms, stored: StoredPassword) -> PasswordCheck:
    """Where it is right it is hashed anew in the form of today, so that the next try is like everybody's."""
    right = _context.verify(forms.older, stored.hash)
    if not right or not forms.prepared:
        return PasswordCheck(right=right)
    renewed = StoredPassword(hash=_context.hash(forms.of_today), prepared=True)
    return PasswordCheck(right=True, renewed=renewed)


@cache
def _nobodys_hash() -> str:
    return str(_context.hash(secrets.token_urlsafe(32)))
