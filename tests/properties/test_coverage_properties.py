"""What holds for every radar, every ground and every place."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangering.catalog.read import load_catalog
from rangering.constants import EARTH_RADIUS_M
from rangering.coverage.compile import compile_coverage
from rangering.coverage.kernels import map_states
from rangering.coverage.plan import AntennaPlan, CoveragePlan, RadarPlan
from rangering.coverage.run import look, map_coverage
from rangering.earth.visibility import lowest_visible_m
from rangering.sight.state import State
from tests.coverage_scenes import SMOOTH, plain, ridge, scene

POSTING_M = 1e3
BASE_M = 200.0
LIMITS = (State.SECTOR, State.INSTRUMENTED_RANGE, State.POWER, State.TERRAIN, State.HORIZON)
ALTITUDES = ("50 m agl", "300 m amsl", "600 m amsl", "2000 m amsl", "9000 m amsl")
ANYWHERE = {"elevation_min_rad": -np.pi / 2, "elevation_max_rad": np.pi / 2, "sector_width_rad": 2 * np.pi}

masts_m = st.floats(1.0, 60.0)
grounds = st.sampled_from((SMOOTH, plain(BASE_M), ridge(320.0, BASE_M), ridge(1500.0, BASE_M)))
places = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
far_m = st.floats(1e3, 6e4)


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Maps this small wait longer for a second thread, on a busy machine, than it saves."""
    import numba

    usual = numba.get_num_threads()
    numba.set_num_threads(1)
    yield
    numba.set_num_threads(usual)


def compiled_plan(**stated) -> CoveragePlan:
    return compile_coverage(scene(**stated), load_catalog(), posting_m=POSTING_M).plan


def unlimited(radar: RadarPlan) -> RadarPlan:
    """A radar that only the ground can hinder."""
    endless = radar.reach._replace(instrumented_m=np.inf, power_m=np.full_like(radar.reach.power_m, np.inf))
    return radar._replace(antenna=radar.antenna._replace(**ANYWHERE), reach=endless)


def raised(radar: RadarPlan, by_m: float) -> RadarPlan:
    return radar._replace(antenna=radar.antenna._replace(height_m=radar.antenna.height_m + by_m))


def covered(state: np.ndarray) -> np.ndarray:
    return np.asarray(state == State.COVERED)


@given(terrain=grounds, low_m=masts_m, added_m=masts_m)
@settings(max_examples=30)
def test_a_higher_mast_never_sees_less(terrain, low_m, added_m):
    plan = compiled_plan(terrain=terrain, unit=f'mast_height = "{low_m!r} m"', altitudes=ALTITUDES)
    radar = unlimited(plan.radars[0])
    lower, higher = (covered(look(plan, each)[1]) for each in (radar, raised(radar, added_m)))
    assert (higher >= lower).all()


@given(terrain=grounds, mast_m=masts_m)
@settings(max_examples=20)
def test_what_is_seen_low_is_seen_higher(terrain, mast_m):
    plan = compiled_plan(terrain=terrain, unit=f'mast_height = "{mast_m!r} m"', altitudes=ALTITUDES[1:])
    state = look(plan, unlimited(plan.radars[0]))[1]
    seen = covered(state)
    assert (seen[1:] >= seen[:-1]).all()
    assert seen[-1].any()


@given(
    terrain=grounds,
    classes=st.permutations(("target/cruise-missile", "target/light-aircraft", "target/airliner")),
    rain_mm_h=st.floats(0.0, 100.0),
    loss_db=st.floats(0.0, 20.0),
)
@settings(max_examples=30)
def test_a_larger_cross_section_is_never_seen_less(terrain, classes, rain_mm_h, loss_db):
    result = map_coverage(
        scene(
            terrain=terrain,
            environment=f'rain_rate = "{rain_mm_h!r} mm/h"',
            unit=f'sensitivity_loss = "{loss_db!r} dB"',
            targets=tuple(classes),
            altitudes=ALTITUDES,
        ),
        posting_m=POSTING_M,
    )
    order = sorted(range(3), key=lambda t: result.targets[t].rcs_m2)
    seen = covered(result.state)[:, order]
    assert (seen[:, 1:] >= seen[:, :-1]).all()


