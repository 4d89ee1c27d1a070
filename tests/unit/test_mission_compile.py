"""From a scenario to the plan of a raid: geometry by hand, who sees and serves whom, and what is refused."""

import math

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangering.catalog.fire_unit import assumed_share
from rangering.catalog.read import load_catalog
from rangering.constants import EARTH_RADIUS_M
from rangering.earth.geodesy import geodesic_inverse
from rangering.errors import CatalogError, RangeringError, ScenarioError
from rangering.mission.compile import compile_mission
from rangering.mission.plan import FRIENDLY, HOSTILE, TRANSPONDER_OFF, TRANSPONDER_ON
from rangering.mission.plane import Plane, carried, off_plane, onto_plane, plane_about
from rangering.mission.routes import MARGIN_M, SHORTEST_M
from rangering.scenario.place import Position
from rangering.streams import name_id
from tests.coverage_scenes import plain, ridge
from tests.raid_scenes import SECOND_GROUP, SECOND_UNIT, flight, raid_scene

CATALOG = load_catalog()
SPHERE_M = 4.0 / 3.0 * EARTH_RADIUS_M
SHOOTERS = [each for each in CATALOG.ids("system") if CATALOG[each].interceptors]
EAST = 2  # of eight azimuths
HIGHEST_M = 150.0  # of a cruise missile above ground


def compiled(options=None, **changes):
    """The compiled scene; `options` go to the compiler."""
    return compile_mission(raid_scene(**changes), CATALOG, **{"allow_assumed": True} | (options or {}))


def line(plan, number):
    """The points of one route."""
    first = plan.routes.first[number]
    return slice(first, first + plan.routes.points[number])


# Geometry ----------------------------------------------------------------------------------------------------------


def test_over_a_smooth_earth_the_floor_is_the_shadow_of_the_horizon():
    plan = compiled(unit='mast_height = "24 m"').plan
    radar = plan.radars.searches.argmax()
    antenna_m = plan.radars.height_m[radar]
    to_horizon_rad = math.acos(SPHERE_M / (SPHERE_M + antenna_m))
    for number in range(8):
        here = line(plan, number)
        away_m = np.hypot(plan.routes.x_m[here] - plan.radars.x_m[radar], plan.routes.y_m[here])
        expected_m = SPHERE_M / np.cos(away_m / SPHERE_M - to_horizon_rad) - SPHERE_M
        beyond = away_m > SPHERE_M * to_horizon_rad + 1_000.0
        flown = beyond & (expected_m < HIGHEST_M)
        found_m = plan.routes.floor_m[here, radar]
        assert flown.sum() > 50
        # Nodes lie up to 500 m apart: 500²/8R = 4 mm; float32 takes less.
        assert found_m[flown] == pytest.approx(expected_m[flown], abs=0.1)
        assert (found_m[beyond & ~flown] > HIGHEST_M).all()


def over_the_crest_m(antenna_m, crest_m, crest_away_m, away_m):
    """Height over a sphere, at some distances, of the straight line from an antenna over a crest."""
    antenna = np.array([0.0, SPHERE_M + antenna_m])
    angle = crest_away_m / SPHERE_M
    along = (SPHERE_M + crest_m) * np.array([math.sin(angle), math.cos(angle)]) - antenna
    out = np.stack([np.sin(away_m / SPHERE_M), np.cos(away_m / SPHERE_M)])
    # antenna + t·along = r·out, by Cramer's rule.
    return (antenna[0] * along[1] - antenna[1] * along[0]) / (
        out[0] * along[1] - out[1] * along[0]
    ) - SPHERE_M


def test_a_ridge_hides_what_lies_behind_it():
    plan = compiled(terrain=ridge(900.0, distance_km=20.0)).plan
    here = line(plan, EAST)
    away_m = np.hypot(plan.routes.x_m[here], plan.routes.y_m[here])
    behind = (away_m > 24_000.0) & (away_m < 60_000.0)
    assert plan.routes.ground_m[here].max() == pytest.approx(900.0, abs=0.5)
    assert plan.routes.ground_m[here][away_m < 16_000.0] == pytest.approx(200.0)
    for radar, antenna_m in enumerate(plan.radars.height_m):
        expected_m = over_the_crest_m(antenna_m, 900.0, 20_000.0, away_m[behind])
        # The crest lies on a node; between rays and between nodes the sweep is good to metres.
        assert plan.routes.floor_m[here, radar][behind] == pytest.approx(expected_m, abs=5.0)
        assert expected_m[0] > 900.0


