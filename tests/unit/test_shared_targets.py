"""Targets shared out together: several fire units meant for one target fire at once or wait for the look; and
what ends when one of them is done.

Where they are to fire at once, a target reaches its asset soon after it appears: a missile flies for 10 s,
and of 18 s two salvos one after the other would need 20.
"""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangering.mission.codes import Bound, Count, Event
from rangering.mission.plan import MissionPlan
from tests.degenerate_raids import own_missiles
from tests.mission_scene import Coming, Ran, Site, hand_plan, reals, run

pytestmark = pytest.mark.both_ways

LINES = 5_000
SOON = Coming(1.0, from_m=3_600.0)
HOPELESS = 1e-12  # of a shot that is worth firing and never kills here


def shared(flights: list[Coming], sites: list[Site], **other: Any) -> MissionPlan:
    return hand_plan(flights, sites, **({"optimal": True, "flight_s": 10.0} | other))


def logged(plan: MissionPlan) -> Ran:
    ran = run(plan, log_capacity=LINES)
    assert 0 < ran.state.log.length[0] < LINES
    return ran


def told(ran: Ran, *events: Event) -> list[tuple[str, float, int, int]]:
    """What happened of these, when, to which flight, by which fire unit."""
    log, kept = ran.state.log, int(ran.state.log.length[0])
    lines = zip(
        log.event[:kept].tolist(), log.time_s[:kept].tolist(), log.flight[:kept].tolist(),
        log.unit[:kept].tolist(), strict=True,
    )  # fmt: skip
    return [
        (Event(event).name, round(time_s, 6), flight, unit)
        for event, time_s, flight, unit in lines
        if event in events
    ]


def worth(plan: MissionPlan, *weights: float) -> MissionPlan:
    """Each flight at an asset of its own, all on the way of the same straight course but worth unlike."""
    bearings = 2.0 * np.pi * np.arange(len(weights)) / len(weights)
    return plan._replace(
        assets=plan.assets._replace(
            x_m=1000.0 * np.sin(bearings), y_m=1000.0 * np.cos(bearings), weight=reals(weights),
            effect_probability=np.ones(len(weights)),
        )
    )  # fmt: skip


def around(count: int, **other: Any) -> list[Coming]:
    """As many flights, evenly from all round, in the air at once."""
    return [Coming(1.0, bearing_rad=2.0 * np.pi * k / count, **other) for k in range(count)]


def test_two_fire_units_share_the_only_target():
    ran = logged(shared([SOON], [Site(), Site()], kill=0.5))
    assert told(ran, Event.COMMITTED)[:2] == [("COMMITTED", 1.0, 0, 0), ("COMMITTED", 1.0, 0, 1)]
    assert told(ran, Event.LAUNCHED)[:2] == [("LAUNCHED", 1.0, 0, 0), ("LAUNCHED", 1.0, 0, 1)]
    assert ran.rows[0, Count.ENGAGED] == 1
    assert ran.rows[0, Count.DUPLICATES] == 0  # meant, and no mistake


def test_what_two_kill_together_is_the_product():
    """Two shots of 0.6 at once, no second ones: 1 − 0.4² of 4,000 raids within 4 standard errors."""
    plan = shared([SOON], [Site(most_shots=1)] * 2, kill=0.6)
    rows = run(plan, 60).rows
    assert (rows[:, Count.MISSILES] == 2).all()
    killed = rows[:, Count.LEAKERS] == 0
    assert abs(killed.mean() - 0.84) < 4.0 * np.sqrt(0.84 * 0.16 / len(killed))


def test_the_dearer_target_draws_both_and_the_other_waits():
    """Of 10 and 1 at 0.5: a second shot at the first saves 2.5, one at the second 0.5."""
    plan = worth(shared(around(2, from_m=4_600.0), [Site(), Site()], kill=0.5), 1.0, 10.0)
    ran = logged(plan)
    assert told(ran, Event.COMMITTED)[:2] == [("COMMITTED", 1.0, 1, 0), ("COMMITTED", 1.0, 1, 1)]
    assert ("REFUSED", 1.0, 0, 0) in told(ran, Event.REFUSED)
    assert Bound.CHANNELS in ran.state.log.other[: ran.state.log.length[0]]


def test_with_time_to_look_the_second_waits_for_the_look_at_the_first():
    """Two fire units, one shot each, a target 500 s away: in at 1 s, missed at 11 s, then the other."""
    ran = logged(shared([Coming(1.0)], [Site(most_shots=1)] * 2, kill=HOPELESS))
    assert told(ran, Event.COMMITTED) == [("COMMITTED", 1.0, 0, 0), ("COMMITTED", 11.0, 0, 1)]


