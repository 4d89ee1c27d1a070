"""What holds for every radar, every ground and every place."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rangering.catalog.read import load_catalog
from rangering.constants import EARTH_RADIUS_M
from rangering.coverage.compile import compile_coverage
from rangering.coverage.plan import CoveragePlan
from rangering.coverage.run import look, map_coverage
from rangering.earth.visibility import lowest_visible_m
from rangering.sight.state import State
from tests.coverage_scenes import SMOOTH, plain, ridge, scene
from tests.kernel_scene import STRAIGHT_UP, alone

POSTING_M = 1e3
BASE_M = 200.0
LIMITS = (
    State.SECTOR,
    State.INSTRUMENTED_RANGE,
    State.KINEMATICS,
    State.POWER,
    State.TERRAIN,
    State.HORIZON,
)
ALTITUDES = ("50 m agl", "300 m amsl", "600 m amsl", "2000 m amsl", "9000 m amsl")
ANYWHERE = {"least_tangent": -np.inf, "most_tangent": np.inf, "half_width_rad": np.pi}

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


def of_one(**stated) -> CoveragePlan:
    """The first radar of a scene, alone on its own ground."""
    return alone(compiled_plan(**stated), 0)


def told(plan: CoveragePlan, **numbers) -> CoveragePlan:
    """The only radar of a plan with other numbers."""
    beams = {
        name: np.full_like(getattr(plan.beams, name), value, dtype=float) for name, value in numbers.items()
    }
    return plan._replace(beams=plan.beams._replace(**beams))


def unlimited(plan: CoveragePlan) -> CoveragePlan:
    """A radar that only the ground can hinder."""
    return told(plan, **ANYWHERE, instrumented_m=np.inf, power_m=np.inf, fast_tangent=STRAIGHT_UP)


def swept(plan: CoveragePlan, ground_m: np.ndarray, antenna_m: float) -> np.ndarray:
    """Lowest altitude in line of sight over some ground, on the only radar's grid."""
    ground, curvature_1_m = plan.radars[0].ground, 1.0 / plan.earth.effective_radius_m
    return lowest_visible_m(ground_m, ground.row0, ground.col0, ground.posting_m, antenna_m, curvature_1_m)


def seeing(plan: CoveragePlan, lowest_m: np.ndarray) -> CoveragePlan:
    """The only radar of a plan with another sweep of all its ground."""
    sweeps = plan.sweeps._replace(
        lowest_m=np.ascontiguousarray(lowest_m, np.float32).ravel(),
        first=np.zeros(1, np.int64),
        half=np.array([plan.radars[0].ground.row0]),
        knots=np.ones(1, np.int64),
        nominal=np.zeros(1, np.int64),
    )
    return plan._replace(sweeps=sweeps)


def at_height(plan: CoveragePlan, antenna_m: float) -> CoveragePlan:
    """The only radar of a plan at another height above sea level."""
    lowest_m = swept(plan, plan.radars[0].ground.height_m, antenna_m)
    return told(seeing(plan, lowest_m), antenna_m=antenna_m)


def covered(state: np.ndarray) -> np.ndarray:
    return np.asarray(state == State.COVERED)


@given(terrain=grounds, low_m=masts_m, added_m=masts_m)
@settings(max_examples=30)
def test_a_higher_mast_never_sees_less(terrain, low_m, added_m):
    plan = of_one(terrain=terrain, unit=f'mast_height = "{low_m!r} m"', altitudes=ALTITUDES)
    plan = unlimited(plan)
    antenna_m = float(plan.beams.antenna_m[0])
    lower, higher = (covered(look(each).state) for each in (plan, at_height(plan, antenna_m + added_m)))
    assert (higher >= lower).all()
    assert higher.any()