def test_a_flight_in_front_of_the_ridge_is_seen_and_behind_it_is_not():
    plan = compiled(terrain=ridge(900.0, distance_km=20.0)).plan
    here = line(plan, EAST)
    away_m = np.hypot(plan.routes.x_m[here], plan.routes.y_m[here])
    flown_m = plan.routes.ground_m[here] + 150.0
    assert (flown_m >= plan.routes.floor_m[here, 0])[(away_m > 1_000.0) & (away_m < 16_000.0)].all()
    assert not (flown_m >= plan.routes.floor_m[here, 0])[(away_m > 24_000.0) & (away_m < 60_000.0)].any()


def test_unknown_ground_is_said_and_nothing_is_seen_there(monkeypatch):
    from rangering.terrain.analytic import Shapes

    whole = Shapes.around

    def torn(self, *args, **options):
        ground = whole(self, *args, **options)
        ground.height_m[:, ground.col0 + 5 :] = np.nan
        return ground

    monkeypatch.setattr(Shapes, "around", torn)
    made = compiled(terrain=plain(100.0))
    east, west = line(made.plan, EAST), line(made.plan, EAST + 4)
    assert np.isinf(made.plan.routes.floor_m[east][:-40]).all()
    assert np.isfinite(made.plan.routes.floor_m[west][-40:]).all()
    assert any("some radar's view is unknown" in each for each in made.remarks)


def test_approach_lines_run_straight_into_the_asset_from_all_sides():
    plan = compiled(azimuths=12, city=(45.2, -30.1)).plan
    raids, routes, assets = plan.raids, plan.routes, plan.assets
    assert raids.azimuths == 12 == len(routes.points)
    for number in range(12):
        here = line(plan, number)
        east_m, north_m = routes.x_m[here] - assets.x_m[0], routes.y_m[here] - assets.y_m[0]
        to_go_m = np.hypot(east_m, north_m)
        assert to_go_m == pytest.approx(raids.step_m * np.arange(len(to_go_m))[::-1], abs=1e-6)
        assert math.atan2(east_m[0], north_m[0]) % math.tau == pytest.approx(math.tau * number / 12, abs=1e-9)


def test_a_class_appears_where_the_horizon_of_its_highest_flight_ends():
    # 91N6E on 7 m; cruise missiles up to 150 m: both tangents over the sphere, the margin, whole kilometres.
    plan = compiled().plan
    masts_m = plan.radars.height_m[plan.radars.searches]
    horizon_m = [
        SPHERE_M * (math.acos(SPHERE_M / (SPHERE_M + m)) + math.acos(SPHERE_M / (SPHERE_M + 150.0)))
        for m in masts_m
    ]
    assert plan.raids.enter_m[0, 0] == 1000.0 * math.ceil((max(horizon_m) + MARGIN_M) / 1000.0)
    assert (plan.routes.points[:8] - 1) * plan.raids.step_m == pytest.approx(plan.raids.enter_m[0, 0])


def test_a_short_sighted_system_still_gets_routes_of_a_least_length():
    plan = compiled(system="tor-m2").plan
    assert plan.raids.enter_m.min() >= SHORTEST_M
    assert (plan.radars.instrumented_m[plan.radars.searches] < 60_000.0).all()


def test_the_plane_does_not_move_with_the_order_of_places():
    places = [Position(lat=lat, lon=lon) for lat, lon in ((40.1, 32.3), (39.7, 33.1), (40.9, 31.2))]
    assert plane_about(places) == plane_about(places[::-1])


