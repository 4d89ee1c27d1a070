"""Replicates of a cell with what they say about time: leakers and kills so far, and missiles left.

One raid: every replicate is played with its log, as a replay does, and what the log says of leaks, kills and
launches is counted up to each step of a grid; the log itself is forgotten. Raid after raid: what the rows say
of each raid, summed so far; a step ends where the next raid begins. Rows are bit for bit those of a run
without any of it.

The grid is the plan's: its step doubles from `STEP_S`, or from the time between two raids, until there are no
more than `MOST_STEPS`. Grids of other readings, whose raids last longer or less long, so nest in one another.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering import _jit
from rangering.mission.codes import Count, Event
from rangering.mission.kernels.endure import delivered
from rangering.mission.kernels.replicate import run_held
from rangering.mission.layout import Layout
from rangering.mission.plan import HOSTILE, MissionPlan
from rangering.mission.state import flights_in, new_state
from rangering.study.running import Running

IntArray = NDArray[np.int64]
Rows = NDArray[np.float32]

LEAKERS, KILLED, MISSILES_LEFT = "leakers", "killed", "missiles_left"
NAMES = (LEAKERS, KILLED, MISSILES_LEFT)
"""What is kept: hostile flights that have got through so far, those killed so far, and the missiles not yet
fired, on launchers and in stores."""
COLUMNS: dict[str, str] = {
    "arm": "int32",
    "reading": "int32",
    "name": "int8",  # its place in `NAMES`
    "step_s": "int32",  # of this cell's grid
    "step": "int16",
    "value": "int32",
    "replicates": "int32",
}
"""Of a chunk: how many replicates of a cell had each value at each step."""
STEP_S = 5
MOST_STEPS = 150
_LINES = 1 << 15  # of the log at first; doubled until everything has room
_AT_ONCE = 256  # replicates whose series are held at a time: memory stays flat
_COUNTS = (Count.LEAKERS, Count.KILLED, Count.MISSILES)
_SAYS = np.full(len(Event), -1)
_SAYS[[Event.LEAKED, Event.HIT, Event.LAUNCHED]] = 0, 1, 2


class Grid(NamedTuple):
    """When a plan is looked at: at 0, and at the end of each step."""

    step_s: int
    steps: int
    raids: int
    """Raids of one step; 0 where a step is a part of the only raid."""


class Played(NamedTuple):
    """What some replicates left."""

    rows: Rows
    """As `rangering.mission.workers.run_all` gives them."""
    step_s: int
    over_time: Mapping[str, Running]
    """By name; the first step is time 0."""

    def table(self, arm: int, reading: int) -> dict[str, NDArray[Any]]:
        """The columns of `COLUMNS`, for that cell."""
        parts = []
        for number, name in enumerate(NAMES):
            part = self.over_time[name].table()
            stated = {"arm": arm, "reading": reading, "name": number, "step_s": self.step_s}
            parts.append({key: np.full(len(part["step"]), value) for key, value in stated.items()} | part)
        return {
            key: np.concatenate([part[key] for part in parts]).astype(kind) for key, kind in COLUMNS.items()
        }


def grid_of(plan: MissionPlan) -> Grid:
    """The grid of a plan."""
    several = plan.endure.raids > 1
    step_s = max(round(plan.endure.interval_s), 1) if several else STEP_S
    least = plan.endure.raids if several else max(int(np.ceil(plan.clock.end_s / STEP_S)), 1)
    merged = 1
    while -(-least // merged) > MOST_STEPS:
        merged *= 2
    return Grid(step_s * merged, -(-least // merged), merged if several else 0)


def play(plan: MissionPlan, layout: Layout, first: int, count: int) -> Played:
    """Run replicates `first` to `first + count - 1`, and keep what they say about time.

    Parameters
    ----------
    plan, layout : MissionPlan, Layout
        What is run.
    first, count : int
        Which replicates.
    """
    grid, raids = grid_of(plan), plan.endure.raids
    rows = np.empty((count * raids, layout.end), dtype=np.float32)
    stock = _stock(plan, grid)
    hostile = _hostile(plan)
    most = {LEAKERS: int(hostile.sum()) * raids, KILLED: int(hostile.sum()) * raids,
            MISSILES_LEFT: int(stock.max())}  # fmt: skip
    found = {name: Running.empty(grid.steps + 1, most[name]) for name in NAMES}
    player = _Player(plan, layout, grid, hostile)
    for start in range(0, count, _AT_ONCE):
        size = min(_AT_ONCE, count - start)
        so_far = player.so_far(first + start, rows[start * raids : (start + size) * raids])
        values = {LEAKERS: so_far[:, 0], KILLED: so_far[:, 1], MISSILES_LEFT: stock - so_far[:, 2]}
        found = {name: found[name].merged(Running.of(values[name], most[name])) for name in NAMES}
    return Played(rows, grid.step_s, found)


class _Player:
    """Plays replicates one by one: their rows, and what has happened by each step."""

    def __init__(self, plan: MissionPlan, layout: Layout, grid: Grid, hostile: NDArray[np.bool_]) -> None:
        self._layout, self._grid, self._raids = layout, grid, plan.endure.raids
        self._plan, self._held, self._hostile = plan, _jit.hold(plan), hostile
        self._keep(0 if grid.raids else _LINES)

    def _keep(self, lines: int) -> None:
        self._state = new_state(self._plan, log_capacity=lines)
        self._held_state = _jit.hold(self._state)

    def so_far(self, first: int, rows: Rows) -> IntArray:
        """Leaks, kills and launches by each step; rows are written.

        Returns
        -------
        int array, shape (replicates, 3, steps + 1)
        """
        count = len(rows) // self._raids
        happened = np.zeros((count, len(NAMES), self._grid.steps + 1), dtype=np.int64)
        for n in range(count):
            own = rows[n * self._raids : (n + 1) * self._raids]
            self._play(first + n, own)
            happened[n] = self._by_raid(own) if self._grid.raids else self._by_time()
        return np.cumsum(happened, axis=2)

    def _play(self, replicate: int, rows: Rows) -> None:
        run_held(replicate, 1, self._held, self._layout, self._held_state, rows)
        lines = len(self._state.log.time_s)
        if lines and int(self._state.log.length[0]) == lines:
            self._keep(2 * lines)
            self._play(replicate, rows)

    def _by_time(self) -> IntArray:
        """How often each thing happened in each step, from the log of the replicate just played."""
        log, steps = self._state.log, self._grid.steps + 1
        kept = int(log.length[0])
        what = _SAYS[log.event[:kept]]
        at = np.flatnonzero(what >= 0)
        what, flight = what[at], log.flight[at]
        counts = (what != 1) | self._hostile[flight]  # of kills those of hostile flights
        step = np.minimum(np.ceil(log.time_s[at] / self._grid.step_s).astype(np.int64), steps - 1)
        found: IntArray = np.bincount((what * steps + step)[counts], minlength=len(NAMES) * steps)
        return found.reshape(len(NAMES), steps)

    def _by_raid(self, rows: Rows) -> IntArray:
        """The same, from the rows of raids in a row."""
        found = np.zeros((len(NAMES), self._grid.steps + 1), dtype=np.int64)
        step = 1 + np.arange(self._raids) // self._grid.raids
        for number, count in enumerate(_COUNTS):
            np.add.at(found[number], step, rows[:, count].astype(np.int64))
        return found


def _stock(plan: MissionPlan, grid: Grid) -> IntArray:
    """Missiles that there would be at each step if none were fired, shape (steps + 1,)."""
    rounds = int(plan.loads.sum() + plan.launchers.store.sum())
    stock = np.full(grid.steps + 1, rounds, dtype=np.int64)
    if grid.raids and plan.endure.resupply_interval_s < np.inf:
        # Before the raid that a step ends with; none comes after the last.
        raids = np.minimum(np.arange(grid.steps + 1) * grid.raids, plan.endure.raids - 1)
        endure = _jit.hold(plan.endure)
        came = np.array([delivered(n * plan.endure.interval_s, endure) for n in raids.tolist()])
        stock += (came - came[0]) * int(plan.endure.resupply.sum())
    return stock


def _hostile(plan: MissionPlan) -> NDArray[np.bool_]:
    """Whether each slot for a flight is one for a hostile flight."""
    found = np.ones(flights_in(plan), dtype=np.bool_)
    found[plan.flights.first_flight :] = plan.flights.side == HOSTILE
    return found