@given(terrain=grounds, mast_m=masts_m)
@settings(max_examples=20)
def test_what_is_seen_low_is_seen_higher(terrain, mast_m):
    plan = of_one(terrain=terrain, unit=f'mast_height = "{mast_m!r} m"', altitudes=ALTITUDES[1:])
    state = look(unlimited(plan)).state
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
        samples=0,
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
        return covered(
            map_coverage(scene(environment=air, altitudes=ALTITUDES), samples=0, posting_m=2e3).state
        )

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
    fast_deg=st.tuples(st.floats(0.0, 89.0), st.floats(-1.0, 20.0)),
    bending=st.sampled_from(("", "k = 1.0", "k = 0.6")),
)
@example(
    crest_m=210.0, distance_km=6.0, mast_m=1.0, centre_rad=0.0, width_rad=3.0, elevations_deg=(-1.0, 1.0),
    instrumented_m=22363.0, power_m=(22363.0, 1e3), fast_deg=(1.0, 0.0), bending="k = 0.6",
)  # fmt: skip
@settings(max_examples=60)
def test_the_named_limit_lifted_alone_covers_the_cell(
    crest_m,
    distance_km,
    mast_m,
    centre_rad,
    width_rad,
    elevations_deg,
    instrumented_m,
    power_m,
    fast_deg,
    bending,
):
    """DESIGN's definition of a limit; and where several are named, no single one helps."""
    plan = of_one(
        terrain=ridge(crest_m, BASE_M, distance_km=distance_km),
        environment=bending,
        unit=f'mast_height = "{mast_m!r} m"',
        altitudes=ALTITUDES,
    )
    least_rad, most_rad = np.radians(elevations_deg)
    plan = told(
        plan,
        centre_rad=centre_rad,
        half_width_rad=0.5 * width_rad,
        least_tangent=np.tan(least_rad),
        most_tangent=np.tan(most_rad),
        instrumented_m=instrumented_m,
        power_m=np.array(power_m),
        fast_tangent=np.tan(np.radians(fast_deg)),
    )
    ground_m = plan.radars[0].ground.height_m
    state = look(plan).state
    # Off the ridge the lower of the two grounds is the plain, whether the site stands on the ridge or not.
    level = ground_m == BASE_M
    lifted = {limit: covered(look(_lifted(plan, limit)).state) & level for limit in LIMITS}
    for limit, without in lifted.items():
        assert without[(state == limit) & level].all(), limit.words
        assert without[(state == State.COVERED) & level].all(), limit.words
        assert not without[state == State.SEVERAL].any(), limit.words
    # The sweep knows level ground node by node. At the radar's horizon the chord between two nodes lies up
    # to s²/8R below the sphere, and the shadow behind it is lower by as much more as it is farther away.
    radius_m, radar = plan.earth.effective_radius_m, plan.radars[0]
    farther = radar.extent_m / np.sqrt(2.0 * radius_m * mast_m)
    chord_m = radar.ground.posting_m**2 / (8.0 * radius_m) * (1.0 + farther)
    lower = plan._replace(layers=plan.layers._replace(altitude_m=plan.layers.altitude_m - chord_m))
    without = covered(look(_lifted(lower, State.TERRAIN)).state) & level
    assert not without[state == State.HORIZON].any()


def _lifted(plan: CoveragePlan, limit: State) -> CoveragePlan:
    """The plan of one radar without one constraint, everything else as it was."""
    ground_m, antenna_m = plan.radars[0].ground.height_m, float(plan.beams.antenna_m[0])
    if limit == State.SECTOR:
        return told(plan, **ANYWHERE)
    if limit == State.INSTRUMENTED_RANGE:
        return told(plan, instrumented_m=np.inf)
    if limit == State.KINEMATICS:
        return told(plan, fast_tangent=STRAIGHT_UP)
    if limit == State.POWER:
        return told(plan, power_m=np.inf)
    if limit == State.TERRAIN:
        # The sweep over level ground, rather than the formula for its shadow that the kernel judges by.
        return seeing(plan, swept(plan, np.full_like(ground_m, BASE_M), antenna_m))
    return seeing(plan, ground_m)


