"""Scores of flights of an accident: their intervals, ties among them, and whom a missile takes."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import beta

from rangering import _jit
from rangering.catalog.accidents import load_accidents
from rangering.catalog.read import load_catalog
from rangering.earth.geodesy import geodesic_inverse
from rangering.mission.codes import Event
from rangering.mission.compile import compile_mission
from rangering.mission.kernels.replicate import run_held
from rangering.mission.plan import CIVIL
from rangering.mission.state import new_state
from rangering.report.accidents.words import (
    against_sentence,
    apart_sentence,
    changes_sentence,
    effects_caption,
    first_sentence,
    given_sentence,
)
from rangering.scenario.library import folder
from rangering.scenario.read import load_scenario
from rangering.study.accidents.estimate import Seen, Span, percentile_of, scores
from rangering.study.accidents.flown import reached_s
from rangering.study.accidents.matched import made_flights, since_meeting_s
from rangering.study.accidents.results import against
from rangering.study.accidents.scene import scene_of
from rangering.study.accidents.score import parts_of, play
from rangering.study.accidents.stand import stand
from rangering.study.accidents.taken import Air, Meetings, meetings, skies_at, taken

ALL = load_accidents()
CATALOG = load_catalog()
EXERCISE = "siberia-1812"
ENDS = (Event.HIT.value, Event.MISSED.value, Event.OTHER_OBJECT.value)


def ready_scene(name: str):
    return load_scenario(folder() / "accidents" / f"{name}.toml")


def hits(*counts: int, of: int = 200) -> Seen:
    """So many replicates out of all hit each flight, the first ones."""
    return Seen("as drawn", 1.0, (np.arange(of)[:, None] < np.array(counts)).astype(np.int8))


@pytest.mark.parametrize(
    ("own", "others", "share"),
    [(0.5, [0.1, 0.2, 0.3, 0.9], 0.75), (0.1, [0.1, 0.1], 0.5), (0.0, [0.2], 0.0), (0.2, [0.2, 0.1], 0.75)],
)
def test_percentile_counts_ties_half(own: float, others: list[float], share: float):
    assert percentile_of(np.array([own, *others])) == share


@pytest.mark.parametrize("count", [1, 20, 100, 199])
def test_an_interval_is_that_of_jeffreys_for_a_share(count: int):
    """Beta(k + 1/2, n - k + 1/2); a thousand draws put its 2.5 % ends within a tenth of its width."""
    found = scores([hits(count, 50)], seed=1).span(0)
    exact = beta(count + 0.5, 200 - count + 0.5).ppf([0.025, 0.975])
    assert found.value == count / 200
    assert [found.low, found.high] == pytest.approx(exact, abs=0.1 * (exact[1] - exact[0]))


def test_what_was_never_seen_reaches_to_the_exact_bound():
    found = scores([hits(0, 200)], seed=1)
    assert found.span(0).low == 0.0
    assert found.span(0).high >= 1.0 - 0.025 ** (1 / 200)  # Clopper and Pearson
    assert found.span(1).low <= 0.025 ** (1 / 200)
    assert found.span(1).high == 1.0


def test_flights_that_no_replicate_tells_apart_make_a_percentile_that_says_nothing():
    for count in (0, 200):
        found = scores([hits(*[count] * 61)], seed=1)
        assert found.alike() == 60
        span = found.percentile()
        assert span.value == 0.5
        assert span.low < 0.1
        assert span.high > 0.9


def test_flights_that_differ_are_told_apart():
    found = scores([hits(100, *[10] * 30, *[190] * 30)], seed=1)
    assert found.alike() == 0
    assert found.percentile() == (0.5, 0.5, 0.5)


def test_the_same_replicates_tell_apart_what_their_intervals_would_not():
    """Every replicate that hits the first hits the second, and twenty more do: no chance in that."""
    found = scores([hits(100, 120)], seed=1)
    assert found.span(0).high > found.span(1).low
    assert found.alike() == 0


def test_what_changes_nothing_has_the_ratio_one():
    base = scores([hits(40, 50)], seed=1)
    assert scores([hits(40, 60)], seed=1).ratio_to(base) == (1.0, 1.0, 1.0)
    lower = scores([hits(10, 60)], seed=1).ratio_to(base)
    assert lower is not None
    assert lower.low < lower.value == 0.25 < lower.high < 0.6


def test_a_flight_in_twenty_of_sixty_is_three_and_none_of_them_has_the_chance_of_so_many_misses():
    """Binomial: sixty flights at 0.05 each are three on average, and all sixty are missed with 0.95^60."""
    found = scores([hits(0, *[10] * 60)], seed=1)
    expected, none = found.expected_of_matched(), found.none_of_matched()
    assert expected.value == pytest.approx(3.0)
    assert none.value == pytest.approx(0.95**60)
    # The replicates are alike for all sixty here, so that the interval is that of one share, sixty times.
    low, high = beta(10.5, 190.5).ppf([0.025, 0.975])
    assert 60 * low < expected.low * 1.15 < 3.0 * 1.15
    assert 3.0 < expected.high < 60 * high * 1.15
    assert none.low < none.value < none.high < 1.0


def test_sixty_flights_that_were_never_met_reach_to_the_bound_of_replicates():
    """Flights of a replicate may go together: 200 of these without a hit leave 1 - 0.025^(1/200) for each."""
    found = scores([hits(0, *[0] * 60)], seed=1)
    bound = 1.0 - 0.025 ** (1 / 200)
    expected, none = found.expected_of_matched(), found.none_of_matched()
    assert expected.value == expected.low == 0.0
    assert 60 * bound <= expected.high < 1.1 * 60 * bound
    assert none.value == none.high == 1.0
    assert none.low <= (1.0 - bound) ** 60


def test_a_scene_is_held_against_that_none_of_its_matched_flights_was_shot_at():
    """By the printed chance: 0.95^60 = 0.046 at the kindest end contradicts, 0.96^60 = 0.086 does not yet."""
    three, two = Span(0.046, 0.04, 0.049), Span(0.086, 0.08, 0.09)
    some, few = Span(3.0, 2.9, 3.1), Span(0.03, 0.0, 0.2)
    assert against(some, three, 60, exercise=False).verdict == "contradicted"
    assert against(some, three._replace(high=0.06), 60, exercise=False).verdict == "doubtful"
    assert against(some, two, 60, exercise=False).verdict == "doubtful"
    assert against(few, Span(0.97, 0.8, 1.0), 60, exercise=False).verdict == "not contradicted"
    assert against(some, three, 60, exercise=True).verdict == "not tested"


def told_against(standing, **changes):
    """The sentence with other numbers."""
    return against_sentence(replace(standing, against=standing.against._replace(**changes)))


def test_the_second_sentence_says_what_the_facts_say_of_the_scene(standing_1988):
    many = told_against(
        standing_1988, expected=Span(29.4, 28.9, 30.1), none=Span(1e-30, 0.0, 1e-20), of=60,
        verdict="contradicted",
    )  # fmt: skip
    assert "By this scene 29.4 (28.9 to 30.1) of the 60" in many
    assert "none was" in many
    assert "far too ready to shoot" in many
    assert "never the level" in many
    few = told_against(
        standing_1988, expected=Span(0.03, 0.0, 0.2), none=Span(0.97, 0.8, 1.0), of=60,
        verdict="not contradicted",
    )  # fmt: skip
    assert "does not contradict" in few
    assert "too ready" not in few
    assert "below 0.049 would do" in few  # what sixty misses cannot rule out: 1 - 0.05^(1/60) = 0.0487
    some = told_against(standing_1988, verdict="doubtful", none=Span(0.086, 0.03, 0.09))
    assert "likely too ready to shoot" in some
    assert "0.086 (0.03 to 0.09)" in some
    given = told_against(standing_1988, verdict="not tested")
    assert "states the shot" in given
    assert "too ready" not in given
    for told in (many, few, some, given):
        assert not {"safe", "open", "forecast"} & set(told.lower().replace(".", " ").split())


def test_1988_by_its_own_inputs_meets_a_flight_in_twenty_five(standing_1988):
    """0.02 + 0.98 * 0.02 of 50 flights, none of those whose answers are understood: 1.98."""
    assert standing_1988.against.expected.value == pytest.approx(50 * (0.02 + 0.98 * 0.02), abs=0.1)
    assert standing_1988.against.verdict == "doubtful"


def test_the_chain_takes_the_flight_that_is_worked_out():
    """Flights of one day played with the drone: whom the kernel takes is whom the rule names."""
    accident, scenario = ALL[EXERCISE], ready_scene(EXERCISE)
    beside = made_flights(accident, scenario.environment, count=50, seed=1)
    flight = scenario.civil_flights[0]
    # The drone comes minutes after the clock starts: later here, so that flights are on their way by then.
    raids = tuple(each.model_copy(update={"start_s": each.start_s + 7200.0}) for each in scenario.raids)
    later = scenario.model_copy(update={"raids": raids})
    alone = compile_mission(scene_of(later, accident, beside), CATALOG, seed=1, allow_assumed=True)
    met_s = float(np.median(meeting_times_s(alone, 12)))
    day = [n for n, each in enumerate(beside.day) if each == 0]
    placed = (
        flight.model_copy(update={"start_s": met_s - reached_s(flight, accident)}),
        *(
            beside.flights[n].model_copy(update={"start_s": met_s + beside.at_s[n] - beside.passes_s[n]})
            for n in day
        ),
    )
    assert min(each.start_s for each in placed) > 0.0
    mission = later.mission.model_copy(update={"duration_s": None})
    played = later.model_copy(update={"civil_flights": placed, "mission": mission})
    made = compile_mission(played, CATALOG, seed=1, allow_assumed=True)
    slots = np.flatnonzero(made.names.sides == CIVIL).astype(np.int64)
    (part,) = parts_of(made.plan, apart=False)
    took = play(made, part, slots, replicates=12, jobs=1) != 0
    assert (took.sum(axis=1) == 1).all()
    # As the rule has it, with nothing else in the air than what was put in.
    there = tuple(beside.tracks[n] for n in day)
    kept = replace(beside, tracks=there, skies=(there,))
    seen, after_s = meetings(made, 12), meeting_times_s(made, 12) - met_s
    named = np.zeros((12, len(day) + 1))
    for r in range(12):
        one = Meetings(seen.lat_rad[r : r + 1], seen.lon_rad[r : r + 1], after_s[r : r + 1], seen.reach_m, 1)
        named[r] = taken(accident, flight, kept, skies_at(accident, kept, one), one, Air()).hits[0]
    # The accident's flight is not beside the others in the rule: where it is the nearest, it alone counts.
    first = named[:, 0] == 1.0
    assert (took[first, 0]).all()
    assert (took[~first, 1:] == (named[~first, 1:] == 1.0)).all()
    assert named[:, 1:].sum() > 0


def meeting_times_s(made, replicates: int) -> np.ndarray:
    """When the missile of each replicate comes to its drone, on the clock of the raid. [s]"""
    state = new_state(made.plan, log_capacity=4000)
    held, held_state = _jit.hold(made.plan), _jit.hold(state)
    row = np.empty((1, made.layout.end), dtype=np.float32)
    times = []
    for n in range(replicates):
        run_held(n, 1, held, made.layout, held_state, row)
        lines = int(state.log.length[0])
        at = np.flatnonzero(np.isin(state.log.event[:lines], ENDS))[0]
        times.append(float(state.log.time_s[at]))
    return np.array(times)


def test_who_may_not_be_near_is_not_taken_and_makes_others_the_nearest():
    accident, scenario = ALL[EXERCISE], ready_scene(EXERCISE)
    beside = made_flights(accident, scenario.environment, count=50, seed=2, days=30)
    flight = scenario.civil_flights[0]
    made = compile_mission(scene_of(scenario, accident, beside), CATALOG, seed=2, allow_assumed=True)
    seen = meetings(made, 20)
    skies = skies_at(accident, beside, seen)
    assert len(skies) >= 30
    as_is, part, whole = (
        taken(accident, flight, beside, skies, seen, air).hits.mean(axis=0)
        for air in (Air(), Air(closed_m=200e3), Air(closed_m=450e3))
    )
    assert part[0] > as_is[0] > 0.0  # the airliner is beyond 200 km, others are not
    assert not whole.any()  # all that the missile can take is within 450 km of the unit
    assert (as_is <= 1.0).all()


def test_of_all_flights_of_a_day_the_missile_takes_one():
    """However far it reaches: the shares of a day's flights sum to one."""
    accident, scenario = ALL[EXERCISE], ready_scene(EXERCISE)
    beside = made_flights(accident, scenario.environment, count=50, seed=3, at_once=True)
    made = compile_mission(scene_of(scenario, accident, beside), CATALOG, seed=3, allow_assumed=True)
    seen = meetings(made, 10)._replace(reach_m=1e9)
    for sky in beside.skies[:3]:
        day = replace(beside, tracks=sky, skies=(sky,))
        shares = taken(
            accident, scenario.civil_flights[0], day, skies_at(accident, day, seen), seen, Air()
        ).hits
        assert shares[0, 1:].sum() == pytest.approx(1.0)


