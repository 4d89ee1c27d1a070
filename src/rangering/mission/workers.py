"""Chunks of replicates over threads: the kernels let go of the interpreter, so threads are all it takes.

Each thread has its own state and writes its own rows; which thread runs which chunk changes nothing.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rangering._jit import hold
from rangering.mission.kernels.replicate import run_held
from rangering.mission.layout import Layout
from rangering.mission.plan import MissionPlan
from rangering.mission.state import State, new_state

CHUNK = 32  # replicates; small enough that a progress line moves, large enough that handing out costs nothing


def run_all(
    plan: MissionPlan,
    layout: Layout,
    first: int,
    count: int,
    jobs: int,
    progress: Callable[[float], None] | None = None,
) -> tuple[NDArray[np.float32], list[State]]:
    """Run replicates `first` to `first + count - 1`.

    Parameters
    ----------
    plan, layout : MissionPlan, Layout
        What is run.
    first, count : int
        Which replicates.
    jobs : int
        Threads.
    progress : callable, optional
        Told the share done.

    Returns
    -------
    float32 array, shape (count * raids, layout.end)
        Rows, replicate by replicate.
    list of State
        What the threads' states hold at the end: counts over all their replicates.
    """
    raids = plan.endure.raids
    rows = np.empty((count * raids, layout.end), dtype=np.float32)
    idle: SimpleQueue[Any] = SimpleQueue()
    states = [new_state(plan) for _ in range(max(1, min(jobs, -(-count // CHUNK))))]
    # Laid out once for all chunks: that takes longer than a chunk of fast replicates.
    held_plan = hold(plan)
    for state in states:
        idle.put(hold(state))

    def chunk(start: int) -> int:
        held_state = idle.get()
        size = min(CHUNK, count - start)
        part = rows[start * raids : (start + size) * raids]
        run_held(first + start, size, held_plan, layout, held_state, part)
        idle.put(held_state)
        return size

    starts = range(0, count, CHUNK)
    done = 0
    # The first chunk runs alone: where kernels must be compiled, one thread does it and the others wait.
    for size in map(chunk, starts[:1]):
        done += size
        if progress is not None:
            progress(done / count)
    with ThreadPoolExecutor(len(states)) as pool:
        for size in pool.map(chunk, starts[1:]):
            done += size
            if progress is not None:
                progress(done / count)
    return rows, states
