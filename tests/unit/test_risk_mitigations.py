"""What an authority could do, as scenarios: who stays when a band is closed, who moves where."""

import math

import numpy as np
import pytest

from rangering._jit import COMPILING
from rangering.catalog.read import load_catalog
from rangering.coverage.exposure import hours_in_envelope
from rangering.earth.geodesy import geodesic_inverse
from rangering.scenario.place import Altitude
from rangering.scenario.read import load_scenario
from rangering.study.risk.cases import levers_of, reference_of
from rangering.study.risk.intervals import Mean, at_most
from rangering.study.risk.mitigate import mitigations_of
from rangering.study.risk.run import assess_risk

compiled_only = pytest.mark.skipif(not COMPILING, reason="a whole map")
SCENE = load_scenario("civil-risk")
NMI = 1852.0
FL260 = Altitude.read("FL260")

UNIT = """
title = "One fire unit, invented flights"
[environment.terrain]
kind = "smooth"
[[group]]
name = "Group"
system = "s-400"
integration = "standalone"
  [[group.fire_unit]]
  name = "Site"
  position = "45.00 N, 30.00 W"
  mast_height = "24 m"
  launchers = 4
  missile = [{ type = "s-400/9m96e2", ready = 32 }]
"""


def flight(name, *waypoints, more=""):
    """An airliner along places and altitudes, at 240 m/s."""
    points = "\n".join(
        f'[[civil_flight.waypoint]]\nposition = "{place}"\naltitude = "{altitude}"'
        + ('\nspeed = "240 m/s"' if n == 0 else "")
        for n, (place, altitude) in enumerate(waypoints)
    )
    return f'[[civil_flight]]\nname = "{name}"\ntype = "target/airliner"\n{more}\n{points}\n'


@pytest.fixture
def scene(tmp_path):
    """The fire unit with what is written behind it."""

    def read(*written):
        path = tmp_path / "scene.toml"
        path.write_text(UNIT + "\n".join(written), encoding="utf-8")
        return load_scenario(path)

    return read


def apart_m(one, other):
    """Between two positions. [m]"""
    ends = [np.radians([at.latitude_deg, at.longitude_deg]) for at in (one, other)]
    return float(geodesic_inverse(*ends[0], *ends[1])[0])


def mitigations(scenario, hours, lowest_m=None, move_m=1e3, silent=None):
    lowest_m = lowest_m if lowest_m is not None else [0.0] * len(hours)
    found = mitigations_of(scenario, hours, lowest_m, close=FL260, move_m=move_m, silent=silent)
    return {each.key: each.scenario for each in found}


def test_closing_a_band_takes_those_that_come_below_it_inside():
    closed = mitigations(SCENE, [1.0, 1.0, 1.0], [10_668.0, 10_972.8, 3_657.6])["close"]
    assert [each.name for each in closed.civil_flights] == ["Upper One eastbound", "Upper One westbound"]


@compiled_only
def test_a_flight_that_is_low_far_away_stays(scene):
    """One climbs out 600 km west of the unit and passes it at flight level 350; one comes down beside it."""
    far = flight("climbs far away", ("45.2 N, 38.0 W", "FL100"), ("45.2 N, 34.0 W", "FL350"),
                 ("45.2 N, 28.0 W", "FL350"))  # fmt: skip
    near = flight("comes down here", ("45.2 N, 33.0 W", "FL350"), ("45.2 N, 28.0 W", "FL100"))
    away = flight("never comes near", ("55.0 N, 33.0 W", "FL100"), ("55.0 N, 28.0 W", "FL100"))
    made = scene(far, near, away)
    inside = hours_in_envelope(made, catalog=load_catalog())
    # Flight level 350 is 35,000 ft of geopotential height; ISO 2533 gives the radius that makes it geometric.
    geopotential_m, radius_m = 35_000 * 0.3048, 6_356_766.0
    height_m = geopotential_m * radius_m / (radius_m - geopotential_m)
    assert inside.lowest_m[0] == pytest.approx(height_m, abs=1.0)
    # Along its way down by 25,000 ft over 5 degrees: nominally 110 km, 1.4 degrees, past the unit at most.
    assert 10_000 * 0.3048 < inside.lowest_m[1] < 25_000 * 0.3048
    assert math.isinf(inside.lowest_m[2])
    assert inside.together_h[2] == 0.0
    closed = mitigations(made, inside.together_h, inside.lowest_m)["close"]
    assert [each.name for each in closed.civil_flights] == ["climbs far away", "never comes near"]


def test_routes_move_away_by_what_was_asked_and_others_stay():
    moved = mitigations(SCENE, [1.0, 0.0, 0.0], move_m=50e3)["move"]
    before, after = SCENE.civil_flights, moved.civil_flights
    assert after[1:] == before[1:]
    for was, now in zip(before[0].waypoints, after[0].waypoints, strict=True):
        assert apart_m(was.position, now.position) == pytest.approx(50e3, abs=1.0)
        assert now.position.latitude_deg > was.position.latitude_deg  # the airway runs north of the site


