"""Histories of one reading, in chunks over threads: the kernels let go of the interpreter.

Each chunk has its own state and writes its own rows, and draws are keyed by the number of the history: which
thread runs which chunk changes no bit.
"""

from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

import numpy as np

from rangering._jit import hold
from rangering.errors import ProgrammeError
from rangering.programme.kernels.history import play_many
from rangering.programme.plan import Plan
from rangering.programme.state import BATCHES, QUEUE, WAITING, Out, State, make_out, make_state

CHUNK = 128  # histories; large enough that handing out costs nothing


def play_plan(plan: Plan, histories: int, seed: int, jobs: int = 1, first: int = 0) -> Out:
    """What so many histories of a plan leave.

    Parameters
    ----------
    plan : Plan
        One reading.
    histories : int
        How many, 1 or more. Each takes 4 bytes a month and row of the report: 16 kB in 20 years.
    seed : int
        Of all draws, 0 to 2³² - 1.
    jobs : int
        Threads.
    first : int
        Number of the first history.

    Returns
    -------
    Out
        Its first axis counts the histories.

    Raises
    ------
    ProgrammeError
        More happens at once than a history has room for.
    """
    out = make_out(plan, histories)
    held_plan = hold(plan)
    starts = range(0, histories, CHUNK)
    idle: SimpleQueue[State] = SimpleQueue()
    threads = max(1, min(jobs, len(starts)))
    for _ in range(threads):
        idle.put(make_state(plan))

    def chunk(start: int) -> None:
        state = idle.get()
        part = Out._make(each[start : start + CHUNK] for each in out)
        play_many(held_plan, hold(state), hold(part), seed, first + start, len(part.events))
        idle.put(state)

    # The first chunk runs alone: where kernels must be compiled, one thread does it and the others wait.
    chunk(0)
    if threads == 1:
        for start in starts[1:]:
            chunk(start)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(chunk, starts[1:]))
    _require_room(out, first)
    return out


def _require_room(out: Out, first: int) -> None:
    """Raises ProgrammeError where a history was cut short."""
    full = np.flatnonzero(out.overflow)
    if len(full):
        raise ProgrammeError(
            f"has more under way at once than a history holds: {QUEUE:,} events, {WAITING:,} orders of one "
            f"component, {BATCHES:,} batches of missiles",
            where=f"history {first + int(full[0])}",
            mend="look at the rates of faults and firings, or how many items a fire unit has",
        )
