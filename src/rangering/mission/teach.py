"""Rates of the fidelity `fast`, counted in full runs of the same plan.

A pilot of full replicates, with numbers no ordinary run reaches, counts how long flights spent without and
with a track, where their radars might expect how many detections a second, and how often that changed. A
bin nobody was in takes the nearest bin of its class that somebody was in, else that of all classes.
What a rate cannot carry is how wrong a track is: fast engagements aim at the true place and course. How far
off that is the pilot's own rows show.
Source: occurrence-exposure rates, Cox and Oakes, Analysis of Survival Data (1984), chapter 3.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering._jit import hold
from rangering.mission.kernels.expect import expected_hits
from rangering.mission.layout import Layout
from rangering.mission.measures import Rows
from rangering.mission.plan import FAST, FULL, ChainPlan, FloatArray, MissionPlan, SmallInts
from rangering.mission.state import State, new_state
from rangering.mission.workers import run_all
from rangering.terrain.ground import Progress

PILOT = 96  # replicates of the pilot
FIRST_OF_PILOT = 2_000_000_000  # their numbers: no run has so many
STEP_S = 4.0
EDGES = np.array([1e-12, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.45, 0.7, 1.0, 1.5])
"""Of the bins of detections a second to be expected; below the first there are none. [1/s]"""


class Taught(NamedTuple):
    """What a pilot gives."""

    plan: MissionPlan
    """At the fidelity `fast`."""
    rows: Rows
    """Of the pilot's full replicates: they show how far off the fast ones are."""


def taught(plan: MissionPlan, layout: Layout, jobs: int, progress: Progress, *, pilot: int = PILOT) -> Taught:
    """The plan with the rates of the fast fidelity, learnt from a pilot of full replicates.

    Parameters
    ----------
    plan, layout : MissionPlan, Layout
        As compiled, at full fidelity.
    jobs : int
        Threads.
    progress : callable
        Told what is being done and the share done.
    pilot : int
        Full replicates to learn from.

    Returns
    -------
    Taught
    """
    classes, bins = len(plan.targets.speed_m_s), expected_bins(plan, jobs)
    blank = np.zeros((classes, len(EDGES) + 1))
    learning = ChainPlan(STEP_S, bins, True, blank, blank, np.zeros((3, len(EDGES) + 1)), np.ones((3, 3)))
    full = plan._replace(
        chain=learning, clock=plan.clock._replace(fidelity=FULL), endure=plan.endure._replace(raids=1)
    )
    rows, states = run_all(
        full, layout, FIRST_OF_PILOT, pilot, jobs, lambda share: progress("learn rates", share)
    )
    fast = plan._replace(chain=_rates(learning, states, classes), clock=plan.clock._replace(fidelity=FAST))
    return Taught(fast, rows)


def expected_bins(plan: MissionPlan, jobs: int = 1) -> SmallInts:
    """Which bin of `EDGES` the detections a second to be expected fall into, along every route.

    Parameters
    ----------
    plan : MissionPlan
        As compiled: its radars and routes decide, and nothing that was learnt.
    jobs : int
        Threads.

    Returns
    -------
    int8 array, shape (pictures, classes, points)
    """
    classes, pictures = len(plan.targets.speed_m_s), len(plan.pictures.cue_id)
    hits = np.zeros((len(plan.routes.x_m), pictures, classes), dtype=np.float32)
    held = hold(plan)
    with ThreadPoolExecutor(jobs) as pool:
        for _ in pool.map(
            lambda klass: expected_hits(klass, held, hold(new_state(plan).air), hits), range(classes)
        ):
            pass
    return binned(hits, EDGES)


def binned(hits: NDArray[np.float32], edges: FloatArray) -> SmallInts:
    """Bins of a table of hits, shape (pictures, classes, all points): along a route they lie side by side."""
    bins = np.searchsorted(edges, hits, side="right").transpose(1, 2, 0)
    return np.ascontiguousarray(bins, dtype=np.int8)


def _rates(learning: ChainPlan, states: list[State], classes: int) -> ChainPlan:
    exposure_s = np.sum([each.counters.exposure_s for each in states], axis=0)
    changes = np.sum([each.counters.changes for each in states], axis=0)
    declared = np.sum([each.counters.declared for each in states], axis=0)
    # Of a side nobody declared anything of, what it is.
    declared = np.where(declared.sum(axis=1, keepdims=True) > 0.0, declared, np.eye(3))
    return learning._replace(
        learns=False,
        confirm=_filled(changes[0, :classes], exposure_s[0, :classes]),
        lose=_filled(changes[1, :classes], exposure_s[1, :classes]),
        declare=_filled(changes[2, :3], exposure_s[2, :3]),
        mistake=np.cumsum(declared, axis=1) / declared.sum(axis=1, keepdims=True),
    )


def _filled(changes: FloatArray, exposure_s: FloatArray) -> FloatArray:
    """Rates by row and bin; nobody is found where there is nothing to find."""
    pooled = np.where(exposure_s.sum(0) > 0.0, changes.sum(0) / np.maximum(exposure_s.sum(0), 1e-9), np.nan)
    found = np.where(exposure_s > 0.0, changes / np.maximum(exposure_s, 1e-9), np.nan)
    for row in found:
        known = np.flatnonzero(~np.isnan(row))
        source = row if known.size else pooled
        known = np.flatnonzero(~np.isnan(source))
        for b in range(len(row)):
            if np.isnan(row[b]):
                row[b] = source[known[np.argmin(np.abs(known - b))]] if known.size else 0.0
    return np.ascontiguousarray(found)
