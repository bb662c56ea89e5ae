"""What a piece of work costs: wall time, the CPU of this process, and the CPU of all that take part."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil


@dataclass
class Spent:
    seconds: float = 0.0
    own_cpu_s: float = 0.0
    all_cpu_s: float = 0.0
    roots: list[psutil.Process] = field(default_factory=list)

    def rate(self, events: int) -> float:
        return events / self.seconds


def tree_cpu_s(root: psutil.Process) -> float:
    """Of a process and all below it; what ended is in the root's account of its children."""
    times = root.cpu_times()
    total = times.user + times.system + times.children_user + times.children_system
    for child in root.children(recursive=True):
        try:
            spent = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += spent.user + spent.system
    return float(total)


@contextmanager
def metered(pids: Iterable[int] = ()) -> Iterator[Spent]:
    """Measures the block. `pids` are the servers and services that take part, each with its children."""
    spent = Spent(roots=[psutil.Process(pid) for pid in pids])
    others = sum(tree_cpu_s(root) for root in spent.roots)
    own, started = time.process_time(), time.perf_counter()
    try:
        yield spent
    finally:
        spent.seconds = time.perf_counter() - started
        spent.own_cpu_s = time.process_time() - own
        spent.all_cpu_s = spent.own_cpu_s - others + sum(tree_cpu_s(root) for root in spent.roots)
