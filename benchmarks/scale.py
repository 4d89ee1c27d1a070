"""What docs/explanation/scale.md reckons with: time and bytes of a replicate, and what one task costs.

Times are processor time, which a busy machine does not stretch much: of one core for replicates, of this very
process, which holds client and scheduler, for tasks. The first hundred tasks are left out.
"""

import pickle
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.timing import row
from rangering.catalog.read import load_catalog
from rangering.mission.codes import FIXED
from rangering.mission.compile import compile_mission
from rangering.mission.layout import Layout
from rangering.mission.plan import MissionPlan
from rangering.mission.teach import taught
from rangering.mission.workers import run_all
from rangering.scenario.read import load_scenario
from rangering.study.cluster import SETTINGS, run_on_cluster
from rangering.study.processes import run_in_processes
from rangering.tables import write_table

SCENARIOS = {"first-raid": (10_000, 2_000), "raid": (1_000, 150)}
"""Replicates of the fast fidelity and of the full one."""
TASKS, UNCOUNTED = 2_100, 100
MANY = 100  # workers that share one process with their scheduler


def nothing(number: int) -> None:
    """A chunk without any work."""


def main() -> None:
    """Both tables of measurements, of which the docs state how they were taken."""
    print("scale")
    for name, counts in SCENARIOS.items():
        _replicates(name, counts)
    _tasks("two plain processes", partial(run_in_processes, nothing, range(TASKS), 2))
    if not find_spec("distributed"):
        print("  dask.distributed is not installed: its tasks are left out")
        return
    _tasks("client and scheduler, cluster of two", partial(run_on_cluster, nothing, range(TASKS), None, 2))
    import dask
    from distributed import LocalCluster

    # A hundred event loops' worth of statistics in one process would be all that is measured.
    with dask.config.set(SETTINGS | {"distributed.comm.timeouts.tcp": "300s"}):
        many = LocalCluster(
            n_workers=MANY, threads_per_worker=1, processes=False, protocol="tcp://", memory_limit=0,
            silence_logs=50, dashboard_address="127.0.0.1:0", scheduler_kwargs={"dashboard": False},
        )  # fmt: skip
        with many:
            _tasks(
                f"client, scheduler and {MANY} workers in one process",
                partial(run_on_cluster, nothing, range(TASKS), many.scheduler_address, 0),
            )


def _replicates(name: str, counts: tuple[int, int]) -> None:
    made = compile_mission(load_scenario(name), load_catalog())
    quick = taught(made.plan, made.layout, 1, lambda _what, _share: None).plan
    rows = _fidelity(f"{name}: a fast replicate", quick, made.layout, counts[0])
    _fidelity(f"{name}: a full replicate", made.plan, made.layout, counts[1])
    row(f"{name}: its row in memory", f"{rows[0].nbytes} bytes")
    table = {f"measure_{n:02d}": np.ascontiguousarray(rows[:, n]) for n in range(FIXED)}
    with TemporaryDirectory() as folder:
        path = write_table(table | {"replicate": np.arange(len(rows))}, Path(folder) / "rows.parquet")
        row(f"{name}: {FIXED} scalars and a number, Parquet", f"{path.stat().st_size / len(rows):.0f} bytes")
    row(f"{name}: the plan, pickled", f"{len(pickle.dumps(quick)) / 1e6:.1f} MB")


def _fidelity(what: str, plan: MissionPlan, layout: Layout, count: int) -> np.ndarray:
    run_all(plan, layout, 0, 32, 1)
    spent_s = time.process_time()
    rows, _ = run_all(plan, layout, 0, count, 1)
    row(what, f"{1e3 * (time.process_time() - spent_s) / count:.2f} ms")
    return rows


def _tasks(what: str, run: Callable[[Callable[[float], None]], None]) -> None:
    """Processor time of this process, and time that passes, for each task; the start apart."""
    spent_s, passed_s = [], []

    def told(_share: float) -> None:
        spent_s.append(time.process_time())
        passed_s.append(time.perf_counter())

    began_s = time.perf_counter()
    run(told)
    counted = TASKS - UNCOUNTED
    each_ms, apart_ms = (1e3 * (at[-1] - at[UNCOUNTED - 1]) / counted for at in (spent_s, passed_s))
    row(
        what,
        f"{each_ms:.2f} ms a task",
        f"one every {apart_ms:.1f} ms; {passed_s[0] - began_s:.1f} s to the first",
    )


if __name__ == "__main__":
    sys.exit(main())
