"""Identification that can be wrong: what misleads a crew, whom, and how the four causes are told apart."""

from math import exp, inf, log

import numpy as np
import pytest

from rangering._jit import COMPILING, hold
from rangering.mission.codes import CAUSES, Count, Event
from rangering.mission.kernels.context import comes_near_s, in_corridor, off_line_2
from rangering.mission.kernels.identify import slowed, wanted
from rangering.mission.kernels.rare import turn_norths
from rangering.mission.plan import (
    CIVIL,
    FIXED,
    FRIENDLY,
    NORMAL,
    TRANSPONDER_GARBLED,
    TRANSPONDER_OFF,
    UNIFORM,
    WEAPONS_FREE,
)
from tests.mission_scene import Coming, Site, hand_plan, ints, no_context, reals, run
from tests.rare_scenes import SILENCE, guests, one_north

pytestmark = pytest.mark.both_ways
CIVIL_CAUSES = slice(Count.CIVIL_OTHER_OBJECT, Count.CIVIL_MISCLASSIFIED + 1)
OWN_CAUSES = slice(Count.OWN_OTHER_OBJECT, Count.OWN_MISCLASSIFIED + 1)


def causes(plan, count=1, columns=CIVIL_CAUSES):
    """Flights shot at, by cause, of each replicate."""
    return run(plan, count).rows[:, columns].astype(int).tolist()


def along_x(half_width_m=5e3, floor_m=2e3, ceiling_m=8e3, bent=True):
    """A corridor to the east that turns north."""
    x_m, y_m = ([0.0, 50e3, 50e3], [0.0, 0.0, 50e3]) if bent else ([0.0, 50e3], [0.0, 0.0])
    return no_context(1)._replace(
        looks=np.array([True]),
        corridors=np.array([True]),
        points=ints([len(x_m)]),
        x_m=reals(x_m),
        y_m=reals(y_m),
        half_width_m=reals([half_width_m]),
        floor_m=reals([floor_m]),
        ceiling_m=reals([ceiling_m]),
    )


def test_a_mute_set_is_shot_at_and_one_that_answers_is_not():
    assert causes(guests(silent=1.0)) == [[0, 0, 0, 1]]
    assert causes(guests()) == [[0, 0, 0, 0]]
    for transponder, wrong in ((TRANSPONDER_OFF, 1), (TRANSPONDER_GARBLED, 1)):
        plan = guests()
        plan.flights.transponder[:] = transponder
        assert causes(plan) == [[0, 0, 0, wrong]]


def test_a_code_read_as_another_speaks_for_hostile_by_its_ratio():
    assert causes(guests(misread=1.0)) == [[0, 0, 0, 1]]
    plan = guests(misread=1.0)
    neutral = plan._replace(identify=plan.identify._replace(misread=np.zeros(3)))
    assert causes(neutral) == [[0, 0, 0, 0]]  # nothing is learnt, and no time limit asks for a word
    civil = plan.identify._replace(misread=reals([-5.0, -5.0, 0.0]))
    assert causes(plan._replace(identify=civil)) == [[0, 0, 0, 0]]


def test_own_flights_are_counted_apart():
    plan = guests(silent=1.0)
    plan.flights.side[:] = FRIENDLY
    assert causes(plan) == [[0, 0, 0, 0]]
    assert causes(plan, columns=OWN_CAUSES) == [[0, 0, 0, 1]]


def test_who_sees_by_one_emplacement_alone_has_no_air_picture():
    assert causes(guests(silent=1.0, north=one_north())) == [[0, 0, 1, 0]]


def test_a_missile_that_takes_another_object_comes_first():
    plan = guests(2, silent=0.0, apart_s=0.0)
    flights = [Coming(0.0), Coming(0.0, side=CIVIL, passes_m=300.0)]
    plan = hand_plan(flights, (Site(salvo=2, looks=False),), kill=0.0)
    rules = plan.rules._replace(other_probability=1.0)
    row = run(plan._replace(rules=rules)).rows[0]
    assert row[CIVIL_CAUSES].tolist() == [1, 0, 0, 0]
    assert row[Count.CIVIL_ENGAGED] == 0
    assert run(plan).rows[0, CIVIL_CAUSES].tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize(("above_m", "taken"), [(0.0, 1), (400.0, 1), (9_500.0, 0)])