@given(rain_mm_h=st.floats(0.0, 100.0), more_mm_h=st.floats(0.1, 100.0), warmer_k=st.floats(-20.0, 40.0))
@settings(max_examples=20)
def test_more_rain_never_shows_more(rain_mm_h, more_mm_h, warmer_k):
    def seen(rate_mm_h):
        air = f'rain_rate = "{rate_mm_h!r} mm/h"\nisa_deviation = "{warmer_k!r} K"'
        return covered(map_coverage(scene(environment=air, altitudes=ALTITUDES), posting_m=2e3).state)

    assert (seen(rain_mm_h + more_mm_h) <= seen(rain_mm_h)).all()


@given(
    crest_m=st.floats(210.0, 1500.0),
    distance_km=st.sampled_from((0.0, 6.0)),
    mast_m=masts_m,
    centre_rad=st.floats(0.0, 6.28),
    width_rad=st.floats(0.3, 6.2),
    elevations_deg=st.tuples(st.floats(-5.0, 0.5), st.floats(1.0, 85.0)),
    instrumented_m=far_m,
    power_m=st.tuples(far_m, far_m),
    bending=st.sampled_from(("", "k = 1.0", "k = 0.6")),
)
@settings(max_examples=100)
def test_the_named_limit_lifted_alone_covers_the_cell(
    crest_m, distance_km, mast_m, centre_rad, width_rad, elevations_deg, instrumented_m, power_m, bending
):
    """DESIGN's definition of a limit; and where several are named, no single one helps."""
    plan = compiled_plan(
        terrain=ridge(crest_m, BASE_M, distance_km=distance_km),
        environment=bending,
        unit=f'mast_height = "{mast_m!r} m"',
        altitudes=ALTITUDES,
    )
    least_rad, most_rad = np.radians(elevations_deg)
    radar = plan.radars[0]
    radar = radar._replace(
        antenna=AntennaPlan(radar.antenna.height_m, centre_rad, width_rad, least_rad, most_rad),
        reach=radar.reach._replace(instrumented_m=instrumented_m, power_m=np.array(power_m)),
    )
    state = look(plan, radar)[1]
    # Off the ridge the lower of the two grounds is the plain, whether the site stands on the ridge or not.
    level = radar.ground.height_m == BASE_M
    lifted = {limit: covered(_lifted(plan, radar, limit)) & level for limit in LIMITS}
    for limit, without in lifted.items():
        assert without[(state == limit) & level].all(), limit.words
        assert without[(state == State.COVERED) & level].all(), limit.words
        assert not without[state == State.SEVERAL].any(), limit.words
    assert not lifted[State.TERRAIN][state == State.HORIZON].any()


def _lifted(plan: CoveragePlan, radar: RadarPlan, limit: State) -> np.ndarray:
    """The states without one constraint, everything else as it was."""
    antenna, reach, ground = radar.antenna, radar.reach, radar.ground
    lowest_m = look(plan, radar)[0]
    if limit == State.SECTOR:
        antenna = antenna._replace(**ANYWHERE)
    elif limit == State.INSTRUMENTED_RANGE:
        reach = reach._replace(instrumented_m=np.inf)
    elif limit == State.POWER:
        reach = reach._replace(power_m=np.full_like(reach.power_m, np.inf))
    elif limit == State.TERRAIN:
        # The sweep over level ground, rather than the formula for its shadow that the kernel judges by.
        level = np.full_like(ground.height_m, BASE_M)
        curvature_1_m = 1.0 / plan.earth.effective_radius_m
        lowest_m = lowest_visible_m(
            level, ground.row0, ground.col0, ground.posting_m, antenna.height_m, curvature_1_m
        )
    elif limit == State.HORIZON:
        lowest_m = ground.height_m
    state = np.empty((len(ALTITUDES), 2, *ground.height_m.shape), np.uint8)
    map_states(
        ground.height_m, lowest_m, ground.row0, ground.col0, ground.posting_m, radar.extent_m,
        plan.earth, antenna, reach, plan.layers, state,
    )  # fmt: skip
    return state