def test_what_is_kept_for_a_target_goes_to_no_lesser_one_until_it_is_dead():
    """Worth 100 and 1, the second seen at 4 s: the fire unit that is kept takes it once the first is dead."""
    flights = [Coming(1.0), Coming(4.0, bearing_rad=np.pi)]
    ran = logged(worth(shared(flights, [Site()] * 2, kill=0.9), 100.0, 1.0))
    assert told(ran, Event.CALLED_DEAD)[0] == ("CALLED_DEAD", 11.0, 0, 0)
    assert told(ran, Event.COMMITTED)[:2] == [("COMMITTED", 1.0, 0, 0), ("COMMITTED", 11.0, 1, 0)]


def test_what_is_kept_fires_when_there_is_no_more_time_to_wait():
    """Of 82.5 s: missed, seen at 71 s, fired at again; a second look would come too late for the other."""
    sites = [Site(assessment_s=60.0), Site()]
    ran = logged(shared([Coming(1.0, from_m=16_500.0)], sites, kill=HOPELESS))
    assert told(ran, Event.COMMITTED) == [("COMMITTED", 1.0, 0, 0), ("COMMITTED", 71.0, 0, 1)]
    assert [unit for _, _, _, unit in told(ran, Event.LAUNCHED)] == [0, 0, 1]


def test_of_targets_worth_the_same_each_gets_one():
    plan = worth(shared(around(2), [Site(), Site()], kill=0.5), 1.0, 1.0)
    committed = told(logged(plan), Event.COMMITTED)[:2]
    assert {flight for _, _, flight, _ in committed} == {0, 1}
    assert {unit for _, _, _, unit in committed} == {0, 1}


def test_while_one_of_two_still_fires_the_target_is_not_free_for_others():
    """Of 52 s: the first misses, is seen to at 16 s and has no shot left; a third becomes ready at 15 s and
    waits for the second, which misses at 41 s."""
    sites = [
        Site(most_shots=1, assessment_s=5.0),
        Site(most_shots=1, reaction_s=30.0),
        Site(most_shots=1, ready_s=15.0),
    ]
    ran = logged(shared([Coming(1.0, from_m=10_400.0)], sites, kill=HOPELESS))
    assert told(ran, Event.COMMITTED, Event.CALLED_ALIVE) == [
        ("COMMITTED", 1.0, 0, 0), ("COMMITTED", 1.0, 0, 1), ("CALLED_ALIVE", 16.0, 0, 0),
        ("CALLED_ALIVE", 41.0, 0, 1), ("COMMITTED", 41.0, 0, 2), ("CALLED_ALIVE", 51.0, 0, 2),
    ]  # fmt: skip


def test_once_one_thinks_it_dead_the_other_finishes_and_nobody_fires_again():
    """The first errs at 11 s, the second sees at 41 s that it lives; it is left alone all the same."""
    sites = [Site(miss_called_kill=1.0), Site(reaction_s=30.0)]
    ran = logged(shared([Coming(1.0, from_m=9_800.0)], sites, kill=HOPELESS))
    assert told(ran, Event.LAUNCHED, Event.CALLED_DEAD, Event.CALLED_ALIVE) == [
        ("LAUNCHED", 1.0, 0, 0), ("CALLED_DEAD", 11.0, 0, 0), ("LAUNCHED", 31.0, 0, 1),
        ("CALLED_ALIVE", 41.0, 0, 1),
    ]  # fmt: skip
    assert ran.rows[0, ran.layout.bounds + Bound.CALLED_DEAD] == 1


def test_each_fires_again_by_its_own_doctrine():
    sites = [Site(most_shots=3, reaction_s=1.0), Site(most_shots=2, reaction_s=25.0)]
    ran = logged(shared([Coming(1.0, from_m=8_800.0)], sites, kill=HOPELESS))
    assert [unit for _, _, _, unit in told(ran, Event.LAUNCHED)] == [0, 0, 0, 1]
    assert len(told(ran, Event.COMMITTED)) == 2


def test_a_fire_unit_engages_a_target_through_one_channel():
    """One missile and a look is one missile, however many channels are free."""
    alone = logged(shared([Coming(1.0)], [Site(targets=3)], kill=0.5))
    assert len(told(alone, Event.COMMITTED)) == 1
    plan = worth(shared(around(3), [Site(targets=3)], kill=0.5), 100.0, 10.0, 1.0)
    assert {flight for _, _, flight, _ in told(logged(plan), Event.COMMITTED)[:3]} == {0, 1, 2}