def test_what_flies_far_above_is_no_other_object(above_m, taken):
    """300 m aside over ground; the rule takes what is within a thousand, height counted."""
    flights = [Coming(0.0), Coming(0.0, side=CIVIL, passes_m=300.0, height_m=5_000.0 + above_m)]
    plan = hand_plan(flights, (Site(salvo=2, looks=False),), kill=0.0)
    plan = plan._replace(rules=plan.rules._replace(other_probability=1.0))
    assert run(plan).rows[0, CIVIL_CAUSES].tolist() == [taken, 0, 0, 0]


def test_a_wrong_north_takes_a_flight_out_of_its_corridor():
    # It comes down the corridor from the east; turned by a right angle it seems to come from the north.
    keeps = reals([[0.0, 0.0, -3.0], [-3.0, -3.0, 0.0]])
    context = along_x(bent=False)._replace(corridor=np.ascontiguousarray(keeps))
    plan = guests(silent=1.0, context=context)
    flight = hand_plan([Coming(0.0, side=CIVIL, from_m=45e3, bearing_rad=np.pi / 2)])
    identify = plan.identify._replace(silence=reals([0.0, -0.3, -0.3]))
    flights = plan.flights._replace(pace=flight.flights.pace)
    plan = plan._replace(routes=flight.routes, flights=flights, identify=identify)
    assert causes(plan) == [[0, 0, 0, 0]]
    turned = plan._replace(north=one_north(stated_rad=np.pi / 2))
    assert causes(turned) == [[0, 1, 0, 0]]
    assert causes(plan._replace(north=one_north(stated_rad=np.radians(2.0)))) == [[0, 0, 0, 0]]
    # Nobody told of corridors is not misled by leaving one: what is wrong is then not the north.
    unaware = context._replace(corridors=np.array([False]), looks=np.array([False]))
    assert causes(turned._replace(context=unaware)) == [[0, 0, 1, 0]]


def test_a_wrong_north_makes_a_flight_head_for_an_asset():
    # It flies past the site to the east, course south; read 90 degrees too small it flies east past the
    # north, where the asset is.
    context = no_context(1)._replace(
        looks=np.array([True]), heads=True, heads_m=3e3, approach=reals([[-1.0, 0.0, 0.0], [4.0, 0.0, 0.0]])
    )
    plan = guests(context=context, silent=1.0)
    assets = plan.assets._replace(x_m=reals([10e3]), y_m=reals([20e3]))
    plan = plan._replace(assets=assets, identify=plan.identify._replace(silence=reals([0.0, 0.5, 0.5])))
    flight = hand_plan([Coming(0.0, side=CIVIL, from_m=60e3, passes_m=-20e3)])
    plan = plan._replace(routes=flight.routes, flights=plan.flights._replace(pace=flight.flights.pace))
    assert causes(plan) == [[0, 0, 0, 0]]
    assert causes(plan._replace(north=one_north(stated_rad=np.pi / 2))) == [[0, 1, 0, 0]]
    assert causes(plan._replace(north=one_north(stated_rad=-np.pi / 2))) == [[0, 0, 0, 0]]


@pytest.mark.parametrize("law", [FIXED, UNIFORM, NORMAL])
def test_a_north_is_drawn_for_each_replicate_by_its_law(law):
    plan = guests(north=one_north(0.5, size_rad=0.2, law=law), end_s=1.0)
    state, count = run(plan).state, 4000 if COMPILING else 100
    held_plan, held_state = hold(plan), hold(state)
    off_rad = np.empty(count)
    for n in range(count):
        turn_norths(n, held_plan, held_state)
        off_rad[n] = state.chance.turn_rad[0]
    wrong = off_rad != 0.0
    assert abs(wrong.mean() - 0.5) < 4.0 * 0.5 / np.sqrt(count)
    wrong_rad = off_rad[wrong]
    expected = {FIXED: 0.2, UNIFORM: 0.2 / np.sqrt(3.0), NORMAL: 0.2}[law]  # root mean square
    assert np.sqrt(np.mean(wrong_rad**2)) == pytest.approx(expected, rel=4.0 / np.sqrt(len(wrong_rad)))
    assert wrong_rad.min() < 0.0 < wrong_rad.max()
    assert law == NORMAL or np.abs(wrong_rad).max() <= 0.2


