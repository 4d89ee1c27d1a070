"""Envelopes and claims of real catalog rows, then the kernels that ask whether a place lies inside."""

from math import inf, nan

import numpy as np
import pytest

from rangering.catalog.calibrate import calibrated
from rangering.catalog.draw import draw, reading
from rangering.catalog.read import load_catalog
from rangering.coverage.compile import compile_coverage
from rangering.coverage.envelope import (
    box_array,
    boxes_of,
    claims_of,
    outline_of,
    timing_of,
)
from rangering.coverage.envelope_kernels import (
    engage_verdict,
    flight_time_s,
    in_box,
)
from rangering.coverage.remarks import unmet_claims
from rangering.errors import CatalogError
from rangering.flight.flyout import HEIGHTS, RANGES, reach_by_height_m
from rangering.sight.state import State
from tests.coverage_scenes import scene

CATALOG = load_catalog()
LOAD = """
    [[group.fire_unit.missile]]
    type = "s-400/{type}"
    ready = {ready}
"""


def boxes(system="s-400", unit="", **options):
    stated = scene(system=system, unit=unit)
    found = boxes_of(CATALOG, stated.groups[0], stated.groups[0].fire_units[0], **options)
    return {each.interceptor: each for each in found}


def test_the_longest_missile_reaches_as_far_as_the_claim_and_no_other_farther():
    claimed, independent = boxes(claim="claimed"), boxes(claim="independent")
    km = {
        key: (round(claimed[key].range_max_m / 1e3), round(independent[key].range_max_m / 1e3))
        for key in claimed
    }
    assert km == {
        "s-400/48n6e": (150, 150),
        "s-400/48n6e2": (200, 200),
        "s-400/48n6e3": (250, 200),
        "s-400/40n6e": (400, 200),
        "s-400/9m96e": (40, 40),
        "s-400/9m96e2": (120, 120),
    }
    behind = [each.quantity for each in claimed["s-400/40n6e"].inputs if each.field == "range_max_m"]
    assert behind == ["s-400.range_max_claim"]


def test_without_a_claim_the_nominal_one_holds_or_the_one_drawn():
    assert boxes()["s-400/40n6e"].range_max_m == 400e3
    drawn = draw(CATALOG, ["s-400.reach", "s-400/48n6e3.range_max"], 20, 3)
    seen = set()
    for sample in range(20):
        one = reading(drawn, sample)
        found = boxes(reading=one)
        assert found["s-400/40n6e"].range_max_m == one["s-400.reach"]
        assert found["s-400/48n6e3"].range_max_m == min(one["s-400/48n6e3.range_max"], one["s-400.reach"])
        seen.add(one["s-400.reach.option"])
    assert seen == {0.0, 1.0}


def test_a_named_claim_takes_its_own_draw():
    drawn = {"s-400.range_effective_independent": 170e3, "s-400.reach": 390e3, "s-400.reach.option": 0.0}
    assert boxes(claim="independent", reading=drawn)["s-400/40n6e"].range_max_m == 170e3


def test_missiles_stated_stand_in_place_of_the_catalogs_and_keep_their_own_range():
    found = boxes(
        unit=LOAD.format(type="48n6e3", ready=4) + LOAD.format(type="48n6e", ready=0), claim="claimed"
    )
    assert {key: each.range_max_m for key, each in found.items()} == {"s-400/48n6e3": 250e3}


def test_an_outline_is_that_of_the_calibrated_fly_out():
    box = boxes()["s-400/48n6e3"]
    outline = outline_of(CATALOG, box)
    fly_out = calibrated(CATALOG, "s-400/48n6e3").fly_out
    edge_m = reach_by_height_m(fly_out)
    assert outline.share == pytest.approx(edge_m / edge_m.max())
    assert outline.share.max() == 1.0
    assert np.isfinite(outline.time_s).all()
    flown = np.isfinite(fly_out.time_s)
    assert (outline.time_s[flown] == fly_out.time_s[flown]).all()
    # At the greatest reach of the box the missile is where its table ends.
    (row,) = box_array([box], [outline])
    last = np.flatnonzero(flown.any(axis=0))[-1]
    assert row[5] * last == pytest.approx(box.range_max_m)


