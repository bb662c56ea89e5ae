"""Row `memory`: what each process of ours holds after the load of the other rows.

PSS where the system tells it (Linux: pages shared with other processes count by their share), else RSS.
"""

import psutil
from tests.bench.company import Bench
from tests.bench.figure import Figure

ROW = "memory"
TARGET_MB = 120.0


async def measure(bench: Bench) -> list[Figure]:
    return [_figure(name, process) for name, process in bench.processes().items()]


def _figure(name: str, process: psutil.Process) -> Figure:
    memory = process.memory_full_info()
    kind = "PSS" if hasattr(memory, "pss") else "RSS"
    return Figure(
        row=ROW,
        what=f"memory of {name} after the load ({kind})",
        value=getattr(memory, kind.lower()) / 1_000_000,
        unit="MB",
        more_is_better=False,
        target=TARGET_MB,
    )
