"""What a fire unit is told, seen in what it fires: standby, reserve, fire zone, self-defence, sight, crews.

Each raid is made by hand, so that the answer is a sum on paper: flights come straight at the fire unit from
100 km at 200 m/s, so they are 100 km - 200 m/s · t away, and over it after 500 s.
"""

import numpy as np
import pytest

from rangering.mission.codes import PER_UNIT, Bound, Count, Event
from rangering.mission.plan import TOLD, WEAPONS_FREE, WEAPONS_HOLD, MissionPlan
from tests.degenerate_raids import agrees, stream
from tests.mission_scene import MANY, Coming, Ran, Site, hand_plan, ints, radar_plan, reals, run

SPEED_M_S, FROM_M = 200.0, 100_000.0
AGAIN_S = 7.5  # who could not be engaged is looked at again after 1,500 m of flight


def times_s(ran: Ran, event: Event) -> np.ndarray:
    log, kept = ran.state.log, int(ran.state.log.length[0])
    return log.time_s[:kept][log.event[:kept] == event]


def away_m(time_s: np.ndarray) -> np.ndarray:
    return FROM_M - SPEED_M_S * time_s


def count(ran: Ran, column: Count) -> float:
    return float(ran.rows[0, column])


def bound(ran: Ran, reason: Bound) -> float:
    return float(ran.rows[0, ran.layout.bounds + reason])


# --- alert --------------------------------------------------------------------------------------------------


@pytest.mark.both_ways
def test_a_unit_on_standby_fires_nothing_before_it_is_ready():
    """One flight is over it after 250 s, one after 500 s; it becomes ready after 300 s, and reacts in 8 s."""
    flights = [Coming(0.0, from_m=50_000.0), Coming(0.0)]
    on_standby = run(hand_plan(flights, [Site(ready_s=300.0, reaction_s=8.0)], period_s=1.0), log_capacity=90)
    assert times_s(on_standby, Event.READY).tolist() == [300.0]
    assert times_s(on_standby, Event.COMMITTED).tolist() == [300.0]  # offered at once to who waits
    assert times_s(on_standby, Event.LAUNCHED).tolist() == [308.0]
    assert (count(on_standby, Count.LEAKERS), count(on_standby, Count.KILLED)) == (1, 1)
    assert bound(on_standby, Bound.NOT_READY) == 1

    ready = run(hand_plan(flights, [Site(targets=2, reaction_s=8.0)], period_s=1.0), log_capacity=90)
    assert times_s(ready, Event.LAUNCHED).tolist() == [8.0, 8.0]
    assert count(ready, Count.LEAKERS) == 0


# --- reserve ------------------------------------------------------------------------------------------------


@pytest.mark.both_ways
@pytest.mark.parametrize(("reserve", "fired"), [(0, 10), (4, 6), (10, 0)])
def test_a_reserve_is_left_however_many_come(reserve: int, fired: int):
    plan = hand_plan([Coming(20.0 * k) for k in range(14)], [Site(rounds=5, launchers=2)], period_s=1.0)
    ran = run(plan._replace(rules=plan.rules._replace(reserve=ints([reserve]))))
    left = ran.rows[0, ran.layout.units + PER_UNIT.index("left")]
    assert (count(ran, Count.MISSILES), left) == (fired, reserve)
    assert count(ran, Count.LEAKERS) == bound(ran, Bound.MISSILES) == 14 - fired


# --- fire zone ----------------------------------------------------------------------------------------------


@pytest.mark.both_ways
def test_nothing_is_engaged_outside_the_fire_zone():
    """Three shots, all missing, while the flight is between 60 and 40 km away: from 200 to 300 s."""
    site = Site(zone_min_m=40_000.0, zone_max_m=60_000.0, reaction_s=5.0, assessment_s=35.0)
    ran = run(hand_plan([Coming(0.0)], [site], kill=0.0, period_s=1.0), log_capacity=90)
    (committed_s,) = times_s(ran, Event.COMMITTED)
    assert 60_000.0 - AGAIN_S * SPEED_M_S <= away_m(committed_s) <= 60_000.0
    # 5 s to react, then 35 s to each next shot: three fit into 100 s, a fourth would not.
    launched_s = times_s(ran, Event.LAUNCHED)
    assert launched_s.tolist() == [committed_s + 5.0 + 35.0 * n for n in range(3)]
    assert away_m(launched_s[-1]) > 40_000.0 > away_m(launched_s[-1] + 35.0)
    assert count(ran, Count.LEAKERS) == 1

    beside = run(hand_plan([Coming(0.0, passes_m=70_000.0)], [site], period_s=1.0), log_capacity=90)
    assert count(beside, Count.MISSILES) == 0
    assert bound(beside, Bound.RULES) == 1


# --- self-defence -------------------------------------------------------------------------------------------