@given(terrain=grounds, mast_m=masts_m, posting_m=st.sampled_from((400.0, 1000.0, 3000.0)))
@settings(max_examples=30)
def test_shares_add_up_and_rings_have_the_area_of_a_cap(terrain, mast_m, posting_m):
    asked = scene(terrain=terrain, unit=f'mast_height = "{mast_m!r} m"', altitudes=ALTITUDES)
    radius_m = {"detection claim": 32e3, "press circle": 16e3}
    for row in map_coverage(asked, posting_m=posting_m).table:
        total = row.seen_share + row.unknown_share + sum(share for _, share in row.limits)
        assert total == pytest.approx(1.0, abs=1e-12)
        assert row.seen_km2 == pytest.approx(row.seen_share * row.ring_km2, rel=1e-12)
        cap_km2 = 2e-6 * np.pi * EARTH_RADIUS_M**2 * (1.0 - np.cos(radius_m[row.ring] / EARTH_RADIUS_M))
        # Gauss: the lattice points of a circle of r nodes number πr² to within √8 πr.
        assert row.ring_km2 == pytest.approx(cap_km2, rel=8**0.5 * posting_m / radius_m[row.ring])


@given(place=places)
@settings(max_examples=40)
def test_on_a_smooth_earth_the_place_changes_nothing(place):
    """Poles and antimeridian among them."""
    here, usual = (map_coverage(scene(*at), posting_m=2e3) for at in (place, (45.0, -30.0)))
    assert (here.state == usual.state).all()
    assert here.table == usual.table


@pytest.mark.parametrize("lat", [90.0, -90.0])
def test_the_pole_is_a_place_like_any_other(lat):
    assert map_coverage(scene(lat, 12.0), posting_m=2e3).table == map_coverage(scene(), posting_m=2e3).table


@given(
    lat=st.floats(-88, 88),
    lon=st.floats(-180, 180),
    turn_deg=st.sampled_from((180.0, -180.0, 90.0, 33.3)),
    offset_deg=st.floats(0.05, 0.5),
)
@settings(max_examples=30)
def test_turning_the_globe_changes_nothing(lat, lon, turn_deg, offset_deg):
    """Two sites on relief, here and elsewhere on the same parallel; the antimeridian may lie between them."""

    def at(west_deg):
        first, second = (float((each + 180.0) % 360.0 - 180.0) for each in (west_deg, west_deg + offset_deg))
        unit = f'[[group.fire_unit]]\nname = "F2"\nposition = {{ lat = {lat!r}, lon = {second!r} }}'
        asked = scene(lat, first, terrain=ridge(900.0, BASE_M, lat, first), more_units=unit)
        return map_coverage(asked, posting_m=2e3)

    here, there = at(lon), at(lon + turn_deg)
    # Longitudes round to 1e-14 of a turn: a cell that is hit on its very edge may go to either neighbour.
    assert (here.state != there.state).sum() <= 2 * here.state.shape[0] * here.state.shape[1]


def test_both_names_of_the_antimeridian_are_one():
    east, west = (
        map_coverage(scene(52.0, lon, altitudes=ALTITUDES), posting_m=1e3) for lon in (180.0, -180.0)
    )
    assert (east.state == west.state).all()
    assert east.table == west.table


SECOND = """
  [[group.fire_unit]]
  name = "F2"
  position = {{ lat = {lat!r}, lon = {lon!r} }}
  mast_height = "30 m"
"""
near = st.tuples(st.floats(-0.4, 0.4), st.floats(-0.4, 0.4))


