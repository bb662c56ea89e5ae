"""What the commands share: the program that they are part of, and what is around them."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """`program` is how whoever runs the commands calls them, `start` how a server that is away comes back.

    `lock` is held while a command of that name changes something.
    """

    program: str
    start: str = "Start it, or look at its address in the environment."
    lock: Callable[[str], AbstractContextManager[object]] = nullcontext