@pytest.mark.both_ways
@pytest.mark.parametrize("soon_s", [90.0, 40.0])
def test_weapons_held_it_fires_only_at_what_will_soon_be_over_it(soon_s: float):
    plan = hand_plan([Coming(0.0)], period_s=1.0)
    rules = plan.rules._replace(weapons=ints([WEAPONS_HOLD]), self_defence_s=reals([soon_s]))
    (committed_s,) = times_s(run(plan._replace(rules=rules), log_capacity=90), Event.COMMITTED)
    assert 500.0 - soon_s <= committed_s <= 500.0 - soon_s + AGAIN_S
    free = plan.rules._replace(weapons=ints([WEAPONS_FREE]))
    assert times_s(run(plan._replace(rules=free), log_capacity=90), Event.COMMITTED).tolist() == [0.0]


@pytest.mark.both_ways
@pytest.mark.parametrize(("near_m", "fired"), [(10_000.0, 0), (12_001.0, 1)])
def test_weapons_held_it_fires_only_at_what_passes_near(near_m: float, fired: int):
    plan = hand_plan([Coming(0.0, passes_m=12_000.0)], period_s=1.0)
    rules = plan.rules._replace(weapons=ints([WEAPONS_HOLD]), self_defence_m=reals([near_m]))
    assert count(run(plan._replace(rules=rules)), Count.MISSILES) == fired


# --- sight --------------------------------------------------------------------------------------------------


@pytest.mark.both_ways
@pytest.mark.parametrize(("asked", "engaged"), [(0.5, 1), (0.6, 1), (0.7, 0)])
def test_a_target_is_guided_at_from_the_stated_probability_of_detection(asked: float, engaged: int):
    """The engagement radar sees it with 0.625 a look, a number that float32 holds."""
    radars = radar_plan(1, period_s=2.0, searches=False)._replace(unit=ints([0]))
    plan = hand_plan([Coming(0.0)], period_s=1.0, radars=radars, fidelity=TOLD)
    seen = np.full_like(plan.detect.probabilities, 0.625)
    plan = plan._replace(
        units=plan.units._replace(guided=np.array([True]), guided_pd=reals([asked])),
        detect=plan.detect._replace(probabilities=seen),
    )
    ran = run(plan)
    assert count(ran, Count.ENGAGED) == engaged
    assert bound(ran, Bound.SIGHT) == 1 - engaged


# --- crews --------------------------------------------------------------------------------------------------

REACTION_S, FACTOR, WATCH_S, RELIEF_S = 4.0, 1.5, 200.0, 60.0


def relieved(plan: MissionPlan, factor: float = FACTOR) -> MissionPlan:
    return plan._replace(
        endure=plan.endure._replace(relief_factor=factor, shift_s=WATCH_S, relief_s=RELIEF_S)
    )


def delays_s(plan: MissionPlan, flights: int, replicate: int = 0) -> np.ndarray:
    """From commitment to launch, of every flight."""
    ran = run(plan, first=replicate, log_capacity=40 * flights)
    log, kept = ran.state.log, int(ran.state.log.length[0])
    found = np.full((2, flights), np.nan)
    for row, event in enumerate((Event.COMMITTED, Event.LAUNCHED)):
        lines = log.event[:kept] == event
        found[row, log.flight[:kept][lines]] = log.time_s[:kept][lines]
    assert np.isfinite(found).all()
    return found[1] - found[0]


@pytest.mark.both_ways
def test_a_crew_that_has_just_taken_over_launches_later():
    """One flight every 10 s over two watches of 200 s: 12 of 40 fall into the first minute of one."""
    site = Site(targets=MANY, reaction_s=REACTION_S)
    plan = stream(40, 0.1, [site], poisson=False)
    delayed_s = delays_s(relieved(plan), 40)
    slow = delayed_s > 1.25 * REACTION_S
    assert slow.sum() == 12
    assert slow[:20].tolist() == slow[20:].tolist()  # a watch like the other,
    assert (slow[:20] != np.roll(slow[:20], 1)).sum() == 2  # each with one relief
    assert delayed_s == pytest.approx(np.where(slow, FACTOR * REACTION_S, REACTION_S))
    for never in (plan, relieved(plan, 1.0)):
        assert delays_s(never, 40) == pytest.approx(REACTION_S)


def test_a_raid_begins_anywhere_in_a_watch():
    """So 3 of 10 first commitments fall into a relief of 60 s in 200: binomial, 400 raids."""
    plan = relieved(stream(1, 0.1, [Site(targets=MANY, reaction_s=REACTION_S)], poisson=False))
    slow = [delays_s(plan, 1, replicate)[0] > 1.25 * REACTION_S for replicate in range(400)]
    assert 0.3 - 4.0 * 0.0229 < np.mean(slow) < 0.3 + 4.0 * 0.0229


@pytest.mark.parametrize("factor", [1.2, 2.0])
def test_the_mean_delay_grows_by_the_share_of_time_in_relief(factor: float):
    """base · (1 + s · (f - 1)); reactions from an exponential law, a flight a second, two watches."""
    site = Site(targets=MANY, reaction_s=REACTION_S, reaction_shape=1)
    plan = relieved(stream(400, 1.0, [site], poisson=False, seed=5), factor)
    drawn = np.concatenate([delays_s(plan, 400, replicate) for replicate in range(30)])
    share = RELIEF_S / WATCH_S
    agrees(drawn, REACTION_S * (1.0 + share * (factor - 1.0)), within=0.3)