def test_a_salvo_is_weighed_as_a_whole():
    """Two of 0.5 make 0.75, more than one of 0.7: the salvo goes where more is at stake."""
    sites = [Site(rounds=1), Site(rounds=2, salvo=2, looks=False, most_shots=2)]
    plan = own_missiles(worth(shared(around(2), sites), 10.0, 9.0), sites, [[0.7], [0.5]])
    assert sorted(told(logged(plan), Event.COMMITTED)[:2]) == [
        ("COMMITTED", 1.0, 0, 1),
        ("COMMITTED", 1.0, 1, 0),
    ]


def test_two_channels_with_one_round_take_the_dearer_target():
    plan = worth(shared(around(3), [Site(targets=2, rounds=1)], kill=0.5), 1.0, 1.0, 2.0)
    ran = logged(plan)
    assert told(ran, Event.COMMITTED) == [("COMMITTED", 1.0, 2, 0)]
    assert ran.rows[0, Count.MISSILES] == 1


@pytest.mark.parametrize(("flights", "channels"), [(3, 2), (15, 2), (30, 1)])
def test_more_than_a_dozen_leave_no_fire_unit_idle(flights: int, channels: int):
    """Fifteen fire units: each is committed at once, at no target twice."""
    sites = [Site(targets=channels) for _ in range(15)]
    committed = told(logged(shared(around(flights, from_m=3_600.0), sites, kill=0.5)), Event.COMMITTED)
    at_once = [(flight, unit) for _, time_s, flight, unit in committed if time_s == 1.0]
    assert {unit for _, unit in at_once} == set(range(15))
    assert len(at_once) == len(set(at_once)) == 15 * channels


def test_a_fire_unit_too_far_off_takes_no_place_of_one_that_reaches():
    """Fourteen whose zone ends too early are listed before the one that can fire."""
    sites = [Site(zone_max_m=10_000.0) for _ in range(14)] + [Site()]
    committed = told(logged(shared([Coming(1.0)], sites, kill=1.0)), Event.COMMITTED)
    assert committed == [("COMMITTED", 1.0, 0, 14)]


def test_two_pictures_at_one_target_still_double_each_other():
    """Two of the first picture share; the one of the second does not know: three engagements, and those that
    met somebody else's count."""
    sites = [Site(most_shots=1), Site(most_shots=1), Site(most_shots=1, picture=1)]
    plan = shared([SOON], sites, kill=0.5, pictures=2)
    row = logged(plan).rows[0]
    assert row[Count.ENGAGEMENTS] == 3
    assert row[Count.DUPLICATES] == 1


@settings(max_examples=25)
@given(st.data())
def test_all_that_was_taken_is_given_back(data: st.DataObject):
    """Any small raid: no channel, engagement or round is left over, and nobody fires beyond its doctrine."""
    small = st.integers(1, 3)
    sites = [
        Site(
            targets=data.draw(small),
            missiles=data.draw(small),
            rounds=data.draw(st.integers(1, 5)),
            store=data.draw(st.integers(0, 3)),
            reload_s=25.0,
            reaction_s=data.draw(st.sampled_from([0.0, 7.0])),
            assessment_s=2.1,
            interval_s=1.3,
            salvo=data.draw(small),
            looks=data.draw(st.booleans()),
            most_shots=data.draw(st.integers(3, 6)),
            miss_called_kill=0.2,
            kill_called_miss=0.2,
        )
        for _ in range(data.draw(small))
    ]
    flights = [Coming(data.draw(st.sampled_from([1.0, 5.0, 9.5])), from_m=40_000.0) for _ in range(5)]
    plan = shared(flights, sites, kill=0.4, seed=data.draw(st.integers(1, 99)), period_s=8.0)
    ran = logged(plan)
    state = ran.state
    assert ran.rows[0, Count.OVERFLOW] == 0
    assert (state.units.targets == 0).all()
    assert (state.units.missiles == 0).all()
    assert (state.engagements.status == 0).all()
    assert (state.air.busy == 0).all()
    assert (state.identities.engaged == -1).all()
    assert state.stock.promised.sum() == 0
    for unit, site in enumerate(sites):
        held = state.stock.rounds[unit].sum() + state.stock.store[unit].sum()
        assert held + state.units.fired[unit] == site.rounds + site.store
    launched = Counter((flight, unit) for _, _, flight, unit in told(ran, Event.LAUNCHED))
    assert set(launched) == {(flight, unit) for _, _, flight, unit in told(ran, Event.COMMITTED)}
    assert all(shots <= sites[unit].most_shots for (_, unit), shots in launched.items())
