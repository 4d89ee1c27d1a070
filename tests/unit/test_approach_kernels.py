"""The kernels of an approach, each on a path or two made by hand."""

from math import inf, nan

import numpy as np
import pytest

from rangering.coverage.approach_kernels import (
    echo_along,
    first_in_readings,
    look_along,
    looks_alike,
    mast_over,
    measure_distance,
    on_path,
    sample_floors,
    sample_paths,
    see_along,
)
from rangering.coverage.approach_plan import ClassPlan, DrawnPlan, UnitPlan
from rangering.coverage.meeting_kernels import MOST_SHOTS, ready_time_s, shoot, time_to_reach
from rangering.earth.horizon import sight_elevation_rad, straight_range_m
from rangering.flight.flyout import HEIGHTS, RANGES
from rangering.radar.cross_section import aspect_cross_section_m2
from rangering.radar.detection_table import DetectionTable, tabulated_probability
from tests.approach_scenes import DRY, EFFECTIVE_M, detector, level, one_class, path, radar

QUARTER = 0.5 * np.pi


@pytest.mark.both_ways
def test_between_knots_the_way_is_straight():
    nodes = np.array([0.0, 10.0, 40.0])
    assert [on_path(nodes, place) for place in (0.0, 0.5, 1.5, 2.0)] == [0.0, 5.0, 25.0, 40.0]


@pytest.mark.both_ways
def test_distances_along_a_path_that_passes_a_point():
    east_m, north_m = np.array([[3e3, 3e3]]), np.array([[-4e3, 4e3]])
    away_m = np.empty((1, 3))
    measure_distance(east_m, north_m, 8e3, 4e3, away_m)
    assert away_m[0] == pytest.approx([5e3, 3e3, 5e3])


def sampled(ground_m, lowest_m, east_m, north_m, *, width_rad=2 * np.pi, extent_m=1e9, step_m=1e3):
    """One path over a square grid of 1 km about its middle, with a knot every step."""
    shape = 1, len(east_m)
    away_m, ahead = np.empty(shape), np.empty(shape)
    height_m, floor_m = np.empty(shape, np.float32), np.empty(shape, np.float32)
    middle = ground_m.shape[0] // 2
    sample_paths(
        ground_m.astype(np.float32), lowest_m.astype(np.float32), middle, middle, 1e3, extent_m, QUARTER,
        width_rad, np.array([east_m]), np.array([north_m]), step_m, step_m, away_m, ahead, height_m, floor_m,
    )  # fmt: skip
    return away_m[0], ahead[0], height_m[0], floor_m[0]


@pytest.mark.both_ways
def test_a_path_reads_the_nearest_cell_and_knows_from_which_side_it_is_seen():
    ground_m = np.arange(49.0).reshape(7, 7)
    # Flying south along x = 2 km, past the radar: from 3 km north to 2 km south.
    north_m = [-2e3, -1e3, 0.0, 1e3, 2e3, 3e3]
    away_m, ahead, height_m, floor_m = sampled(ground_m, ground_m + 100.0, [2.2e3] * 6, north_m)
    assert list(height_m) == [12.0, 19.0, 26.0, 33.0, 40.0, 47.0]
    assert list(floor_m) == [112.0, 119.0, 126.0, 133.0, 140.0, 147.0]
    assert away_m == pytest.approx(np.hypot(2.2e3, north_m))
    assert ahead == pytest.approx(np.array(north_m) / away_m)  # ahead of it, then abeam, then behind


@pytest.mark.both_ways
def test_off_the_map_or_outside_the_sector_a_path_is_not_seen():
    ground_m = np.zeros((7, 7))
    east_m, north_m = [0.0, 1e3, 2e3, 3e3, 4e3], [0.0] * 5
    away_m, *_ = sampled(ground_m, ground_m, east_m, north_m)
    assert list(away_m) == [0.0, 1e3, 2e3, 3e3, inf]
    away_m, *_ = sampled(ground_m, ground_m, east_m, north_m, extent_m=2e3)
    assert list(away_m) == [0.0, 1e3, 2e3, inf, inf]
    west_m = [-each for each in east_m]
    away_m, *_ = sampled(ground_m, ground_m, west_m, north_m, width_rad=QUARTER)
    assert list(away_m) == [0.0, inf, inf, inf, inf]


def looked(away_m, altitude_m, *, above_ground=False, **options):
    sight = np.empty((1, len(away_m), 7))
    unknown = look_along(
        0, 0, path(away_m, **options), level(altitude_m, above_ground), DRY, radar(antenna_m=30.0), sight
    )
    return sight[0], unknown


