"""Password hashes: argon2id, made and checked in a small pool of threads, so that a storm of sign-ins starves nobody."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from passlib.context import CryptContext

from ates_chassis.errors import TooMany
from ates_chassis.text.rules import password_forms

_MEMORY_KIB = 19_456
_THREADS = 2
# What waits longer than its client would is not worth starting: 36 ms each, two at a time.
_WAITING_MAX = 200
_BUSY_RETRY_S = 2

_context = CryptContext(
    schemes=["argon2"],
    argon2__type="ID",
    argon2__memory_cost=_MEMORY_KIB,
    argon2__time_cost=2,
    argon2__parallelism=1,
)
_pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="argon2")
Result = TypeVar("Result")


class Verdict:
    """Whether a password is right, and the hash to keep from now on where the stored one is of an old kind."""

    __slots__ = ("new_hash", "right")

    def __init__(self, *, right: bool, new_hash: str | None) -> None:
        self.right = right
        self.new_hash = new_hash


async def hash_password(password: str) -> str:
    """Of a password in the form of the rule for new ones."""
    hashed: str = await _in_pool(lambda: str(_context.hash(password)))
    return hashed


async def check_password(password: str, password_hash: str | None) -> Verdict:
    """Takes the same time where there is no hash, so that nobody learns who exists."""
    return await _in_pool(lambda: _check(password_forms(password), password_hash))


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


async def _in_pool(work: Callable[[], Result]) -> Result:
    if _pool._work_queue.qsize() >= _WAITING_MAX:  # noqa: SLF001 - the pool has no bound of its own
        raise TooMany("too many people sign in just now", retry_after_s=_BUSY_RETRY_S)
    return await asyncio.get_running_loop().run_in_executor(_pool, work)
