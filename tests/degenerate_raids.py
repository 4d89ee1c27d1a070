"""Raids in which all but one thing is switched off, so that a textbook says how they end.

What is left of a raid is a stream of flights and a number of channels, or one magazine, or one salvo. Chance
is judged by independent replicates: a mean lies within 4 of its standard errors of what is expected but once
in 16,000 times (normal law). Seeds are fixed: a test that passes, passes always.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from rangering.mission.kernels.replicate import run_replicates
from rangering.mission.plan import MissilePlan, MissionPlan, RaidPlan
from rangering.mission.state import ENGAGED, KILLED, layout_for, new_state
from tests.mission_scene import Coming, Site, hand_plan, ints, missile, reals, straight_routes

LONG_M = 1e6  # of a route: 5,000 s at 200 m/s, longer than anything that is waited for
STANDARD_ERRORS = 4.0


class Fates(NamedTuple):
    """What became of every flight in every replicate, in the order in which they came."""

    engaged: NDArray[np.bool_]  # (replicates, flights)
    killed: NDArray[np.bool_]
    rows: NDArray[np.float32]


def agrees(drawn: ArrayLike, expected: float, *, within: float) -> None:
    """Hold the mean of independent draws against what it should be, 4 errors being no more than `within`."""
    values = np.asarray(drawn, float)
    error = values.std(ddof=1) / np.sqrt(values.size)
    assert STANDARD_ERRORS * error <= within, f"{error:.2g} is too coarse a standard error"
    assert values.mean() == pytest.approx(expected, rel=0.0, abs=STANDARD_ERRORS * error + 1e-12)


def stream(
    count: int,
    rate_per_s: float,
    sites: Sequence[Site],
    *,
    seed: int = 1,
    poisson: bool = True,
    **other: object,
) -> MissionPlan:
    """One raid of so many flights, one after another at random times or evenly, that fly on for 5,000 s."""
    routes, _ = straight_routes([Coming(0.0, from_m=LONG_M)])
    plan = hand_plan((), sites, seed=seed, **other)  # type: ignore[arg-type]
    raid = RaidPlan(
        id=ints([11]), first_flight=ints([0]), size=ints([count]), start_s=reals([0.0]),
        spacing_s=reals([1.0 / rate_per_s]), poisson=np.array([poisson]), formation=ints([1]),
        formation_spacing_m=reals([0.0]), waves=ints([1]), wave_interval_s=reals([0.0]), mix=reals([[1.0]]),
        abort_after=ints([count + 1]), release_m=reals([0.0]), assets=ints([[0]]), asset_count=ints([1]),
        first_route=ints([[0]]), azimuths=1, step_m=LONG_M, enter_m=reals([[LONG_M]]),
    )  # fmt: skip
    return plan._replace(routes=routes, raids=raid, flights=plan.flights._replace(first_flight=count))


def fates(plan: MissionPlan, replicates: int) -> Fates:
    """Run replicates one by one and keep what happened to each flight."""
    layout, state = layout_for(plan), new_state(plan)
    rows = np.zeros((replicates, layout.end), np.float32)
    engaged, killed = [], []
    for k in range(replicates):
        run_replicates(k, 1, plan, layout, state, rows[k : k + 1])
        engaged.append(state.air.had & ENGAGED > 0)
        killed.append(state.air.status == KILLED)
    return Fates(np.array(engaged), np.array(killed), rows)


def waits_s(plan: MissionPlan, replicate: int, count: int) -> NDArray[np.float64]:
    """How long each flight of a stream waited for its fire unit, NaN for one that nobody took. [s]"""
    from rangering.mission.codes import Event

    layout, state = layout_for(plan), new_state(plan, log_capacity=40 * count)
    run_replicates(replicate, 1, plan, layout, state, np.zeros((1, layout.end), np.float32))
    kept = int(state.log.length[0])
    assert kept < 40 * count
    taken_s = np.full(count, np.nan)
    event, flight, time_s = state.log.event[:kept], state.log.flight[:kept], state.log.time_s[:kept]
    committed = event == Event.COMMITTED
    taken_s[flight[committed]] = time_s[committed]
    return taken_s - state.air.start_s


def own_missiles(plan: MissionPlan, sites: Sequence[Site], kill: Sequence[Sequence[float]]) -> MissionPlan:
    """Each fire unit with a type of its own; `kill` by type and class of target."""
    types = len(kill)
    one = missile(0.0, 0.0)
    many = {
        name: np.repeat(getattr(one, name), types, axis=0)
        for name in MissilePlan._fields
        if name != "kill_probability"
    }
    rounds = np.diag([each.rounds for each in sites]).astype(np.int64)
    return plan._replace(
        missiles=MissilePlan(kill_probability=reals(kill), **many)._replace(id=ints(range(7, 7 + types))),
        launchers=plan.launchers._replace(load=rounds, store=np.zeros_like(rounds)),
        loads=rounds,
        endure=plan.endure._replace(resupply=np.zeros_like(rounds)),
    )
