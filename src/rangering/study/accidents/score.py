"""How often a missile is launched at each flight of a scene, or takes it for its target.

A flight's chance is a sum over what may become of its answers (law of total probability): never understood,
read as another code, understood. Each part is played apart, so that what seldom happens costs no replicates;
the parts' weights are the probabilities that the chain itself would draw by. Every flight meets the unit in
the same state: its launchers are filled so far that no flight before it can have emptied them. Limits:
flights of one scene can still wait for each other's channels and operators.
Source: conditioning, Owen, Monte Carlo theory, methods and examples (2013), chapter 8.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering import _jit
from rangering.mission.compile import Compiled
from rangering.mission.kernels.replicate import run_held
from rangering.mission.plan import MissionPlan
from rangering.mission.state import new_state

FloatArray = NDArray[np.float64]
Hits = NDArray[np.int8]

_PLENTY = 1000  # times the rounds: no flight finds them spent
_CHUNK = 10


class Part(NamedTuple):
    """One thing that may become of every flight's answers, and how often it does."""

    name: str
    weight: float
    silent: float
    misread: float


def parts_of(plan: MissionPlan, *, apart: bool) -> tuple[Part, ...]:
    """What is played apart; their weights sum to 1. All together where `apart` is false."""
    silent, misread = float(plan.identify.silent_probability), float(plan.identify.misread_probability)
    if not apart:
        return (Part("as drawn", 1.0, silent, misread),)
    found = (
        Part("never understood", silent, 1.0, 0.0),
        Part("read as another code", (1.0 - silent) * misread, 0.0, 1.0),
        Part("understood", (1.0 - silent) * (1.0 - misread), 0.0, 0.0),
    )
    return tuple(each for each in found if each.weight > 0.0 or each.name == "understood")


def play(
    made: Compiled, part: Part, flights: NDArray[np.int64], *, replicates: int, jobs: int, first: int = 0
) -> Hits:
    """Why each flight was shot at in each replicate.

    Parameters
    ----------
    made : Compiled
        The scene.
    part : Part
        What becomes of every flight's answers.
    flights : int array, shape (n,)
        Their slots.
    replicates, first : int
        How many, and the first one's number.
    jobs : int
        Threads; they change nothing.

    Returns
    -------
    int8 array, shape (replicates, n)
        Bits of `rangering.mission.state`; 0: it was not.
    """
    identify = made.plan.identify._replace(silent_probability=part.silent, misread_probability=part.misread)
    launchers = made.plan.launchers._replace(load=made.plan.launchers.load * _PLENTY)
    plan = made.plan._replace(identify=identify, launchers=launchers, loads=made.plan.loads * _PLENTY)
    hits = np.zeros((replicates, len(flights)), dtype=np.int8)
    held = _jit.hold(plan)

    def chunk(start: int) -> None:
        state = new_state(plan)
        held_state, row = _jit.hold(state), np.empty((1, made.layout.end), dtype=np.float32)
        for n in range(start, min(start + _CHUNK, replicates)):
            run_held(first + n, 1, held, made.layout, held_state, row)
            hits[n] = state.air.wronged[flights]

    starts = range(0, replicates, _CHUNK)
    chunk(starts[0])  # alone: where kernels must be compiled, one thread does it
    with ThreadPoolExecutor(max(1, jobs)) as pool:
        list(pool.map(chunk, starts[1:]))
    return hits
