"""The engine against an independent model of channels, magazines, reload and doctrine: the same raids end
alike.

Raids are generated, so small that both run hundreds of times and so tight that everything runs short. Leakers
and shots of both are held against each other by the chi-square test of two samples, cells of fewer than 20
taken together. Each comparison may fail by chance once in 90,000 times, so that all of them together do so
less than once in 1,000 (Bonferroni).
"""

import numpy as np
from hypothesis import given, settings
from scipy.stats import chi2_contingency

from rangering.mission.codes import Count
from rangering.mission.plan import MissionPlan
from tests.mission_scene import Coming, Site, hand_plan, ints, reals, run
from tests.oracle.simpy_raid import SmallRaid, SmallUnit, Window, fight, small_raids

RUNS, RAIDS = 400, 40
LEVEL = 1e-3 / (2 * RAIDS + 10)
LEAST = 20  # in a cell of both samples together
SPEED_M_S = 200.0
INSIDE_M = 4e6  # the window closes here; from here on the target flies for hours


def planned(raid: SmallRaid, seed: int = 1) -> MissionPlan:
    """The raid as a plan: the window is open until the fire zone ends, far before the asset."""
    flights = [
        Coming(w.opens_s, SPEED_M_S, INSIDE_M + SPEED_M_S * (w.closes_s - w.opens_s)) for w in raid.targets
    ]
    sites = [
        Site(
            targets=unit.target_channels,
            missiles=unit.missile_channels,
            reload_s=raid.reload_s,
            reaction_s=raid.reaction_s,
            interval_s=raid.interval_s,
            assessment_s=raid.assessment_s,
            miss_called_kill=raid.miss_called_kill,
            kill_called_miss=raid.kill_called_miss,
            salvo=raid.salvo,
            looks=raid.salvo == 1,
            most_shots=raid.max_shots,
            zone_min_m=INSIDE_M,
            launchers=len(unit.launchers),
        )
        for unit in raid.units
    ]
    plan = hand_plan(flights, sites, flight_s=raid.targets[0].flight_s, seed=seed)
    types = len(raid.kill_probability)
    missiles = plan.missiles._make(np.repeat(column, types, axis=0) for column in plan.missiles)
    return plan._replace(
        missiles=missiles._replace(kill_probability=reals(raid.kill_probability).reshape(-1, 1)),
        launchers=plan.launchers._replace(
            load=ints([load for unit in raid.units for load in unit.launchers]).reshape(-1, types),
            store=ints([unit.store for unit in raid.units]).reshape(-1, types),
        ),
        loads=ints([np.sum(unit.launchers, axis=0) for unit in raid.units]).reshape(-1, types),
        endure=plan.endure._replace(resupply=np.zeros((len(raid.units), types), np.int64)),
    )


def chance(one: np.ndarray, other: np.ndarray) -> float:
    """Probability that two samples of one law differ as much: chi-square, small cells taken together."""
    values, place = np.unique(np.concatenate([one, other]), return_inverse=True)
    cells = [np.bincount(part, minlength=len(values)) for part in np.split(place, [len(one)])]
    table, held = [], np.zeros(2)
    for cell in np.stack(cells, axis=1):
        held = held + cell
        if held.sum() >= LEAST:
            table.append(held)
            held = np.zeros(2)
    if table:
        table[-1] = table[-1] + held
    if len(table) < 2:
        return 1.0
    return float(chi2_contingency(np.array(table), correction=False).pvalue)


def compared(raid: SmallRaid) -> tuple[float, float]:
    """For leakers and for shots, the probability of a difference as great as there is."""
    rows = run(planned(raid), RUNS).rows
    assert (rows[:, Count.OVERFLOW] == 0).all()
    outcomes = [fight(raid, 1, k) for k in range(RUNS)]
    leakers = np.array([outcome.leakers for outcome in outcomes])
    shots = np.array([outcome.shots for outcome in outcomes])
    return chance(leakers, rows[:, Count.LEAKERS].astype(int)), chance(
        shots, rows[:, Count.MISSILES].astype(int)
    )


@settings(max_examples=RAIDS)
@given(small_raids())
def test_small_raids_end_as_the_plain_model_says(raid: SmallRaid):
    leakers, shots = compared(raid)
    assert leakers > LEVEL
    assert shots > LEVEL


def test_the_comparison_would_notice_a_shot_more():
    """A law of shots that differs by one of ten, or a kill probability by a tenth, is found."""
    targets = tuple(Window(3.0 * k, 90.0 + k, 12.173) for k in range(8))
    raid = SmallRaid(
        targets, (SmallUnit(3, 4, ((9,),), (0,)),), (0.5,), reaction_s=2.3, assessment_s=1.4, max_shots=3
    )
    leakers, shots = compared(raid)
    assert min(leakers, shots) > LEVEL
    more = SmallRaid(
        targets, (SmallUnit(3, 4, ((10,),), (0,)),), (0.65,), reaction_s=2.3, assessment_s=1.4, max_shots=3
    )
    rows = run(planned(more), RUNS).rows
    told = [fight(raid, 1, k) for k in range(RUNS)]
    assert chance(np.array([o.leakers for o in told]), rows[:, Count.LEAKERS].astype(int)) < LEVEL
    assert chance(np.array([o.shots for o in told]), rows[:, Count.MISSILES].astype(int)) < LEVEL
