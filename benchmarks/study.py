"""Chunks of fast replicates over processes and a dask cluster: what two gain, and what the cluster costs.

Timed is the work, without the first quarter of its chunks: starting workers is told apart.
Two cores of a shared machine are not two: what two processes gain is held against what they gain, in the
same minutes, on a kernel that touches no memory.
"""

import pickle
import sys
import time
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

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
SPINS = 2_500_000  # draws of a chunk of the calibration: a fifth of the time of a chunk of replicates, or so
TURNS = 5
WORKERS = 2

Run = Callable[[Callable[[float], None]], None]


@compiled
def spin(first, count):
    """A sum of draws: arithmetic in registers and nothing else."""
    total = 0.0
    for k in range(count):
        total += uniforms(1, 2, k, 0, first, 21)[0]
    return total


def fast_chunk(folder: str, number: int) -> None:
    """A chunk of fast replicates, its scalars written beside the plan."""
    plan, layout = _plan(folder)
    rows, _ = run_all(plan, layout, number * CHUNK, CHUNK, 1)
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
    """Every row of the study."""
    print("study")
    made = compile_mission(load_scenario("first-raid"), load_catalog())
    quick = taught(made.plan, made.layout, WORKERS, lambda _what, _share: None).plan
    with TemporaryDirectory() as folder:
        (Path(folder) / "plan").write_bytes(pickle.dumps((quick, made.layout)))
        work = partial(fast_chunk, folder)
        for chunk in (work, spin_chunk):
            chunk(0)
        _two_against_one(work)
        if find_spec("distributed"):
            _cluster_against_processes(work)
        else:
            print("  dask.distributed is not installed: the cluster is left out")


def _timed(run: Run) -> tuple[float, float]:
    """Time to the end of the first chunk, and that of the chunks after the first quarter. [s]"""
    ends: list[float] = []
    start = time.perf_counter()
    run(lambda _share: ends.append(time.perf_counter()))
    return ends[0] - start, ends[-1] - ends[CHUNKS // 4 - 1]


def _two_against_one(work: Callable[[int], None]) -> None:
    ratios, gains, one_s = [], [], []
    for _ in range(TURNS):
        took = {
            (name, jobs): _timed(partial(run_in_processes, chunk, range(CHUNKS), jobs))[1]
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
    ratios, plain_starts, starts = [], [], []
    for _ in range(TURNS):
        plain_start_s, plain_s = _timed(partial(run_in_processes, work, range(CHUNKS), WORKERS))
        start_s, cluster_s = _timed(partial(run_on_cluster, work, range(CHUNKS), None, WORKERS))
        ratios.append(100.0 * (cluster_s / plain_s - 1.0))
        starts.append(start_s)
        plain_starts.append(plain_start_s)
    row("Dask local cluster against plain processes, same work", f"{_spread(ratios, '+.1f')} %", "≤ 5 %")
    row("from the call to the end of its first chunk", f"{_spread(starts, '.1f')} s")
    row("the same with plain processes", f"{_spread(plain_starts, '.1f')} s")


def _spread(values: Sequence[float], form: str) -> str:
    return f"{median(values):{form}} ({min(values):{form}} to {max(values):{form}})"


if __name__ == "__main__":
    sys.exit(main())