@given(st.floats(-300e3, 300e3), st.floats(-300e3, 300e3), st.floats(-60.0, 60.0), st.floats(-170.0, 170.0))
def test_distances_on_the_plane_err_by_less_than_a_thousandth(east_m, north_m, lat_deg, lon_deg):
    plane = Plane(math.radians(lat_deg), math.radians(lon_deg))
    x_m, y_m = np.array([east_m, east_m + 5_000.0]), np.array([north_m, north_m - 3_000.0])
    lat, lon = off_plane(plane, x_m, y_m)
    true_m, *_ = geodesic_inverse(lat[:1], lon[:1], lat[1:], lon[1:])
    assert true_m[0] == pytest.approx(math.hypot(5_000.0, 3_000.0), rel=1e-3)


def test_points_carried_to_a_site_lie_where_geodesics_take_them():
    plane, site = Plane(math.radians(40.0), math.radians(32.0)), Position(lat=41.5, lon=34.0)
    side_m = np.linspace(-500e3, 500e3, 150)
    x_m, y_m = (each.ravel() for each in np.meshgrid(side_m, side_m))
    here = Plane(math.radians(41.5), math.radians(34.0))
    exact = onto_plane(here, *off_plane(plane, x_m, y_m))
    for found_m, exact_m in zip(carried(plane, site, x_m, y_m), exact, strict=True):
        assert found_m == pytest.approx(exact_m, abs=0.5)


# Written routes ----------------------------------------------------------------------------------------------------


def test_a_written_flight_keeps_its_speed_between_equal_points():
    made = compiled(more=flight("civil_flight", more='count = 3\nspacing = "90 s"\nstart = "20 s"'))
    plan, flights = made.plan, made.plan.flights
    assert flights.start_s.tolist() == [20.0, 110.0, 200.0]
    assert len(set(flights.route.tolist())) == 1
    assert flights.first_flight == 4
    assert made.names.flights[4:] == ("guest 1", "guest 2", "guest 3")
    here = line(plan, flights.route[0])
    lat, lon = off_plane(made.plane, plan.routes.x_m[here], plan.routes.y_m[here])
    legs_m, *_ = geodesic_inverse(lat[:-1], lon[:-1], lat[1:], lon[1:])
    assert legs_m == pytest.approx(200.0 / flights.pace[0], rel=1e-6)
    assert np.degrees([lat[0], lon[0], lat[-1], lon[-1]]) == pytest.approx([44.5, -30.5, 45.5, -29.5])
    assert plan.routes.altitude_m[here] == pytest.approx(
        330 * 30.48, rel=5e-3
    )  # geometric above pressure altitude


def test_legs_keep_the_speed_stated_for_each():
    legs = """
  [[own_flight.waypoint]]
  position = { lat = 44.5, lon = -30.0 }
  altitude = "3000 m amsl"
  speed = "100 m/s"
  [[own_flight.waypoint]]
  position = { lat = 45.0, lon = -30.0 }
  altitude = "5000 m amsl"
  speed = "250 m/s"
  [[own_flight.waypoint]]
  position = { lat = 45.5, lon = -30.0 }
  altitude = "5000 m amsl"
"""
    plan = compiled(more=flight("own_flight", legs=legs)).plan
    here = line(plan, plan.flights.route[0])
    y_m, altitude_m = plan.routes.y_m[here], plan.routes.altitude_m[here]
    speed_m_s = np.diff(y_m) * plan.flights.pace[0]
    assert speed_m_s[:50] == pytest.approx(100.0, rel=1e-3)
    assert speed_m_s[-50:] == pytest.approx(250.0, rel=1e-3)
    assert np.diff(y_m).max() <= plan.raids.step_m * 1.001
    half = np.searchsorted(y_m, 0.5 * (y_m[0] + 0.0))
    assert altitude_m[half] == pytest.approx(4000.0, abs=10.0)
    assert altitude_m[-1] == 5000.0
    assert plan.flights.side.tolist() == [FRIENDLY]


