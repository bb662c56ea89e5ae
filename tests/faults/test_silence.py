"""A process falls silent with its connections open (SIGSTOP), as on a half-open network; nobody waits for ever."""

import contextlib
import signal
from collections.abc import Iterator

import psutil
import pytest
from faults.load import now, quantile, statuses
from faults.reckoning import reckoned_load

from support.running_company import RunningCompany

SILENT_S = 11.5
# The gateway waits 10 s for a service, and 2 s for a connection.
ANSWERED_WITHIN_S = 13.0
SERVED = {200, 201, 403}
UNAVAILABLE = {503, 504}


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("rabbitmq", SERVED),
        ("postgres", SERVED | UNAVAILABLE),
    ],
)
async def test_silence_is_answered_in_time_and_nothing_is_lost_or_doubled(
    company: RunningCompany, name: str, answers: set[int]
) -> None:
    async with reckoned_load(company) as load:
        with silenced(company.process_pid(name)):
            since = now()
            await load.goes_on(SILENT_S)
            until = now()
    meanwhile = load.attempts(since=since, until=until)
    slowest = quantile((each.seconds for each in meanwhile), 1)
    print(f"{name} silent {SILENT_S:.0f} s: {statuses(meanwhile)}, slowest {slowest:.1f} s")
    assert statuses(meanwhile).keys() <= answers
    assert slowest < ANSWERED_WITHIN_S


@contextlib.contextmanager
def silenced(pid: int) -> Iterator[None]:
    """The process and those below it."""
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    signal_all(family, signal.SIGSTOP)
    try:
        yield
    finally:
        signal_all(family, signal.SIGCONT)


def signal_all(family: list[psutil.Process], how: signal.Signals) -> None:
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(how)