def test_the_missile_a_claim_is_made_for_is_flown_to_that_claim():
    near = outline_of(CATALOG, boxes(claim="independent")["s-400/40n6e"])
    assert not near.inconsistent
    far = outline_of(CATALOG, boxes(claim="claimed")["s-400/40n6e"])
    assert far.inconsistent  # 400 km are beyond it at the top speed claimed; its outline is stretched there
    assert box_array([boxes()["s-400/40n6e"]], [far])[0, 1] == 400e3


def test_no_figure_against_ballistic_targets_enters_an_envelope():
    for system in CATALOG.ids("system"):
        for box in boxes(system=system).values():
            for used in box.inputs:
                assert "ballistic" not in used.quantity
                assert used.from_default or CATALOG.quantity(used.quantity).in_runs


def test_what_nobody_publishes_can_be_refused():
    with pytest.raises(CatalogError, match="range_min_m, altitude_max_m, altitude_min_m"):
        boxes(system="barak-8", allow_defaults=False)
    (box,) = boxes(unit=LOAD.format(type="48n6e", ready=4), allow_defaults=False).values()
    with pytest.raises(CatalogError, match="mass_ratio"):
        outline_of(CATALOG, box, allow_defaults=False)


def test_claims_are_named_with_the_nominal_one_first():
    claims = claims_of(scene(system="s-400"), CATALOG)
    assert [each.name for each in claims] == ["claimed", "independent"]
    assert [each.words for each in claims] == [
        "reach 400 km: s-400.range_max_claim, grade B",
        "reach 200 km: s-400.range_effective_independent, grade B",
    ]
    assert [each.reach_m for each in claims] == [400e3, 200e3]
    (only,) = claims_of(scene(system="tor-m2"), CATALOG)
    assert (only.name, only.words) == ("published", "reach 16 km: tor-m2/missile.range_max, grade B")


def test_where_systems_stand_together_one_without_claims_keeps_its_range_under_each():
    other = """
[[group]]
name = "T"
system = "tor-m2"
  [[group.fire_unit]]
  name = "T1"
  position = { lat = 45.1, lon = -30.0 }
"""
    both = scene(system="s-400", more_units=other)
    claims = claims_of(both, CATALOG)
    assert [each.name for each in claims] == ["claimed", "independent"]
    assert "tor-m2/missile.range_max" in claims[1].words
    tor = both.groups[1]
    (box,) = boxes_of(CATALOG, tor, tor.fire_units[0], claim="independent")
    assert box.range_max_m == 16e3


def test_a_claim_without_missiles_says_so():
    nothing = scene(system="s-400", unit=LOAD.format(type="48n6e3", ready=0))
    assert {each.words for each in claims_of(nothing, CATALOG)} == {"no missile is there"}


def test_times_of_a_fire_unit():
    def timing(unit="", more=""):
        stated = scene(system="s-400", unit=unit, more=more)
        return timing_of(stated, CATALOG, stated.groups[0], stated.groups[0].fire_units[0])

    usual = timing()
    assert (usual.reaction_s, usual.assessment_s) == (9.0, 8.0)
    assert {each.quantity for each in usual.inputs} == {
        "s-400.reaction_time",
        "default/long.fire_unit.assessment_time",
    }
    standby = timing(unit='alert = "standby"\ntime_to_ready = "5 min"')
    assert standby.reaction_s == 309.0
    # Three missiles at 4 s: the last one's effect is known 8 s after the first one's.
    salvo = timing(more='[doctrine]\nfiring = "salvo"\nsalvo_size = 3')
    assert salvo.assessment_s == 16.0
    assert "s-400.launch_interval" not in {each.quantity for each in usual.inputs}


# At 1,000 and at 500 m/s along the ground.
ROUND = np.array([[3e3, 40e3, 50.0, 20e3, 500.0, 300.0], [1e3, 10e3, 10.0, 8e3, 500.0, 300.0]])
EVERYWHERE = np.ones((2, HEIGHTS))
FLOWN_S = np.array(
    [np.tile(0.3 * slower * np.arange(RANGES), (HEIGHTS, 1)) for slower in (1.0, 2.0)], dtype=np.float32
)