def test_a_leg_above_ground_follows_it_and_one_above_the_sea_does_not_dive_into_it():
    legs = """
  [[own_flight.waypoint]]
  position = { lat = 45.0, lon = -30.0 }
  altitude = "300 m {0}"
  speed = "100 m/s"
  [[own_flight.waypoint]]
  position = { lat = 45.0, lon = -29.0 }
  altitude = "300 m {0}"
"""
    over = compiled(terrain=ridge(900.0), more=flight("own_flight", legs=legs.replace("{0}", "agl"))).plan
    here = line(over, over.flights.route[0])
    assert over.routes.altitude_m[here] - over.routes.ground_m[here] == pytest.approx(300.0, abs=0.01)
    assert over.routes.altitude_m[here].max() > 1_100.0
    into = compiled(terrain=ridge(900.0), more=flight("own_flight", legs=legs.replace("{0}", "amsl"))).plan
    here = line(into, into.flights.route[0])
    assert (into.routes.altitude_m[here] >= into.routes.ground_m[here]).all()
    assert into.routes.altitude_m[here][0] == 300.0


def test_a_hostile_flight_goes_to_the_asset_nearest_to_its_end():
    far = '\n[[asset]]\nname = "port"\nposition = { lat = 45.5, lon = -29.4 }\n'
    plan = compiled(terrain=plain(0.0), more=far + flight("hostile_flight", type="target/fighter")).plan
    assert plan.flights.asset.tolist() == [1]
    assert plan.flights.side.tolist() == [HOSTILE]
    assert plan.flights.transponder.tolist() == [TRANSPONDER_OFF]
    assert compiled(more=flight("civil_flight")).plan.flights.transponder.tolist() == [TRANSPONDER_ON]


def test_a_named_aircraft_flies_with_its_class_and_one_of_low_signature_as_another():
    made = compiled(more=flight("allied_flight", type="aircraft/f-35a"))
    assert made.names.classes == ("target/cruise-missile", "target/small-fighter")
    assert made.plan.flights.target.tolist() == [1]
    assert any("no signature of its own" in each for each in made.remarks)


# Raids -------------------------------------------------------------------------------------------------------------


def test_a_raid_says_how_many_when_and_of_which_classes():
    mix = '"target/fighter" = 1, "target/one-way-uav" = 3, "target/cruise-missile" = 0'
    stated = 'abort_after = "30 %"\nrelease_distance = "12 km"\nwaves = 2\nstart = "60 s"\nformation_size = 2'
    made = compiled(mix=mix, size=10, raid=stated)
    raids = made.plan.raids
    assert made.names.classes == ("target/fighter", "target/one-way-uav")
    assert raids.mix.tolist() == [[0.25, 1.0]]
    assert raids.abort_after.tolist() == [3]
    assert raids.release_m.tolist() == [12_000.0]
    assert (raids.waves[0], raids.start_s[0], raids.formation[0], raids.size[0]) == (2, 60.0, 2, 10)
    assert made.plan.targets.follows_ground.tolist() == [False, False]
    assert raids.enter_m[0, 0] > raids.enter_m[0, 1] > 0.0
    assert compiled().plan.targets.follows_ground.tolist() == [True]
    assert compiled(size=10).plan.raids.abort_after.tolist() == [11]


def test_the_clock_stops_after_the_last_flight_unless_it_is_stated():
    plan = compiled(raid='arrivals = "regular"\nspacing = "10 s"\nstart = "5 s"').plan
    flown_s = (plan.raids.enter_m[0, 0] + plan.raids.formation_spacing_m[0]) / plan.targets.speed_m_s[0]
    assert plan.clock.end_s == pytest.approx(5.0 + 3 * 10.0 + flown_s)
    assert compiled(more="\n").plan.clock.end_s > plan.clock.end_s  # a Poisson stream may take longer
    stated = raid_scene().as_written()
    stated["mission"]["duration"] = "600 s"
    made = compile_mission(type(raid_scene()).model_validate(stated), CATALOG, allow_assumed=True)
    assert made.plan.clock.end_s == 600.0