@pytest.mark.both_ways
def test_geometry_along_a_path_is_that_of_the_sphere():
    sight, unknown = looked([50e3, 120e3], 9e3, ahead=-0.6)
    assert unknown == -1
    for n, away_m in enumerate((50e3, 120e3)):
        slant_m, as_far_m, rise, aspect_rad, below_rad, radial, needed = sight[n]
        assert needed == -inf  # in line of sight whatever the mast
        straight_m = straight_range_m(30.0, 9e3, away_m, EFFECTIVE_M)
        up_rad = sight_elevation_rad(30.0, 9e3, away_m, EFFECTIVE_M)
        # The target's own look at the radar: the sphere seen the other way round.
        down_rad = -sight_elevation_rad(9e3, 30.0, away_m, EFFECTIVE_M)
        assert slant_m == as_far_m == pytest.approx(straight_m, rel=1e-9)
        assert (np.arctan(rise), below_rad) == pytest.approx((up_rad, down_rad), rel=1e-6)
        assert np.cos(aspect_rad) == pytest.approx(-0.6)
        assert radial == pytest.approx(0.6 * np.cos(below_rad))


@pytest.mark.both_ways
def test_hidden_underground_unknown_or_off_the_map_is_not_in_sight():
    away_m = [10e3, 11e3, 12e3, 13e3, inf]
    height_m, floor_m = np.array([0, 600, 0, nan, nan]), np.array([0, 900, 700, nan, nan])
    sight, unknown = looked(away_m, 500.0, height_m=height_m, floor_m=floor_m)
    assert list(np.isnan(sight[:, 0])) == [False, True, True, True, True]
    assert unknown == 3  # beyond the map nobody asks
    _, unknown = looked(away_m, 500.0, height_m=0.0, floor_m=np.array([0, nan, 0, 0, 0]))
    assert unknown == 1
    sight, _ = looked(
        away_m[:2], 500.0, above_ground=True, height_m=np.array([0, 600]), floor_m=np.array([0, 900])
    )
    assert not np.isnan(sight[:, 0]).any()


@pytest.mark.both_ways
def test_classes_with_one_set_of_ratios_are_worked_out_once():
    ratios = (np.array(each) for each in ([2.0, 2.0, 2.0], [1.5, 1.5, 1.5], [3.0, 3.0, 4.0]))
    classes = ClassPlan(np.array([250.0, 80.0, 80.0]), *ratios)
    assert [looks_alike(t, classes) for t in range(3)] == [False, True, False]
    sight, _ = looked([50e3, 60e3], 9e3, ahead=0.2, floor_m=np.array([0.0, 1e4]))
    echo = np.full((1, 2), 7.0)
    echo_along(2, sight[None], classes, echo)
    expected = aspect_cross_section_m2(1.0, 2.0, 1.5, 4.0, np.arccos(0.2), sight[0, 4]) ** 0.25
    assert echo[0] == pytest.approx([expected, 7.0])


def seen(sight, radars, *, classes=None, echo=1.0, step_m=1e3):
    distances = sight.shape[1]
    covered, cumulative = np.empty(sight.shape[:2], np.bool_), np.empty(distances, np.float32)
    echoes = np.full(sight.shape[:2], echo)
    first = see_along(0, sight, radars, detector(), classes or one_class(), step_m, echoes, covered,
                      np.empty(distances), cumulative)  # fmt: skip
    return first, covered[0], cumulative


@pytest.mark.both_ways
@pytest.mark.parametrize(
    ("limits", "covered"),
    [
        ({}, [True, True, True, False]),
        ({"instrumented_m": 35e3}, [True, True, False, False]),
        ({"least_rad": 0.15}, [True, True, False, False]),
        ({"most_rad": 0.25}, [False, True, True, False]),
        ({"slowest_m_s": 251.0}, [False, False, False, False]),
        ({"power_m": 30e3}, [True, False, False, False]),
        ({"rain_db_m": 1e-3}, [True, True, True, False]),
    ],
)
def test_each_limit_of_a_radar_counts(limits, covered):
    radars = radar(**{"power_m": 42e3} | limits)
    sight = np.empty((1, 4, 7))
    look_along(0, 0, path([20e3, 30e3, 40e3, 50e3]), level(6e3), DRY, radars, sight)
    (first, by), found, cumulative = seen(sight, radars)
    assert list(found) == covered
    assert (first, by) == ((max(np.flatnonzero(covered)), 0) if any(covered) else (-1, -1))
    assert (np.diff(cumulative) <= 0).all()


