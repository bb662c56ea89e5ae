"""What lists of tasks tell beside the tasks."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Count:
    """How many tasks were found; where there are `more`, counting stopped at `count`."""

    count: int
    more: bool


@dataclass(frozen=True, slots=True)
class Load:
    """How many open tasks somebody has."""

    assignee_id: UUID
    open: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How the open tasks spread over people: how many tasks, over how many people, and some of the people."""

    open: int
    people: int
    items: list[Load]
