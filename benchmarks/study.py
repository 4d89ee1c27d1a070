"""Chunks of fast replicates over processes and a dask cluster: what two gain, and what the cluster costs.

Timed is the work, without the first quarter of its chunks: both sides are warm, and starting is told apart.
Two cores of a shared machine are not two: what two processes gain is held against what they gain, in the
same minutes, on a kernel that touches no memory. What a cluster costs is told twice: as time that passes,
and as processor time of this process and all it started. The latter holds on a busy machine too, but does
not see workers that wait for their next chunk.

`python -m benchmarks.study cluster` measures the cluster alone (some five minutes on two idle cores).
"""

import pickle
import resource
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

from benchmarks.timing import row
from rangering._jit import compiled
from rangering.catalog.read import load_catalog
from rangering.mission.codes import FIXED
from rangering.mission.compile import compile_mission
from rangering.mission.layout import Layout
from rangering.mission.plan import MissionPlan
from rangering.mission.teach import taught
from rangering.mission.workers import run_all
from rangering.scenario.read import load_scenario
from rangering.streams import uniforms
from rangering.study.cluster import run_on_cluster
from rangering.study.processes import run_in_processes

CHUNKS, CHUNK = 40, 2500  # 100,000 replicates
CLUSTER_CHUNKS, CLUSTER_CHUNK = 16, 10_000  # of some seconds, as studies have them
SPINS = 2_500_000  # draws of a chunk of the calibration: a fifth of the time of a chunk of replicates, or so
TURNS = 5
WORKERS = 2

Run = Callable[[Callable[[float], None]], None]


class Took(NamedTuple):
    """Of one run over chunks. [s]"""

    start_s: float
    """From the call to the end of the first chunk."""
    warm_s: float
    """From the end of the first quarter of the chunks to that of the last."""
    warm_cpu_s: float
    """Processor time of all processes in that time."""
    all_s: float
    """From the call until everything is stopped."""
    all_cpu_s: float


@compiled
def spin(first, count):
    """A sum of draws: arithmetic in registers and nothing else."""
    total = 0.0
    for k in range(count):
        total += uniforms(1, 2, k, 0, first, 21)[0]
    return total


def fast_chunk(folder: str, count: int, number: int) -> None:
    """A chunk of so many fast replicates, its scalars written beside the plan."""
    plan, layout = _plan(folder)
    rows, _ = run_all(plan, layout, number * count, count, 1)
    np.save(Path(folder) / f"{number}.npy", rows[:, :FIXED])


def spin_chunk(number: int) -> None:
    """A chunk of the calibration."""
    if not 0.0 < spin(number, SPINS) < SPINS:
        raise ArithmeticError("draws between 0 and 1 add up to no such sum")


@lru_cache(maxsize=1)
def _plan(folder: str) -> tuple[MissionPlan, Layout]:
    plan, layout = pickle.loads((Path(folder) / "plan").read_bytes())
    return plan, layout


def main() -> None:
    """Every row of the study, or those of the cluster alone."""
    print("study")
    made = compile_mission(load_scenario("first-raid"), load_catalog())
    quick = taught(made.plan, made.layout, WORKERS, lambda _what, _share: None).plan
    with TemporaryDirectory() as folder:
        (Path(folder) / "plan").write_bytes(pickle.dumps((quick, made.layout)))
        work = partial(fast_chunk, folder, CHUNK)
        for chunk in (work, spin_chunk):
            chunk(0)
        if "cluster" not in sys.argv[1:]:
            _two_against_one(work)
        if find_spec("distributed"):
            _cluster_against_processes(partial(fast_chunk, folder, CLUSTER_CHUNK))
        else:
            print("  dask.distributed is not installed: the cluster is left out")