@pytest.mark.both_ways
def test_a_larger_echo_is_seen_from_farther():
    sight, _ = looked([90e3, 100e3, 110e3], 9e3)
    assert seen(sight[None], radar(power_m=100e3))[0] == (0, 0)  # 100.2 km to what stands 100 km away
    assert seen(sight[None], radar(power_m=100e3), echo=1.2)[0] == (2, 0)


@pytest.mark.both_ways
def test_rain_weakens_what_is_seen_through_it():
    wet = DRY._replace(rain_top_m=5e3)
    sight = np.empty((1, 1, 7))
    look_along(0, 0, path([40e3]), level(3e3), wet, radar(rain_db_m=1e-3), sight)
    assert sight[0, 0, 1] == pytest.approx(sight[0, 0, 0] * 10 ** (1e-3 * sight[0, 0, 0] / 40.0))


@pytest.mark.both_ways
def test_readings_are_what_one_reading_after_the_other_gives():
    rng = np.random.default_rng(5)
    sight, _ = looked(np.linspace(5e3, 150e3, 30), 4e3, ahead=0.5)
    readings = 20
    drawn = DrawnPlan(
        rng.uniform(1e3, 170e3, (1, 1, readings)),
        rng.uniform(50e3, 200e3, (1, readings)),
        np.tan(rng.uniform(-0.1, 0.05, (1, readings))),
        np.tan(rng.uniform(0.05, 0.6, (1, readings))),
        rng.uniform(0.0, 140.0, (1, readings)),
        rng.uniform(200.0, 300.0, (1, readings)),
        np.full((1, readings), 3.0),
    )
    first = np.empty(readings, np.int32)
    echo = np.full((1, 30), 1.1)
    first_in_readings(0, sight[None], echo, np.array([True]), drawn, np.empty(readings, np.int64), first)
    for s in range(readings):
        one = radar(
            power_m=drawn.power_m[0, 0, s], instrumented_m=drawn.instrumented_m[0, s],
            least_rad=np.arctan(drawn.least_tangent[0, s]), most_rad=np.arctan(drawn.most_tangent[0, s]),
            slowest_m_s=drawn.slowest_m_s[0, s],
        )  # fmt: skip
        expected, _, _ = seen(sight[None], one, classes=one_class(drawn.speed_m_s[0, s]), echo=1.1)
        assert first[s] == expected[0]
    assert len(set(first)) > 5
    assert -1 in first


def shots(flight_s, reached, ready_s, again_s, *, step_m=1e3, speed_m_s=250.0):
    met_m = np.empty(2)
    count = shoot(
        np.asarray(flight_s, float), np.asarray(reached), step_m, speed_m_s, ready_s, again_s, met_m
    )
    return count, list(met_m)


@pytest.mark.both_ways
def test_nothing_is_met_that_is_not_covered_or_not_reached():
    flight_s = np.arange(101) / 1.0  # 1,000 m/s
    everywhere, nowhere = np.ones(101, bool), np.zeros(101, bool)
    assert shots(flight_s, nowhere, 0.0, 5.0) == (0, [pytest.approx(nan, nan_ok=True)] * 2)
    assert shots(np.full(101, inf), everywhere, 0.0, 5.0)[0] == 0
    assert shots(flight_s, everywhere, 401.0, 5.0)[0] == 0  # it has arrived after 400 s
    window = nowhere.copy()
    window[30:51] = True
    # Waits for the edge; then a fifth nearer each time, and 1 km nearer for the 5 s: 39 km, 30.2 km, 23.2 km.
    assert shots(flight_s, window, 0.0, 5.0) == (3, [50e3, pytest.approx(39e3)])


@pytest.mark.both_ways
def test_steps_that_take_no_time_do_not_hang():
    assert shots(np.zeros(3), np.ones(3, bool), 0.0, 0.0)[0] == MOST_SHOTS