CORRIDOR = """
[[corridor]]
name = "Over it"
point = ["{south} N, 32.0 W", "{south} N, 28.0 W"]
width = "10 nmi"
floor = "FL280"
ceiling = "FL400"
"""


def test_who_flies_in_a_corridor_over_the_unit_goes_where_it_goes(scene):
    """One side of the corridor lies north of the fire unit, its middle south of it."""
    made = scene(
        CORRIDOR.format(south=44.98),
        flight("east", ("45.013 N, 32.0 W", "FL350"), ("45.013 N, 28.0 W", "FL350")),
        flight("west", ("44.947 N, 28.0 W", "FL360"), ("44.947 N, 32.0 W", "FL360")),
        flight("beside", ("45.4 N, 32.0 W", "FL350"), ("45.4 N, 28.0 W", "FL350")),
    )
    moved = mitigations(made, [1.0, 1.0, 1.0], move_m=30 * NMI)["move"]
    (corridor,) = moved.corridors
    east, west, beside = moved.civil_flights
    # Thirty nautical miles are half a degree of latitude.
    assert corridor.points[0].latitude_deg == pytest.approx(44.48, abs=0.01)
    assert east.waypoints[0].position.latitude_deg == pytest.approx(44.513, abs=0.01)
    assert west.waypoints[0].position.latitude_deg == pytest.approx(44.447, abs=0.01)
    assert beside.waypoints[0].position.latitude_deg == pytest.approx(45.9, abs=0.01)


def test_routes_right_over_the_unit_go_with_their_corridor_both_ways(scene):
    made = scene(
        CORRIDOR.format(south="45.0"),
        flight("east", ("45.0 N, 32.0 W", "FL350"), ("45.0 N, 28.0 W", "FL350")),
        flight("west", ("45.0 N, 28.0 W", "FL360"), ("45.0 N, 32.0 W", "FL360")),
    )
    moved = mitigations(made, [1.0, 1.0], move_m=30 * NMI)["move"]
    middle = moved.corridors[0].points[0].latitude_deg
    assert abs(middle - 45.0) == pytest.approx(0.5, abs=0.01)
    for each in moved.civil_flights:
        assert each.waypoints[0].position.latitude_deg == pytest.approx(middle, abs=0.01)


def test_a_transponder_required_may_fail_and_one_that_is_heard_does_not():
    silent = load_catalog().quantity("default/every.identification.silent_friend_probability")
    found = mitigations_of(SCENE, [1.0] * 3, [0.0] * 3, close=FL260, move_m=1e3, silent=silent)
    required, heard = (next(each for each in found if each.key == key) for key in ("transponder", "heard"))
    assert heard.scenario == required.scenario
    assert required.reading is None
    assert heard.reading == {silent.id: 0.0}
    assert "fail" in required.words


def test_the_reference_case_asks_as_often_as_by_default():
    told = SCENE.identification.model_copy(update={"reply_probability": 0.0})
    deaf = SCENE.model_copy(update={"identification": told})
    assert reference_of(deaf).scenario == reference_of(SCENE).scenario
    assert reference_of(deaf).scenario.identification.reply_probability is None


def test_the_high_end_of_north_is_no_better_than_what_is_stated():
    def high(probability, unit_rad):
        told = SCENE.identification.model_copy(update={"misalignment_probability": probability})
        units = (SCENE.groups[0].fire_units[0].model_copy(update={"misalignment_rad": unit_rad}),)
        groups = (SCENE.groups[0].model_copy(update={"fire_units": units}),)
        made = SCENE.model_copy(update={"identification": told, "groups": groups})
        return next(each for each in levers_of(made) if each.name == "north").high.scenario

    assert high(0.3, None).identification.misalignment_probability == 0.3
    assert high(0.0, None).identification.misalignment_probability == 0.05
    assert high(0.0, 1.8).fire_units[0].misalignment_rad == 1.8
    assert high(0.0, 0.0).fire_units[0].misalignment_rad is None


@compiled_only
def test_a_clock_that_stops_early_does_not_thin_out_the_shots(scene):
    """Six that never answer, ten minutes apart: hours are those of all, and so must shots be."""
    never = flight("never answers", ("45.0 N, 32.0 W", "10000 m amsl"), ("45.0 N, 28.0 W", "10000 m amsl"),
                   more='transponder = "off"\ncount = 6\nspacing = "10 min"')  # fmt: skip
    whole = assess_risk(scene(never), samples=0, limit=4, plain=True)
    cut = assess_risk(scene(never, '[mission]\nduration = "12 min"'), samples=0, limit=4, plain=True)
    assert cut.duration_s == whole.duration_s > 3600.0
    assert cut.stated.rate == whole.stated.rate
    # All six are shot at, and no interval says more than that.
    assert whole.stated.count.value == pytest.approx(6.0, abs=0.5)
    assert whole.stated.count.high <= 6.0
    assert whole.stated.per_passage.high <= 1000.0


def test_an_interval_ends_at_what_is_possible():
    assert at_most(Mean(5.5, 4.0, 8.0, 0.1, 10), 6.0) == Mean(5.5, 4.0, 6.0, 0.1, 10)
    assert at_most(Mean(0.0, 0.0, 0.5, math.inf, 0), 6.0).high == 0.5