def test_two_raids_on_one_asset_share_its_lines():
    second = '[[asset]]\nname = "port"\nposition = { lat = 45.2, lon = -29.9 }\n[[raid]]\nname = "second raid"\nagainst = ["port", "city"]\nsize = 3\nmix = { "target/fighter" = 1 }\n'
    plan = compiled(more=second).plan
    raids = plan.raids
    assert raids.assets.tolist() == [[0, -1], [1, 0]]
    assert raids.first_route.tolist() == [[0, -1], [8, 0]]
    assert raids.first_flight.tolist() == [0, 4]
    assert raids.asset_count.tolist() == [1, 2]
    lengths_m = (plan.routes.points - 1) * raids.step_m
    assert (lengths_m >= raids.enter_m[1].max() - 1e-6).all()
    assert raids.enter_m[0, 1] == 0.0  # no fighters in the first


def test_ids_come_from_names_alone():
    other = SECOND_GROUP.format(group="")
    before, after = compiled(more=other), compiled(more=other.replace('"H"', '"K"'))
    assert name_id("F s-400/92n6e") in before.plan.radars.id
    assert set(before.plan.radars.id) & set(after.plan.radars.id) == set(compiled().plan.radars.id) | {
        name_id("G2 s-400/91n6e")
    }
    assert before.plan.units.id.tolist() == [name_id("F"), name_id("H")]
    assert before.plan.raids.id.tolist() == [name_id("first raid")]
    assert len(set(before.plan.launchers.id.tolist())) == len(before.plan.launchers.id)


# Radars and pictures -----------------------------------------------------------------------------------------------


def test_a_group_has_a_picture_of_what_finds_and_its_engagement_radar_guides():
    made = compiled()
    assert made.names.radars == (
        "G, 91N6E surveillance radar", "F, 96L6E all-altitude radar", "F, 92N6E engagement radar",
    )  # fmt: skip
    assert made.plan.pictures.sees.tolist() == [[True, True, False]]
    assert made.plan.radars.searches.tolist() == [True, True, False]
    assert made.plan.radars.interrogates.tolist() == [True, True, False]
    assert made.plan.radars.unit.tolist() == [-1, -1, 0]


def test_groups_that_are_integrated_share_a_picture():
    apart = compiled(more=SECOND_GROUP.format(group=""))
    assert apart.plan.pictures.sees.shape == (2, 6)
    assert apart.plan.units.picture.tolist() == [0, 1]
    assert (apart.plan.pictures.sees.sum(axis=0) <= 1).all()
    shared = compiled(
        group='integration = "national"', more=SECOND_GROUP.format(group='integration = "alliance"')
    )
    assert shared.plan.pictures.sees.sum() == 4
    assert shared.plan.units.picture.tolist() == [0, 0]
    assert shared.names.pictures == ("G, G2",)


@pytest.mark.parametrize(
    ("links", "alone", "told"),
    [
        ('outage = "10 %"', 1, [False, True, False]),
        ('outage = "10 %"\nfallback = "hold"', -1, None),
        ("", -1, None),
    ],
)
def test_a_fire_unit_left_alone_sees_with_its_own_radars(links, alone, told):
    plan = compiled(more=f"[links]\n{links}").plan
    assert plan.units.alone.tolist() == [alone]
    if told is not None:
        assert plan.pictures.sees[alone].tolist() == told


def test_left_alone_without_a_radar_that_finds_the_engagement_radar_searches_for_itself():
    plan = compiled(unit='elements = ["s-400/92n6e", "s-400/launcher"]', more='[links]\noutage = "5 %"').plan
    assert plan.pictures.sees.tolist() == [[True, False], [False, True]]
    assert plan.radars.searches.tolist() == [True, True]


def test_whom_nobody_tells_finds_for_himself_unless_somebody_outside_does():
    bare = {"unit": 'elements = ["s-400/92n6e", "s-400/launcher"]'}
    plan = compiled(**bare, group="elements = []").plan
    assert plan.radars.searches.tolist() == [True]
    assert plan.pictures.sees.tolist() == [[True]]
    cue = 'elements = []\nexternal_cue = { source = "airborne radar", delay = "7 s", outage = "20 %" }'
    cued = compiled(**bare, group=cue).plan
    assert cued.radars.searches.tolist() == [False]
    assert cued.pictures.cue_delay_s.tolist() == [7.0]
    assert cued.pictures.cue_outage.tolist() == [0.2]
    assert math.isfinite(cued.pictures.cue_period_s)
    assert plan.pictures.cue_delay_s.tolist() == [math.inf]