def fire_unit(
    cue_delay_s=((0.0, inf),), external_s=inf, reaction_s=10.0, boxes=((1e3, 40e3, 50.0, 9e3, 1000.0),)
):
    """Missiles that fly at one speed along the ground, the fifth number of a box, whatever the height."""
    rows = np.array([(*box[:4], 1e3, 300.0) for box in boxes]).reshape(1, 1, len(boxes), 6)
    flown_s = [np.tile(300.0 * np.arange(RANGES) / box[4], (HEIGHTS, 1)) for box in boxes]
    time_s = np.array(flown_s, dtype=np.float32)[None, None]
    return UnitPlan(
        np.array([[True, False]]), np.array([0]), np.array(cue_delay_s), np.array([external_s]),
        np.array([10.0]), np.array([5.0]), np.array([100.0]), np.array([[[0.0, 20e3, 60e3]]]),
        rows, np.ones((1, 1, len(boxes), HEIGHTS)), time_s, np.array([[len(boxes)]]),
    )  # fmt: skip


@pytest.mark.both_ways
def test_a_fire_unit_is_ready_after_track_delay_and_reaction():
    covered = np.zeros((2, 11), bool)
    covered[0, :5] = covered[1, :9] = True  # step 10 is where the path begins; 4 s a step
    assert ready_time_s(0, covered, 1e3, 250.0, fire_unit()) == 6 * 4 + 10
    assert ready_time_s(0, covered, 1e3, 250.0, fire_unit(((0.0, 3.0),))) == 2 * 4 + 3 + 10
    assert ready_time_s(0, covered, 1e3, 250.0, fire_unit(((0.0, 17.0),))) == 6 * 4 + 10
    assert ready_time_s(0, covered, 1e3, 250.0, fire_unit(external_s=7.0)) == 17.0
    assert ready_time_s(0, covered & False, 1e3, 250.0, fire_unit()) == inf


@pytest.mark.both_ways
def test_time_of_flight_ends_with_the_envelope_and_over_unknown_ground():
    flight_s = np.empty(3)
    ground = path([0.0, 20e3, 60e3], height_m=np.array([0.0, 0.0, 0.0]))
    time_to_reach(0, 0, 0, 0, ground, level(3e3), fire_unit(), flight_s)
    assert list(flight_s) == [inf, pytest.approx(20.0), inf]
    voids = path([0.0, 20e3, 60e3], height_m=np.array([0.0, nan, 0.0]))
    time_to_reach(0, 0, 0, 0, voids, level(3e3, True), fire_unit(), flight_s)
    assert list(flight_s) == [inf] * 3
    short = fire_unit(boxes=((1e3, 40e3, 50.0, 2.8e3, 1000.0), (1e3, 30e3, 50.0, 9e3, 500.0)))
    time_to_reach(0, 0, 0, 0, ground, level(3e3), short, flight_s)
    assert flight_s[1] == pytest.approx(40.0)  # too high for the fast one


def test_single_scan_pd_along_a_path_is_the_detectors():
    sight, _ = looked([60e3, 80e3, 100e3], 9e3)
    tables = detector()
    _, _, cumulative = seen(sight[None], radar(power_m=90e3, period_s=4.0), step_m=1e3)
    table = DetectionTable(*(each[0] for each in tables[1:]))
    pds = [tabulated_probability(tables.snr_ratio[0] * (90e3 / m) ** 4, table) for m in sight[::-1, 1]]
    # One look a step: 4 s at 250 m/s.
    assert cumulative[::-1] == pytest.approx(1.0 - np.cumprod(1.0 - np.array(pds)), rel=1e-6)


@pytest.mark.both_ways
def test_the_least_mast_is_read_between_those_swept():
    floors_m = np.array([[[[0.0, 400.0, 900.0]], [[0.0, 200.0, 700.0]]]], np.float32)
    paths = path([10e3, 20e3, 30e3])._replace(mast_floor_m=floors_m)
    two = radar()._replace(knots=np.array([2]), root_knots=np.array([[2.0, 4.0]]))
    assert mast_over(0, 0, 0, 100.0, 0.0, paths, two) == -inf
    assert mast_over(0, 0, 1, 300.0, 0.0, paths, two) == pytest.approx(3.0)  # half-way between the two
    assert mast_over(0, 0, 2, 300.0, 0.0, paths, two) == inf
    assert mast_over(0, 0, 2, 300.0, 250.0, paths, radar()) == -inf  # one mast: its own floor alone
    floor_m = np.empty((1, 3), np.float32)
    grid_m = np.arange(49, dtype=np.float32).reshape(7, 7)
    sample_floors(grid_m, 3, 3, 1e3, np.array([[0.0, 6e3]]), np.zeros((1, 2)), 6e3, 2e3, floor_m)
    assert floor_m[0, :2].tolist() == [24.0, 26.0]
    assert np.isnan(floor_m[0, 2])  # 4 km east of the middle the grid has ended
