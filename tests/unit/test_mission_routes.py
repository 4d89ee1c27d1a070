"""Routes of a raid and what is seen along them, by hand: planes, floors, ridges, written legs."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangering.constants import EARTH_RADIUS_M
from rangering.earth.geodesy import geodesic_inverse
from rangering.errors import ScenarioError
from rangering.mission.plan import FRIENDLY, HOSTILE, TRANSPONDER_OFF, TRANSPONDER_ON
from rangering.mission.plane import Plane, carried, off_plane, onto_plane, plane_about
from rangering.mission.routes import MARGIN_M, SHORTEST_M
from rangering.scenario.place import Position
from tests.coverage_scenes import plain, ridge
from tests.raid_scenes import compiled, flight, line
from tests.terrain_files import write_raster

SPHERE_M = 4.0 / 3.0 * EARTH_RADIUS_M
EAST = 2  # of eight azimuths
HIGHEST_M = 150.0  # of a cruise missile above ground


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


def test_over_a_raster_the_ground_is_read_and_what_lies_beyond_it_is_said(tmp_path):
    # A slope that rises by 1 m in 100 m to the east, over a degree and a half each way.
    half = 1.5
    cells = int(2 * half * 60)
    lon_deg = np.linspace(-30.0 - half, -30.0 + half, cells)
    degree_m = 2.0 * math.pi * EARTH_RADIUS_M * math.cos(math.radians(45.0)) / 360.0
    heights_m = np.broadcast_to(1_500.0 + (lon_deg + 30.0) * degree_m / 100.0, (cells, cells))
    file = write_raster(
        tmp_path / "slope.tif", heights_m.astype(np.float32), -30.0 - half, 45.0 + half, 2 * half / cells
    )
    terrain = f'kind = "raster"\npath = "{file}"\nvertical_datum = "EGM96"'
    made = compiled(terrain=terrain)
    here = line(made.plan, EAST)
    away_m = np.hypot(made.plan.routes.x_m[here], made.plan.routes.y_m[here])
    near = away_m < 80_000.0
    ground_m = made.plan.routes.ground_m[here]
    assert ground_m[near] == pytest.approx(1_500.0 + away_m[near] / 100.0, abs=10.0)
    assert np.isfinite(made.plan.routes.floor_m[here][near]).all()
    assert (made.plan.routes.floor_m[here][near] >= ground_m[near, None] - 1.0).all()
    assert any("is unknown; sea level stands in" in each for each in made.remarks)


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


TEN_MINUTES = 'longest_approach = "10 min"'


def test_no_class_appears_farther_out_than_it_flies_in_the_longest_approach():
    mix = '"target/cruise-missile" = 1, "target/one-way-uav" = 1'
    free = compiled(mix=mix).plan
    plan = compiled(mission=TEN_MINUTES, mix=mix).plan
    limit_m = 600.0 * plan.targets.speed_m_s
    assert plan.raids.enter_m[0] == pytest.approx(np.minimum(free.raids.enter_m[0], limit_m))
    fast, slow = np.argmax(limit_m), np.argmin(limit_m)
    assert plan.raids.enter_m[0, fast] == free.raids.enter_m[0, fast]  # the horizon is nearer than 10 min
    assert plan.raids.enter_m[0, slow] < free.raids.enter_m[0, slow]
    # Lines are as long as the class that needs most, in whole steps.
    length_m = (plan.routes.points[0] - 1) * plan.raids.step_m
    assert 0.0 <= length_m - plan.raids.enter_m.max() < 1000.0
    alone = compiled(mission=TEN_MINUTES, mix='"target/one-way-uav" = 1').plan
    assert 0.0 <= (alone.routes.points[0] - 1) * alone.raids.step_m - limit_m[slow] < 1000.0


def test_a_longest_approach_within_the_release_distance_is_refused():
    with pytest.raises(ScenarioError) as caught:
        compiled(mission=TEN_MINUTES, mix='"target/one-way-uav" = 1', raid='release_distance = "40 km"')
    told = str(caught.value)
    assert "mission.longest_approach" in told
    assert "first raid" in told
    assert "10 min" in told
    assert "40 km" in told


def test_flights_that_may_outlast_the_clock_are_said():
    uav = '"target/one-way-uav" = 1'
    half_an_hour = 'duration = "30 min"'
    regular = 'arrivals = "regular"\nspacing = "60 s"'
    (said,) = (
        each
        for each in compiled(mission=half_an_hour, mix=uav, raid=regular).remarks
        if "still be flying" in each
    )
    assert "30 min" in said
    assert "mission.longest_approach" in said
    # Four flights a minute apart, none more than ten minutes out: all over after 13.
    made = compiled(mission=f"{half_an_hour}\n{TEN_MINUTES}", mix=uav, raid=regular)
    assert not [each for each in made.remarks if "still be flying" in each]


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
