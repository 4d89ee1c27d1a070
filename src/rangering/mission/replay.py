"""One replicate again, with everything that happened: the same draws, and a log that is kept this time."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.read import Catalog, load_catalog
from rangering.mission.asked import require_seed
from rangering.mission.codes import Event
from rangering.mission.compile import Compiled, compile_mission
from rangering.mission.kernels.place import place
from rangering.mission.kernels.replicate import run_raid_of
from rangering.mission.layout import Layout
from rangering.mission.plan import MissionPlan
from rangering.mission.results import Array, EventLog, Replay
from rangering.mission.run import lasting
from rangering.mission.state import Air, State, new_state
from rangering.mission.teach import taught
from rangering.scenario.models import Scenario
from rangering.scenario.record import record_of
from rangering.terrain.ground import Progress

_LINES = 1 << 14  # of the log at first; doubled until everything has room
_PATH_STEP_S = 5.0
"""Between positions kept of every flight."""


def replay(
    scenario: Scenario,
    *,
    replicate: int,
    seed: int,
    catalog: Catalog | None = None,
    fidelity: str = "full",
    days: float | None = None,
    jobs: int = 1,
    allow_defaults: bool = True,
    allow_assumed: bool = False,
    progress: Progress | None = None,
) -> Replay:
    """Play one replicate of a run again.

    Parameters
    ----------
    scenario : Scenario
        As it was run.
    replicate, seed : int
        Which replicate of which run.
    catalog : Catalog, optional
        As in the run; the shipped one if not given.
    fidelity : {"full", "fast", "both"}
        As in the run; "both" replays the full one.
    days : float, optional
        Of a run of raid after raid; none for one raid.
    jobs : int
        Threads for what has to be learnt first; changes nothing.
    allow_defaults, allow_assumed, progress
        As in `rangering.mission.run.simulate`.

    Returns
    -------
    Replay
        Its row is bit for bit that of the run on the same machine.

    Raises
    ------
    RangeringError
        As the run would.
    """
    require_seed(seed)
    known = catalog if catalog is not None else load_catalog()
    stated = scenario if days is None else lasting(scenario, days)
    tell = progress or (lambda _what, _share: None)
    made = compile_mission(
        stated, known, seed=seed, allow_defaults=allow_defaults, allow_assumed=allow_assumed,
        repeated=days is not None, progress=tell,
    )  # fmt: skip
    plan = made.plan if fidelity != "fast" else taught(made.plan, made.layout, jobs, tell).plan
    played = _play(plan, made.layout, replicate)
    return Replay(
        replicate=replicate,
        log=played.log,
        row=played.rows,
        path_time_s=played.path_time_s,
        path_m=played.path_m,
        names=made.names,
        layout=made.layout,
        sites=made.sites,
        title=scenario.title,
        provenance=record_of(stated, known, made.terrain[0], 0, seed) | {"seed": seed},
        labels=scenario.labels,
        capacity=_capacity(made),
    )


class _Played(NamedTuple):
    log: EventLog
    rows: NDArray[np.float32]
    path_time_s: Array
    path_m: NDArray[np.float32]


def _capacity(made: Compiled) -> NDArray[np.int64]:
    """Target channels, missile channels and rounds of a full load of every fire unit, shape (units, 3)."""
    units = made.plan.units
    return np.stack([units.targets, units.missiles, made.plan.loads.sum(axis=1)], axis=1).astype(np.int64)


def _play(plan: MissionPlan, layout: Layout, replicate: int) -> _Played:
    lines = _LINES
    while True:
        played = _try(plan, layout, replicate, lines)
        if played is not None:
            return played
        lines *= 2


def _try(plan: MissionPlan, layout: Layout, replicate: int, lines: int) -> _Played | None:
    """One replicate with so much room for its log; None where that was not enough."""
    state = new_state(plan, log_capacity=lines)
    rows = np.empty((plan.endure.raids, layout.end), dtype=np.float32)
    logs, paths = [], []
    times_s = np.arange(0.0, plan.clock.end_s + _PATH_STEP_S, _PATH_STEP_S)
    for occasion in range(plan.endure.raids):
        run_raid_of(occasion, replicate, plan, layout, state, rows[occasion])
        kept = int(state.log.length[0])
        if kept == lines:
            return None
        logs.append([column[:kept].copy() for column in state.log[:-1]])
        paths.append(_paths(plan, state.air, times_s, _ends(state, kept, plan)))
    occasion_of = np.repeat(np.arange(len(logs)), [len(each[0]) for each in logs])
    time_s, event, flight, unit, other, value = (np.concatenate(column) for column in zip(*logs, strict=True))
    log = EventLog(time_s, event, flight, unit, other, value, occasion_of.astype(np.int64))
    return _Played(log, rows, times_s, paths[0])


def _ends(state: State, kept: int, plan: MissionPlan) -> Array:
    """When each flight ceased to fly, from the log; the end of the raid for those still in the air. [s]"""
    ends_s = np.full(len(state.air.status), plan.clock.end_s)
    over = np.isin(state.log.event[:kept], (Event.HIT, Event.LEAKED, Event.LEFT))
    for time_s, flight in zip(state.log.time_s[:kept][over], state.log.flight[:kept][over], strict=True):
        ends_s[flight] = min(ends_s[flight], time_s)
    return ends_s


def _paths(plan: MissionPlan, air: Air, times_s: Array, ends_s: Array) -> NDArray[np.float32]:
    """Positions of every flight, NaN while it does not fly, shape (flights, times, 3). [m]"""
    path_m = np.full((len(air.status), len(times_s), 3), np.nan, dtype=np.float32)
    for f in range(len(air.status)):
        if not np.isfinite(air.start_s[f]):
            continue
        for n in np.flatnonzero((times_s >= air.start_s[f]) & (times_s <= ends_s[f])):
            path_m[f, n] = place(f, float(times_s[n]), air, plan.routes)[:3]
    return path_m