@given(terrain=grounds, mast_m=masts_m, posting_m=st.sampled_from((400.0, 1000.0, 3000.0)))
@settings(max_examples=30)
def test_shares_add_up_and_rings_have_the_area_of_a_cap(terrain, mast_m, posting_m):
    asked = scene(terrain=terrain, unit=f'mast_height = "{mast_m!r} m"', altitudes=ALTITUDES)
    radius_m = {"detection claim": 32e3, "press circle": 16e3}
    for row in map_coverage(asked, samples=3, posting_m=posting_m).table:
        total = row.seen_share + row.unknown_share + sum(share for _, share in row.limits)
        assert total == pytest.approx(1.0, abs=1e-12)
        assert row.seen_band.nominal == row.seen_share
        assert 0.0 <= row.seen_band.low <= row.seen_band.high <= 1.0 - row.unknown_share + 1e-12
        assert row.seen_km2 == pytest.approx(row.seen_share * row.ring_km2, rel=1e-12)
        cap_km2 = 2e-6 * np.pi * EARTH_RADIUS_M**2 * (1.0 - np.cos(radius_m[row.ring] / EARTH_RADIUS_M))
        # Gauss: the lattice points of a circle of r nodes number πr² to within √8 πr.
        assert row.ring_km2 == pytest.approx(cap_km2, rel=8**0.5 * posting_m / radius_m[row.ring])


@given(place=places)
@settings(max_examples=40)
def test_on_a_smooth_earth_the_place_changes_nothing(place):
    """Poles and antimeridian among them."""
    here, usual = (map_coverage(scene(*at), samples=5, posting_m=2e3) for at in (place, (45.0, -30.0)))
    assert (here.state == usual.state).all()
    assert (here.readings == usual.readings).all()
    assert (here.engagements[0].readings == usual.engagements[0].readings).all()
    assert here.scores == usual.scores
    assert here.table == usual.table


@pytest.mark.parametrize("lat", [90.0, -90.0])
def test_the_pole_is_a_place_like_any_other(lat):
    pole, usual = (map_coverage(scene(*at), samples=5, posting_m=2e3) for at in ((lat, 12.0), ()))
    assert pole.table == usual.table


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
        return map_coverage(asked, samples=5, posting_m=2e3)

    here, there = at(lon), at(lon + turn_deg)
    # Longitudes round to 1e-14 of a turn: a cell that is hit on its very edge may go to either neighbour.
    few = 2 * here.state.shape[0] * here.state.shape[1]
    assert (here.state != there.state).sum() <= few
    assert (here.readings != there.readings).sum() <= few


def test_both_names_of_the_antimeridian_are_one():
    east, west = (
        map_coverage(scene(52.0, lon, altitudes=ALTITUDES), samples=5, posting_m=1e3)
        for lon in (180.0, -180.0)
    )
    assert (east.state == west.state).all()
    assert (east.readings == west.readings).all()
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
    single, both = (
        map_coverage(
            scene(terrain=terrain, more_units=more, altitudes=ALTITUDES), samples=9, posting_m=POSTING_M
        )
        for more in ("", second)
    )
    margin = both.ground.row0 - single.ground.row0
    assert margin >= 0
    rows = slice(margin, margin + single.ground.height_m.shape[0])
    assert (covered(both.state)[:, :, rows, rows] >= covered(single.state)).all()
    # One radar type is read alike wherever it stands, so this holds reading by reading.
    assert (both.readings[:, :, rows, rows] >= single.readings).all()


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
    grids = [
        (radar.ground, look(alone(plan, number)).state)
        for number, radar in enumerate(plan.radars)
        if plan.beams.in_network[number]
    ]
    network = map_coverage(asked, samples=0, posting_m=POSTING_M)
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
        results.append(map_coverage(asked, samples=20, posting_m=400.0))
    numba.set_num_threads(1)
    one, two = results
    assert (one.state == two.state).all()
    assert (one.readings == two.readings).all()
    for left, right in zip(one.engagements, two.engagements, strict=True):
        assert (left.state == right.state).all()
        assert (left.readings == right.readings).all()
    assert one.table == two.table
    assert one.scores == two.scores
    for left, right in zip(one.radars, two.radars, strict=True):
        assert left.lowest_m.tobytes() == right.lowest_m.tobytes()
