"""A programme whose force is known on paper: a quarter is what a run of that force gives by itself."""

from datetime import date, timedelta

import numpy as np
import pytest

from rangering.coverage.run import map_coverage
from rangering.mission.codes import Count
from rangering.mission.run import simulate
from rangering.programme.force import force_on, play_forces
from rangering.programme.read import load_programme
from rangering.programme.run import run_programme
from rangering.programme.standing import standing
from rangering.scenario.read import load_scenario
from rangering.study.cells import KEPT, Cell, Cells
from rangering.study.courses import courses_of
from rangering.study.force_cells import FULL_LOADS, ForceCells, State, learnt
from rangering.study.questions import Asked
from rangering.study.timeline import timeline
from tests.force_scenes import CATALOG, programme, raid_on_two

INNER, SEED = 6, 3


@pytest.fixture(scope="module")
def found():
    """Four quarters of the programme in steps."""
    stated = programme()
    asked = Asked(raid_on_two(), CATALOG, inner=INNER, seed=SEED)
    return timeline(stated, courses_of(stated), asked, quarters=4, readings=2, histories=4)


def leakers(scenario):
    """Mean of a run of a scenario by itself."""
    rows = simulate(scenario, catalog=CATALOG, replicates=INNER, seed=SEED, fidelity="fast").rows
    return float(rows[:, Count.LEAKERS].astype(np.float64).mean())


def test_each_quarter_is_the_raid_on_as_many_fire_units(found):
    (course,) = found.courses
    one = leakers(load_scenario("first-raid", catalog=CATALOG))  # its fire unit is the first of the two
    both = leakers(raid_on_two())
    assert course.lines["units_available"].nominal.tolist() == [0.0, 1.0, 2.0, 2.0]
    assert course.lines["leakers"].nominal.tolist() == [8.0, one, both, both]
    assert both < one < 8.0  # the test would see nothing if they were alike


def test_quarters_of_the_same_force_give_the_same_bands(found):
    bands = found.courses[0].lines["leakers"].bands
    assert bands[2] == bands[3] != bands[1]


def test_the_area_covered_is_that_of_the_map_of_as_many_fire_units(found):
    nominal = found.courses[0].lines["covered_km2"].nominal
    assert nominal[0] == 0.0
    for quarter, scenario in ((1, load_scenario("first-raid", catalog=CATALOG)), (2, raid_on_two())):
        result = map_coverage(scenario, catalog=CATALOG, posting_m=1000.0, samples=0)
        score = next(s for s in result.scores if s.measure == "covered" and s.altitude == "100 m agl")
        assert nominal[quarter] == pytest.approx(score.share.nominal * score.ring_km2, rel=1e-9)


def test_money_is_paid_when_the_lot_comes(found):
    assert found.courses[0].lines["paid"].nominal.tolist() == [0.0, 1e8, 1e8, 1e8]


@pytest.mark.parametrize(("day", "units"), [(0, 0), (99, 0), (100, 1), (199, 1), (200, 2), (731, 2)])
def test_the_force_on_a_day_is_what_was_delivered_by_it(day, units):
    found = force_on(
        programme(), date(2020, 1, 1) + timedelta(days=day), catalog=CATALOG, histories=3, readings=2
    )
    assert found.nominal["units_available"].tolist() == [units] * 3
    assert found.middle() == (units, None)
    for least in (1, 2):
        assert found.probability("units_available", least) == float(units >= least)
        assert found.share_of_readings("units_available", least) == float(units >= least)


def test_the_force_on_a_report_s_day_is_the_report():
    """Histories played to a few days are the histories of the whole run."""
    stated = load_programme("turkey-s-400", catalog=CATALOG)
    whole = run_programme(stated, catalog=CATALOG, histories=40, readings=0, seed=5)
    months = [24, 45, 60]
    played = play_forces(stated, whole.months_d[months].tolist(), CATALOG, 40, 0, 5)
    for name, counts in played.counts.items():
        np.testing.assert_array_equal(counts[0], whole.nominal.series[name][:, months], name)
    np.testing.assert_allclose(played.paid[0], whole.nominal.series["paid"][:, months], rtol=1e-6)
    assert played.counts["units_available"].std() > 0


def cells(state, scenario, fidelity, bases, rates=None):
    cell = Cell(0, -1, SEED, 0, INNER)
    return (
        ForceCells(
            (scenario,), CATALOG, {}, (cell,), fidelity, seed=SEED, states=(state,), bases=bases, rates=rates
        )
        .made(0)
        .table
    )


def test_a_shortage_of_missiles_is_the_scenario_with_so_many():
    """The plan of full loads, with fewer on its launchers, gives what the shorter scenario gives."""
    two = raid_on_two()
    short = standing(two, 2, 5, system="s-400", catalog=CATALOG).scenario
    expected = Cells((short,), CATALOG, {}, (Cell(0, -1, SEED, 0, INNER),), "full", seed=SEED).made(0).table
    given = cells(State(2, 5), short, "full", {2: two})
    for name in KEPT:
        np.testing.assert_array_equal(given[name], expected[name], name)
    assert given["missiles"].max() <= 5


def test_where_nobody_stands_every_flight_arrives():
    two = raid_on_two()
    bases = {1: standing(two, 1, system="s-400", catalog=CATALOG).scenario}
    rates = learnt(bases, CATALOG, seed=SEED, jobs=1, allow_defaults=True, allow_assumed=False)
    given = cells(State(0, FULL_LOADS), bases[1], "fast", bases, rates)
    assert given["leakers"].tolist() == [8.0] * INNER
    assert given["missiles"].tolist() == [0.0] * INNER


def test_chance_of_histories_and_of_raids_adds_up():
    """Against many studies of the same reading: the variance said is the variance seen."""
    from rangering.study.forces_met import RaidOn

    chance = np.random.default_rng(7)
    shares, means = np.array([0.5, 0.3, 0.2]), np.array([20.0, 9.0, 4.0])
    found, said = [], []
    for _ in range(4000):
        common = chance.normal(size=8)  # the same chance serves every force
        leakers = (means[:, None] + 2.0 * common)[:, None, :] + chance.normal(size=(3, 1, 8))
        states = chance.choice(3, p=shares, size=(1, 30, 1))
        mean, variance = RaidOn(leakers, 40, 0).over(states)
        found.append(mean[0, 0])
        said.append(variance[0, 0])
    assert np.mean(found) == pytest.approx(shares @ means, abs=0.1)
    # 2 % of sampling error of a variance over 4,000; the spread over forces holds a replicate's noise too.
    assert np.mean(said) == pytest.approx(np.var(found), rel=0.06)
