"""How things are timed here: in turn with their peer, the median of several runs.

Machines are shared and noisy. A peer runs in the same minute, alternating with ours, so that a slow minute
slows both; medians and ratios are quoted, single times never.
"""

import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple


class Timed(NamedTuple):
    """Median and spread of several runs. [s]"""

    median_s: float
    least_s: float
    most_s: float

    def __str__(self) -> str:
        return f"{self.median_s:.3g} s ({self.least_s:.3g} to {self.most_s:.3g})"


def in_turn(tasks: dict[str, Callable[[], object]], runs: int = 5) -> dict[str, Timed]:
    """Run every task once unmeasured, then all of them in turn, `runs` times."""
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for task in tasks.values():
        task()
    for _ in range(runs):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            times[name].append(time.perf_counter() - start)
    return {name: Timed(median(t), min(t), max(t)) for name, t in times.items()}


def program(command: Sequence[str]) -> Callable[[], object]:
    """A task that runs a whole process and fails where it fails."""
    return lambda: subprocess.run(command, check=True, capture_output=True)


def have(name: str) -> bool:
    """Whether a peer is on this machine; its absence is said."""
    if shutil.which(name):
        return True
    print(f"  {name} is not on this machine: that peer is left out (Debian: apt install gdal-bin grass-core)")
    return False


def peak_memory_mb() -> float:
    """Largest resident size of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def row(what: str, figure: str, target: str = "") -> None:
    """One line of the report."""
    print(f"  {what:<64} {figure:<40} {target}")