def test_a_stated_north_is_noted_in_the_log():
    log_of = run(guests(north=one_north(stated_rad=-0.1)), log_capacity=50).state.log
    noted = log_of.event[: log_of.length[0]] == Event.MISALIGNED
    assert noted.sum() == 1
    assert log_of.value[: log_of.length[0]][noted] == -0.1


def test_a_corridor_is_a_band_about_its_line():
    context = along_x()
    inside = [(25e3, 4.9e3, 5e3), (54.9e3, 25e3, 2e3), (-4.9e3, 0.0, 8e3), (50e3, 54.9e3, 3e3)]
    outside = [
        (25e3, 5.1e3, 5e3),
        (25e3, 0.0, 1.9e3),
        (25e3, 0.0, 8.1e3),
        (-4e3, -4e3, 5e3),
        (25e3, 25e3, 5e3),
    ]
    assert all(in_corridor(*place, context) for place in inside)
    assert not any(in_corridor(*place, context) for place in outside)
    assert not in_corridor(25e3, 0.0, 5e3, no_context(1))
    assert off_line_2(3.0, 4.0, 0.0, 0.0, 0.0, 0.0) == 25.0  # a line of no length is a point


def test_a_course_heads_for_what_it_comes_near_and_has_not_passed():
    assert comes_near_s(0.0, 0.0, 100.0, 0.0, 10e3, 1e3, 2e3) == pytest.approx(100.0)
    assert comes_near_s(0.0, 0.0, 100.0, 0.0, 10e3, 3e3, 2e3) == inf
    assert comes_near_s(0.0, 0.0, -100.0, 0.0, 10e3, 0.0, 2e3) == inf
    assert comes_near_s(0.0, 0.0, 0.0, 0.0, 10e3, 0.0, 2e3) == inf


def test_a_flight_plan_settles_what_nobody_answers():
    plan = guests(silent=1.0)
    identify = plan.identify._replace(
        filed_probability=reals([0.0, 1.0]), filed=reals([[0.0, 0.0, 0.0], [-50.0, 0.0, 3.0]])
    )
    known = no_context(1)._replace(plans=np.array([True]))
    assert causes(plan._replace(identify=identify, context=known)) == [[0, 0, 0, 0]]
    assert causes(plan._replace(identify=identify)) == [[0, 0, 0, 1]]  # plans reach nobody
    never = identify._replace(filed_probability=np.zeros(2))
    assert causes(plan._replace(identify=never, context=known)) == [[0, 0, 0, 1]]


def test_a_climb_speaks_by_its_ratio():
    flight = hand_plan([Coming(0.0, side=CIVIL, from_m=90e3, passes_m=20e3)])
    plan = guests(silent=1.0)
    identify = plan.identify._replace(silence=reals([0.0, 0.5, 0.5]))
    context = no_context(1)._replace(
        looks=np.array([True]),
        climb_m_s=5.0,
        climb=reals([[9.0, 0.0, 0.0], [0.0, 0.0, 0.0], [-9.0, 0.0, 0.0]]),
    )
    routes = flight.routes
    for first_m, last_m, wrong in ((9e3, 1e3, 1), (5e3, 5e3, 0), (1e3, 9e3, 0)):
        heights = routes._replace(altitude_m=np.array([first_m, last_m], np.float32))
        made = plan._replace(identify=identify, context=context, routes=heights)
        assert causes(made) == [[0, 0, 0, wrong]]


def test_the_threshold_falls_on_a_straight_line_as_time_runs_out():
    plan = guests().identify._replace(threshold=0.9, pressed=0.5, pressure_s=100.0)
    assert [wanted(s, plan) for s in (inf, 100.0, 50.0, 0.0)] == pytest.approx([0.9, 0.9, 0.7, 0.5])
    assert wanted(0.0, plan._replace(pressure_s=0.0)) == 0.9


def test_who_waits_beyond_what_a_crew_handles_slows_it():
    state = run(guests(3, silent=1.0)).state
    plan = guests().identify._replace(workload=0.2, workload_free=1)
    state.tracks.status[:5] = 2
    for waiting, factor in ((0, 1.0), (1, 1.0), (2, 1.2), (4, 1.6)):
        state.identities.pending[:] = False
        state.identities.pending[:waiting] = True
        assert slowed(0, plan, state.tracks, state.identities) == pytest.approx(factor)
    assert slowed(0, plan._replace(workload=0.0), state.tracks, state.identities) == 1.0