def test_one_engagement_radar_for_two_fire_units_has_a_row_for_each():
    made = compiled(
        group='elements = ["s-400/91n6e", "s-400/92n6e"]',
        unit='elements = ["s-400/launcher"]',
        more_units=SECOND_UNIT + '  elements = ["s-400/launcher"]\n',
    )
    radars = made.plan.radars
    assert radars.unit.tolist() == [-1, 0, 1]
    assert len(set(radars.id.tolist())) == 3
    assert radars.kind.tolist() == [0, 1, 1]
    assert made.names.radars[2].endswith("for F2")


def test_radars_that_have_lost_as_much_share_their_tables():
    lossy = SECOND_UNIT + '  sensitivity_loss = "6 dB"\n'
    plan = compiled(more_units=SECOND_UNIT).plan
    assert plan.detect.probabilities.shape[:3] == (3, 1, 19)
    worse = compiled(more_units=lossy).plan
    assert worse.detect.probabilities.shape[0] == 5
    assert worse.detect.sensitivity_db[[1, 3]] == pytest.approx(
        worse.detect.sensitivity_db[1] - np.array([0.0, 6.0])
    )


def test_the_sensitivity_is_the_claim_by_swerlings_formula():
    # 92N6E: 200 km at 1 m² with Pd 0.5 and Pfa 1e-6, Swerling 1: SNR = ln Pfa / ln Pd - 1.
    plan = compiled().plan
    snr = math.log(1e-6) / math.log(0.5) - 1.0
    expected_db = 10.0 * math.log10(snr) + 40.0 * math.log10(200e3)
    assert plan.detect.sensitivity_db[plan.radars.kind[2]] == pytest.approx(expected_db, abs=1e-3)
    assert plan.detect.cross_section_db[0, 0] == pytest.approx(-10.0)  # cruise missile, 0.1 m² from ahead


def test_angles_err_by_the_beam_over_the_monopulse_slope():
    measure = compiled().plan.measure
    beam_rad = math.radians(2.0)  # 92N6E
    assert measure.azimuth_cell_rad[2] == pytest.approx(beam_rad)
    assert measure.azimuth_slope_rad[2] == pytest.approx(beam_rad / (1.6 * math.sqrt(2.0)))
    assert measure.azimuth_floor_rad[2] == pytest.approx(0.05 * beam_rad)
    assert (measure.range_sigma_m < measure.range_cell_m).all()


def test_nothing_fails_unless_the_scenario_says_so():
    assert np.isinf(compiled().plan.radars.mean_up_s).all()
    assert np.isinf(compiled().plan.launchers.mean_up_s).all()
    failing = compiled(more='[failures]\nenabled = true\nmean_time_to_repair = "3 h"').plan
    assert np.isfinite(failing.radars.mean_up_s).all()
    assert (failing.radars.mean_repair_s == 3 * 3600.0).all()
    assert (failing.launchers.mean_repair_s == 3 * 3600.0).all()


# Fire units --------------------------------------------------------------------------------------------------------

LOADED = """
  [[group.fire_unit.missile]]
  type = "s-400/48n6e3"
  ready = 10
  reloads = 7
  [[group.fire_unit.missile]]
  type = "s-400/9m96e2"
  ready = 16
"""


def test_launchers_are_filled_one_after_another_with_one_type_each():
    made = compiled(unit="launchers = 4\n" + LOADED)
    launchers = made.plan.launchers
    assert made.names.types == ("s-400/48n6e3", "s-400/9m96e2")
    assert launchers.load.tolist() == [[4, 0], [4, 0], [2, 0], [0, 16]]
    assert launchers.store.tolist() == [[7, 0]]
    assert made.plan.loads.tolist() == [[10, 16]]
    assert (np.count_nonzero(launchers.load, axis=1) == 1).all()
    assert made.names.launchers[3] == "F, launcher 4"