def test_flights_beside_an_exercise_are_in_the_air_within_the_circle_at_that_time():
    accident = ALL[EXERCISE]
    found = made_flights(accident, ready_scene(EXERCISE).environment, count=50, seed=1, at_once=True)
    unit = accident.figures["unit_latitude"].si[1], accident.figures["unit_longitude"].si[1]
    for track in found.tracks:
        since_s = since_meeting_s(track, accident)
        assert since_s[0] <= 0.0 <= since_s[-1]
        here = [np.interp(0.0, since_s, each) for each in (track.fixes.lat_deg, track.fixes.lon_deg)]
        away_m, *_ = geodesic_inverse(*unit, *np.radians(here))
        assert float(away_m) <= 1e3 * accident.matched.within_km + 500.0  # between two fixes


@pytest.fixture(scope="module")
def standing_1988():
    return stand("iran-air-655", matched=50, replicates=20, seed=1, compare=False)


def test_a_published_state_of_answers_is_told_apart(standing_1988):
    (given,) = (each for each in standing_1988.given if each.published)
    assert given.name == "read as another code"
    assert given.accident.value == given.matched.value == 1.0
    assert "read as another code" in given_sentence(standing_1988)


def test_a_percentile_among_ties_says_that_it_says_nothing(standing_1988):
    assert standing_1988.percentile.low < 0.15
    assert standing_1988.percentile.high > 0.85
    assert "says nothing" in apart_sentence(standing_1988)
    assert "percentile" in first_sentence(standing_1988)


def test_an_exercise_says_what_its_score_is_given():
    found = stand(EXERCISE, matched=50, replicates=20, seed=1)
    assert found.exercise
    assert found.given == ()
    assert "Given that the missile goes for something else" in apart_sentence(found)
    assert "given that it goes for something else" in effects_caption(found)
    assert "What raises it: no civil flight within 200 km" in changes_sentence(found)
    assert list(found.causes.values()).count(0.0) == 3
    assert 0.0 < found.flight.probability.low < found.flight.probability.high < 0.2
    assert found.against.verdict == "not tested"