@pytest.mark.both_ways
@pytest.mark.parametrize(
    ("range_m", "altitude_m", "ground_m", "site_m", "inside"),
    [
        (40e3, 500.0, 400.0, 0.0, True),  # edges count
        (40e3 + 1, 500.0, 400.0, 0.0, False),
        (20e3, 500.0, 460.0, 0.0, False),  # 40 m above its ground, 50 m asked
        (5e3, 500.0, 460.0, 0.0, True),  # the short missile goes down to 10 m
        (20e3, 20e3, 0.0, 0.0, True),
        (20e3, 20.5e3, 0.0, 0.0, False),
        (20e3, 20.5e3, 0.0, 600.0, True),  # the ceiling rises with the launchers' ground
        (500.0, 1e3, 0.0, 0.0, False),  # nearer than either reaches
        (20e3, 1e3, nan, 0.0, False),
    ],
)
def test_a_place_lies_in_the_envelope_if_any_box_holds_it(range_m, altitude_m, ground_m, site_m, inside):
    place = range_m, altitude_m - ground_m, altitude_m - site_m
    assert inside == any(in_box(*place, box, EVERYWHERE[0]) for box in ROUND)


@pytest.mark.both_ways
def test_the_fastest_missile_that_reaches_counts():
    def time_s(range_m, altitude_m):
        return flight_time_s(range_m, altitude_m, 0.0, 0.0, ROUND, EVERYWHERE, FLOWN_S)

    assert time_s(6e3, 1e3) == pytest.approx(6.0)
    assert time_s(2e3, 1e3) == pytest.approx(4.0)
    assert time_s(41e3, 1e3) == inf


@pytest.mark.both_ways
def test_beyond_its_table_a_missile_takes_as_long_as_at_the_edge_of_it():
    wide = np.array([[0.0, 60e3, 0.0, 40e3, 500.0, 300.0]])
    found = flight_time_s(60e3, 30e3, 0.0, 0.0, wide, EVERYWHERE[:1], FLOWN_S[:1])
    assert found == pytest.approx(0.3 * (RANGES - 1))


@pytest.mark.both_ways
@pytest.mark.parametrize(
    ("radar", "cue", "inside", "expected"),
    [
        (State.COVERED, State.COVERED, True, State.COVERED),
        (State.COVERED, State.COVERED, False, State.KINEMATICS),
        (State.COVERED, State.TERRAIN, True, State.CUE),
        (State.COVERED, State.OUTSIDE, True, State.CUE),
        (State.HORIZON, State.COVERED, True, State.HORIZON),
        (State.SECTOR, State.COVERED, True, State.SECTOR),
        (State.SEVERAL, State.COVERED, True, State.SEVERAL),
        (State.HORIZON, State.HORIZON, True, State.HORIZON),
        (State.HORIZON, State.POWER, True, State.SEVERAL),
        (State.HORIZON, State.HORIZON, False, State.SEVERAL),
        (State.HORIZON, State.COVERED, False, State.SEVERAL),
        (State.COVERED, State.POWER, False, State.SEVERAL),
        (State.UNKNOWN, State.COVERED, True, State.UNKNOWN),
        (State.COVERED, State.UNKNOWN, True, State.UNKNOWN),
        (State.UNKNOWN, State.UNKNOWN, True, State.UNKNOWN),
        (State.UNKNOWN, State.COVERED, False, State.SEVERAL),
        (State.UNDERGROUND, State.UNDERGROUND, False, State.UNDERGROUND),
        (State.OUTSIDE, State.COVERED, True, State.OUTSIDE),
    ],
)
def test_the_verdict_names_the_only_link_that_fails(radar, cue, inside, expected):
    assert engage_verdict(int(radar), int(cue), inside) == expected


def test_claims_that_fit_no_fly_out_are_said_with_where_they_come_from():
    stated = scene(system="s-400", targets=("target/airliner",), altitudes=("10000 m amsl",))
    made = compile_coverage(stated, CATALOG, samples=0, posting_m=2e4)
    (said,) = unmet_claims(made)
    assert said.startswith("Claims on the 40N6E")
    assert "range 400 km (s-400.range_max_claim, grade B)" in said
    fits = compile_coverage(scene(), CATALOG, samples=0, posting_m=3e3)
    assert unmet_claims(fits) == ()