def test_a_delivery_is_shared_out_as_the_load_is():
    endurance = '[endurance]\nresupply = 7\nduration = "30 d"\nraid_interval = "7 d"\n'
    plan = compiled({"repeated": True}, unit="launchers = 4\n" + LOADED, more=endurance).plan
    assert plan.endure.resupply.sum() == 7
    assert plan.endure.resupply.tolist() == [[3, 4]]  # 2.69 and 4.31
    assert plan.endure.raids == 5  # after 0, 7, 14, 21 and 28 days
    assert compiled(more=endurance).plan.endure.raids == 1


def test_channels_come_as_one_reading_of_the_engagement_radar():
    units = compiled().plan.units
    assert (units.targets.tolist(), units.missiles.tolist()) == ([10], [20])
    drawn = {"s-400/92n6e.targets_engaged": 6.0, "s-400/92n6e.missiles_guided": 12.0}
    units = compiled({"reading": drawn}).plan.units
    assert (units.targets.tolist(), units.missiles.tolist()) == ([6], [12])


def test_doctrine_is_the_groups_else_the_scenarios():
    own = 'doctrine = { firing = "salvo", salvo_size = 3, weapons = "free", reserve = "25 %", max_shots = 6 }'
    rules = compiled(group=own, unit=LOADED, more=SECOND_GROUP.format(group="")).plan.rules
    assert rules.looks.tolist() == [False, True]
    assert rules.salvo.tolist() == [3, 2]
    assert rules.weapons.tolist() == [0, 1]
    assert rules.reserve.tolist() == [7, 0]  # a quarter of 26, rounded up
    assert rules.most_shots[0] == 6
    assert rules.most_shots[1] > 1000


def test_a_fire_zone_bounds_where_a_unit_may_hit():
    rules = compiled(unit='fire_zone = { min = "5 km", max = "60 km" }', more_units=SECOND_UNIT).plan.rules
    assert rules.zone_min_m.tolist() == [5_000.0, 0.0]
    assert rules.zone_max_m.tolist() == [60_000.0, math.inf]


@pytest.mark.parametrize(
    ("state", "ready_s"),
    [("", 0.0), ('alert = "standby"\n  time_to_ready = "5 min"', 300.0), ('alert = "off"', math.inf)],
)
def test_a_fire_unit_is_ready_when_its_alert_says(state, ready_s):
    made = compiled(more_units=SECOND_UNIT + f"  {state}\n")
    assert made.plan.units.ready_s.tolist() == [0.0, ready_s]
    assert len(made.names.radars) == (3 if ready_s == math.inf else 5)
    assert 1 not in made.plan.radars.unit or ready_s < math.inf


def test_a_system_claim_stretches_its_farthest_missile_and_caps_the_others():
    by_type = dict(zip((made := compiled()).names.types, made.plan.missiles.range_max_m, strict=True))
    assert by_type["s-400/40n6e"] == pytest.approx(400e3, rel=0.03)
    independent = {"s-400.reach": 200e3}
    made = compiled({"reading": independent})
    by_type = dict(zip(made.names.types, made.plan.missiles.range_max_m, strict=True))
    assert by_type["s-400/40n6e"] == pytest.approx(200e3, rel=0.03)
    assert by_type["s-400/48n6e3"] <= 200e3 * 1.001
    assert by_type["s-400/9m96e"] == pytest.approx(40e3, rel=0.03)


# Everything --------------------------------------------------------------------------------------------------------


def arrays(thing, path="plan"):
    """Every array of a plan with its place."""
    if isinstance(thing, np.ndarray):
        yield path, thing
    elif isinstance(thing, tuple):
        for name, each in zip(thing._fields, thing, strict=True):
            yield from arrays(each, f"{path}.{name}")


