"""One replicate again, with everything that happened: the same draws, and a log that is kept this time."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.read import Catalog, load_catalog
from rangering.mission.asked import require_seed
from rangering.mission.codes import Event
from rangering.mission.compile import Compiled, compile_mission
from rangering.mission.kernels.paths import follow
from rangering.mission.kernels.replicate import run_replicates
from rangering.mission.layout import Layout
from rangering.mission.plan import MissionPlan
from rangering.mission.results import Array, EventLog, Replay
from rangering.mission.run import lasting
from rangering.mission.state import Air, new_state
from rangering.mission.teach import taught
from rangering.mission.watched import score_pictures
from rangering.scenario.models import Scenario
from rangering.scenario.record import record_of
from rangering.terrain.ground import Progress

_LINES = 1 << 15  # of the log at first: twice what `raid` writes; doubled until everything has room
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
    occasion: int = 0,
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
    occasion : int
        Which of its raids positions are kept of, from 0.
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
    played = play(plan, made.layout, replicate, occasion)
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
        occasion=occasion,
        picture=score_pictures(plan, made.layout, replicate, played.path_time_s, played.path_m)
        if occasion == 0
        else None,
    )


class Played(NamedTuple):
    """What one replicate left."""

    log: EventLog
    rows: NDArray[np.float32]
    path_time_s: Array
    path_m: NDArray[np.float32]


def _capacity(made: Compiled) -> NDArray[np.int64]:
    """Target channels, missile channels and rounds of a full load of every fire unit, shape (units, 3)."""
    units = made.plan.units
    return np.stack([units.targets, units.missiles, made.plan.loads.sum(axis=1)], axis=1).astype(np.int64)


def play(plan: MissionPlan, layout: Layout, replicate: int, shown: int = 0) -> Played:
    """One replicate with its log, and where flights were in the raid `shown`."""
    lines = _LINES
    while True:
        played = _try(plan, layout, replicate, shown, lines)
        if played is not None:
            return played
        lines *= 2


def _try(plan: MissionPlan, layout: Layout, replicate: int, shown: int, lines: int) -> Played | None:
    """One replicate with so much room for its log; None where that was not enough."""
    state = new_state(plan, log_capacity=lines)
    rows = np.empty((plan.endure.raids, layout.end), dtype=np.float32)
    run_replicates(replicate, 1, plan, layout, state, rows)
    kept = int(state.log.length[0])
    if kept == lines:
        return None
    kept_log = state.log
    log = EventLog(
        kept_log.time_s[:kept].copy(),
        kept_log.event[:kept].copy(),
        kept_log.flight[:kept].copy(),
        kept_log.unit[:kept].copy(),
        kept_log.other[:kept].copy(),
        kept_log.value[:kept].copy(),
        kept_log.occasion[:kept].copy(),
    )
    if shown < plan.endure.raids - 1:
        # Where the flights of a raid were is known while it is the last that was run.
        until = plan._replace(endure=plan.endure._replace(raids=shown + 1))
        run_replicates(replicate, 1, until, layout, state, np.empty_like(rows[: shown + 1]))
    times_s = np.arange(0.0, plan.clock.end_s + _PATH_STEP_S, _PATH_STEP_S)
    paths = _paths(plan, state.air, times_s, _ends(log, len(state.air.status), shown, plan))
    return Played(log, rows, times_s, paths)


def _ends(log: EventLog, flights: int, shown: int, plan: MissionPlan) -> Array:
    """When each flight ceased to fly, from the log; the end of the raid for those still in the air. [s]"""
    ends_s = np.full(flights, plan.clock.end_s)
    over = np.isin(log.event, (Event.HIT, Event.LEAKED, Event.LEFT)) & (log.occasion == shown)
    for time_s, flight in zip(log.time_s[over], log.flight[over], strict=True):
        ends_s[flight] = min(ends_s[flight], time_s)
    return ends_s


def _paths(plan: MissionPlan, air: Air, times_s: Array, ends_s: Array) -> NDArray[np.float32]:
    """Positions of every flight, NaN while it does not fly, shape (flights, times, 3). [m]"""
    path_m = np.full((len(air.status), len(times_s), 3), np.nan, dtype=np.float32)
    follow(times_s, ends_s, air, plan.routes, path_m)
    return path_m