@given(terrain=grounds, away_deg=near)
@settings(max_examples=25)
def test_adding_a_radar_never_shows_less(terrain, away_deg):
    second = SECOND.format(lat=45.0 + away_deg[0], lon=-30.0 + away_deg[1])
    alone, both = (
        map_coverage(scene(terrain=terrain, more_units=more, altitudes=ALTITUDES), posting_m=POSTING_M)
        for more in ("", second)
    )
    margin = both.ground.row0 - alone.ground.row0
    assert margin >= 0
    rows = slice(margin, margin + alone.ground.height_m.shape[0])
    assert (covered(both.state)[:, :, rows, rows] >= covered(alone.state)).all()


@given(
    place=st.sampled_from(((45.0, -30.0), (90.0, 0.0), (-89.9, 20.0), (-17.0, 179.9), (0.0, -180.0))),
    crest_m=st.sampled_from((320.0, 1500.0)),
    bearing_deg=st.floats(-180, 180),
    away_m=st.floats(0.0, 5e4),
    seed=st.integers(0, 2**32 - 1),
)
@settings(max_examples=40)
def test_the_network_is_the_least_over_its_radars(place, crest_m, bearing_deg, away_m, seed):
    """Some cells, found again on each radar's grid by the geodesic to them; poles and antimeridian too."""
    from pyproj import Geod

    earth = Geod(ellps="WGS84")
    lat, lon = place
    lon_2, lat_2, _ = earth.fwd(lon, lat, bearing_deg, away_m)
    asked = scene(
        lat,
        lon,
        terrain=ridge(crest_m, BASE_M, lat, lon),
        more_units=SECOND.format(lat=float(lat_2), lon=float(lon_2)),
        altitudes=ALTITUDES,
    )
    plan = compile_coverage(asked, load_catalog(), posting_m=POSTING_M).plan
    grids = [(radar.ground, look(plan, radar)[1]) for radar in plan.radars]
    network = map_coverage(asked, posting_m=POSTING_M)
    home = network.ground
    checked = 0
    for row, col in np.random.default_rng(seed).integers(0, home.height_m.shape[0], (60, 2)):
        east_m, north_m = (col - home.col0) * home.posting_m, (row - home.row0) * home.posting_m
        to_cell_deg = np.degrees(np.arctan2(east_m, north_m))
        cell_lon, cell_lat, _ = earth.fwd(home.lon_deg, home.lat_deg, to_cell_deg, np.hypot(east_m, north_m))
        least = np.full(network.state.shape[:2], State.OUTSIDE, np.uint8)
        clear = True
        for own, state in grids:
            azimuth_deg, _, distance_m = earth.inv(own.lon_deg, own.lat_deg, cell_lon, cell_lat)
            north = distance_m * np.cos(np.radians(azimuth_deg)) / own.posting_m
            east = distance_m * np.sin(np.radians(azimuth_deg)) / own.posting_m
            # The overlay errs by centimetres: which cell a place so near to an edge falls into is not asked.
            clear &= all(abs(cells % 1.0 - 0.5) > 1e-3 for cells in (north, east))
            i, j = round(north) + own.row0, round(east) + own.col0
            if 0 <= i < state.shape[2] and 0 <= j < state.shape[3]:
                least = np.minimum(least, state[:, :, i, j])
        if clear:
            checked += 1
            assert (network.state[:, :, row, col] == least).all()
    assert checked > 50


def test_any_number_of_threads_gives_the_same_bits():
    import numba

    second = SECOND.format(lat=45.2, lon=-30.1)
    asked = scene(terrain=ridge(900.0, BASE_M), more_units=second, altitudes=ALTITUDES)
    results = []
    for threads in (1, min(2, numba.config.NUMBA_NUM_THREADS)):
        numba.set_num_threads(threads)
        results.append(map_coverage(asked, posting_m=400.0))
    numba.set_num_threads(1)
    one, two = results
    assert (one.state == two.state).all()
    assert one.table == two.table
    for left, right in zip(one.radars, two.radars, strict=True):
        assert left.lowest_m.tobytes() == right.lowest_m.tobytes()