@pytest.mark.parametrize("system", SHOOTERS)
def test_every_system_compiles_from_its_data_alone(system):
    made = compiled(system=system)
    plan = made.plan
    for path, array in arrays(plan):
        assert array.flags.c_contiguous, path
        assert not (array.dtype.kind == "f" and np.isnan(array).any()), path
    assert plan.radars.searches.any()
    assert (plan.radars.unit == 0).any()
    assert plan.loads.sum() > 0
    assert ((plan.missiles.kill_probability > 0.0) & (plan.missiles.kill_probability < 1.0)).all()
    assert any(each.from_default for each in made.inputs)


def test_all_scenarios_are_of_one_signature():
    first = compiled()
    second = compiled(
        system="tor-m2",
        terrain=ridge(900.0),
        more_units=SECOND_UNIT,
        more=flight("civil_flight") + '[links]\noutage = "5 %"',
    )
    without = compiled(more=flight("own_flight"), raid='arrivals = "regular"')
    assert numba.typeof(first.plan) == numba.typeof(second.plan) == numba.typeof(without.plan)


def test_the_same_scenario_gives_the_same_bits():
    for (path, one), (_, other) in zip(arrays(compiled().plan), arrays(compiled().plan), strict=True):
        assert np.array_equal(one, other), path


def test_sites_and_labels_go_with_the_plan():
    made = compiled(more_units=SECOND_UNIT)
    assert [kind for kind, *_ in made.sites] == ["radar"] * 5 + ["unit"] * 2 + ["asset"]
    assert made.layout.end > made.layout.units > 0
    assert made.names.sides.tolist() == [HOSTILE] * 4
    assert made.terrain[0].kind == "smooth"


@pytest.mark.parametrize("option", ["diffraction", "two_ray", "clutter"])
def test_what_a_map_counts_and_a_raid_does_not_is_said(option):
    (said,) = compiled(environment=f"{option} = true").remarks
    assert "in line of sight alone" in said
    assert option.replace("_", "-") in said


# What is refused ---------------------------------------------------------------------------------------------------


def refused(**changes) -> RangeringError:
    with pytest.raises(RangeringError) as caught:
        compiled(**changes)
    assert caught.value.where.startswith("scene.toml")
    assert caught.value.mend
    return caught.value


def test_a_system_of_which_most_is_assumed_is_run_only_when_asked_for():
    assumed, every = assumed_share(CATALOG, "tor-m2")
    with pytest.raises(CatalogError, match=f"class defaults for {assumed} of the {every} figures") as caught:
        compiled({"allow_assumed": False}, system="tor-m2")
    assert "--allow-assumed" in caught.value.mend
    assert caught.value.where == "scene.toml, group G"
    compiled({"allow_assumed": False})  # the S-400 is described well enough


def test_without_class_defaults_a_missing_figure_is_named():
    with pytest.raises(CatalogError, match="has no public figure for"):
        compiled({"allow_defaults": False})


def test_a_scenario_with_every_radar_off_is_refused():
    error = refused(group='alert = "off"', unit='alert = "off"')
    assert "no radar that is switched on" in error.problem


def test_a_fire_unit_without_an_engagement_radar_is_refused():
    error = refused(unit='elements = ["s-400/launcher"]')
    assert "without an engagement radar" in error.problem


def test_a_hostile_flight_needs_an_asset():
    from rangering.scenario.read import scenario_from_bytes

    text = (
        'title = "A scene"\n[environment.terrain]\n'
        + plain(0.0)
        + '\n[[group]]\nname = "G"\nsystem = "s-400"\n'
        '[[group.fire_unit]]\nname = "F"\nposition = { lat = 45.0, lon = -30.0 }\n'
        + flight("hostile_flight", type="target/fighter")
    )
    with pytest.raises(ScenarioError, match="no asset") as caught:
        compile_mission(scenario_from_bytes(text.encode(), "scene.toml"), CATALOG)
    assert caught.value.where == "scene.toml, hostile flight guest"


def test_routes_that_would_not_fit_into_memory_are_refused(monkeypatch):
    monkeypatch.setattr("rangering.mission.routes.MOST_BYTES", 1000)
    monkeypatch.setattr("rangering.mission.routes.COMFORTABLE_BYTES", 1000)
    error = refused()
    assert "for the lines of sight along its routes" in error.problem