def test_a_salvo_is_called_off_where_the_word_changes_in_time():
    """Evidence for civil grows by 3 a look, from 7 behind: hostile at the first look, civil at the fourth."""
    plan = guests(reply=1.0)
    answers = np.zeros((3, 3))
    answers[CIVIL, CIVIL] = 3.0
    identify = plan.identify._replace(prior=reals([7.0, 0.0, 0.0]), reply=answers)
    slow, quick = Site(reaction_s=60.0), Site(reaction_s=5.0)
    waits = guests(reply=1.0, site=slow)._replace(identify=identify)
    fires = guests(reply=1.0, site=quick)._replace(identify=identify)
    row, fired = run(waits).rows[0], run(fires).rows[0]
    assert (row[Count.CIVIL_ENGAGED], row[Count.MISSILES]) == (1, 0)
    assert row[CIVIL_CAUSES].sum() == 0
    assert (fired[Count.CIVIL_ENGAGED], fired[CIVIL_CAUSES].sum()) == (1, 1)
    state = run(waits).state
    assert state.units.targets[0] == 0
    assert state.units.missiles[0] == 0


def test_weapons_free_shoot_at_what_nobody_has_declared():
    plan = guests(silent=1.0)
    rules = plan.rules._replace(weapons=ints([WEAPONS_FREE]))
    identify = plan.identify._replace(threshold=2.0)
    assert causes(plan._replace(identify=identify, rules=rules)) == [[0, 0, 0, 1]]


def test_who_cannot_ask_learns_nothing_from_silence():
    """A mute set, and nobody to ask it: at the time limit it is no enemy for want of evidence."""
    plan = guests(silent=1.0)
    deaf = no_context(1)._replace(interrogates=np.array([False]))
    soon = plan.identify._replace(decide_after_s=30.0)
    assert causes(plan._replace(identify=soon)) == [[0, 0, 0, 1]]
    unheard = run(plan._replace(identify=soon, context=deaf), log_capacity=50).state.log
    lines = slice(0, unheard.length[0])
    declared = unheard.event[lines] == Event.DECLARED
    assert unheard.other[lines][declared].tolist() == [FRIENDLY]
    assert unheard.value[lines][declared][0] == pytest.approx(1.0 / 3.0)
    # Place and course are weighed all the same, and then it is what they say.
    hostile = deaf._replace(
        looks=np.array([True]), heads=True, heads_m=50e3, approach=reals([[0.0, 0.0, 0.0], [4.0, 0.0, 0.0]])
    )
    assert causes(plan._replace(context=hostile)) == [[0, 0, 0, 1]]


def test_without_anything_stated_nothing_is_weighed():
    row = run(guests(silent=1.0)).rows[0]
    assert row[[Count.WEIGHT, Count.INTEREST, Count.INTEREST_CAUSE, Count.INTEREST_FACTOR]].tolist() == [
        1,
        -1,
        0,
        0,
    ]
    assert len(CAUSES) == 4


def test_bayes_by_hand():
    """After n silent looks the posterior of hostile is 1 / (1 + 2 e^(n·SILENCE)) from an even prior."""
    plan = guests(silent=1.0)
    for wanted_looks in (1, 2, 4):
        just = 1.0 / (1.0 + 2.0 * exp(SILENCE * wanted_looks))
        identify = plan.identify._replace(threshold=just - 1e-9)
        log_of = run(plan._replace(identify=identify), log_capacity=200).state.log
        lines = slice(0, log_of.length[0])
        declared = log_of.time_s[lines][log_of.event[lines] == Event.DECLARED][0]
        confirmed = log_of.time_s[lines][log_of.event[lines] == Event.TRACK_CONFIRMED][0]
        # The scan that confirms a track is its first look, and one comes every ten seconds.
        assert declared - confirmed == pytest.approx(10.0 * (wanted_looks - 1))
        said = log_of.value[lines][log_of.event[lines] == Event.DECLARED][0]
        assert said == pytest.approx(just)
        assert log(said / (1.0 - said)) == pytest.approx(-log(2.0) - SILENCE * wanted_looks)