def _timed(run: Run, chunks: int) -> Took:
    ends: list[float] = []
    warm_cpu_s = [0.0, 0.0]

    def told(_share: float) -> None:
        ends.append(time.perf_counter())
        if len(ends) in (chunks // 4, chunks):
            warm_cpu_s[len(ends) == chunks] = _processor_s()

    start, cpu_s = time.perf_counter(), _ended_processor_s()
    run(told)
    return Took(
        ends[0] - start,
        ends[-1] - ends[chunks // 4 - 1],
        warm_cpu_s[1] - warm_cpu_s[0],
        time.perf_counter() - start,
        _ended_processor_s() - cpu_s,
    )


def _processor_s() -> float:
    """Processor time of this process and of those below it that live, which no system call adds up. [s]"""
    if not find_spec("psutil"):  # comes with dask.distributed
        return 0.0
    import psutil

    here = psutil.Process()
    spent = 0.0
    for each in (here, *here.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            times = each.cpu_times()
            spent += times.user + times.system
    return spent


def _ended_processor_s() -> float:
    """The same of this process and those below it that have ended. [s]"""
    spent = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        used = resource.getrusage(who)
        spent += used.ru_utime + used.ru_stime
    return spent


def _two_against_one(work: Callable[[int], None]) -> None:
    ratios, gains, one_s = [], [], []
    for _ in range(TURNS):
        took = {
            (name, jobs): _timed(partial(run_in_processes, chunk, range(CHUNKS), jobs), CHUNKS).warm_s
            for name, chunk in (("spin", spin_chunk), ("fast", work))
            for jobs in (1, WORKERS)
        }
        gains.append(took["fast", 1] / took["fast", WORKERS])
        ratios.append(gains[-1] / (took["spin", 1] / took["spin", WORKERS]))
        one_s.append(took["fast", 1])
    rate = (CHUNKS - CHUNKS // 4) * CHUNK / median(one_s)
    row("fast replicates a second, first-raid, one process", f"{rate:,.0f}")
    row(
        f"two processes against one, {CHUNKS * CHUNK:,} fast replicates", f"{median(gains):.2f} times as fast"
    )
    row("that gain over the calibration kernel's", _spread(ratios, ".2f"), "≥ 0.93")


def _cluster_against_processes(work: Callable[[int], None]) -> None:
    numbers = range(CLUSTER_CHUNKS)
    plain, cluster = [], []
    for turn in range(TURNS):
        sides = [
            (plain, partial(run_in_processes, work, numbers, WORKERS)),
            (cluster, partial(run_on_cluster, work, numbers, None, WORKERS)),
        ]
        # Whoever comes second may find a warmer or a busier machine: they take turns at that too.
        for found, run in sides if turn % 2 == 0 else reversed(sides):
            found.append(_timed(run, CLUSTER_CHUNKS))
    named = "Dask local cluster against plain processes"
    print(f"  {CLUSTER_CHUNKS} chunks of {CLUSTER_CHUNK:,} fast replicates, {TURNS} turns; cluster, plain")
    row(f"{named}, warm", f"{_over(plain, cluster, 'warm_s')} %", "≤ 5 %")
    row("the same in processor time of all processes", f"{_over(plain, cluster, 'warm_cpu_s')} %")
    row("the same with start and stop", f"{_over(plain, cluster, 'all_cpu_s')} %")
    for field, what in (
        ("start_s", "from the call to the end of the first chunk"),
        ("warm_s", "from a quarter of the chunks to the last"),
        ("warm_cpu_s", "processor time in that time"),
        ("all_s", "from the call until all is stopped"),
        ("all_cpu_s", "processor time in that time"),
    ):
        row(what, " s, ".join(_spread(_of(side, field), ".1f") for side in (cluster, plain)) + " s")


def _of(side: Sequence[Took], field: str) -> list[float]:
    return [getattr(each, field) for each in side]


def _over(plain: Sequence[Took], cluster: Sequence[Took], field: str) -> str:
    """How much more the cluster takes, turn by turn, in percent."""
    pairs = zip(_of(plain, field), _of(cluster, field), strict=True)
    return _spread([100.0 * (more / less - 1.0) for less, more in pairs], "+.1f")


def _spread(values: Sequence[float], form: str) -> str:
    return f"{median(values):{form}} ({min(values):{form}} to {max(values):{form}})"


if __name__ == "__main__":
    sys.exit(main())
