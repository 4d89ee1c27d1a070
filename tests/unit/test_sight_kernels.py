"""Thresholds of many readings against one comparison each; masts between two sweeps; angles and bits."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rangering.constants import EARTH_RADIUS_M, STANDARD_K
from rangering.earth.visibility import lowest_visible_m
from rangering.sight.kernels import count_bits, mast_needed, off_centre_rad, passing
from rangering.sight.readings import ladder, mast_knots, stacked_ladders
from tests.ground import fractal_ground_m

CURVATURE_1_M = 1.0 / (STANDARD_K * EARTH_RADIUS_M)
# Few different ones, so that ties are common.
thresholds = st.lists(
    st.sampled_from((-1e30, -2.5, 0.0, 1.0, 1.5, 1e5, 1e30)) | st.floats(-3, 3), max_size=150
)
values = st.sampled_from((-np.inf, -2.5, 0.0, 1.0, 1.5, 1e5, 1e31)) | st.floats(-3.5, 3.5)


def bits_of(words) -> list[int]:
    return [
        n for w, word in enumerate(words) for n in range(64 * w, 64 * w + 64) if int(word) >> (n % 64) & 1
    ]


@pytest.mark.both_ways
@given(drawn=thresholds, value=values)
@example(drawn=[1.0] * 64, value=1.0)
@example(drawn=[1.0] * 65, value=1.0)
@example(drawn=[2.0] * 64, value=np.nextafter(2.0, 3.0))
@example(drawn=[], value=-np.inf)
@settings(max_examples=60)
def test_one_look_up_passes_just_the_readings_whose_threshold_is_not_below(drawn, value):
    ladders = stacked_ladders([np.zeros(len(drawn)), np.array(drawn, float)])
    assert ladders.rung.shape == (2, max(1, -(-len(drawn) // 64)), 64)
    found = [passing(ladders, 1, word, value) for word in range(ladders.rung.shape[1])]
    assert bits_of(found) == [n for n, threshold in enumerate(drawn) if value <= threshold]


def test_slots_without_a_reading_are_in_no_mask():
    rung, above = ladder(np.full(3, 7.0))
    assert rung.dtype == np.float64
    assert above.dtype == np.uint64
    assert np.bitwise_or.reduce(above.ravel()) == 0b111
    assert above[0, 0] == 0b111
    assert above[0, -1] == 0


@pytest.mark.both_ways
@given(word=st.integers(0, 2**64 - 1))
@example(word=0)
@example(word=2**64 - 1)
@example(word=2**63)
def test_bits_are_counted(word):
    assert count_bits(np.uint64(word)) == word.bit_count()


@pytest.mark.both_ways
@given(azimuth_rad=st.floats(-7.0, 7.0), centre_rad=st.floats(-7.0, 7.0))
@example(azimuth_rad=0.1, centre_rad=2 * np.pi - 0.1)
@example(azimuth_rad=-np.pi, centre_rad=np.pi)
@example(azimuth_rad=0.0, centre_rad=np.pi)
def test_the_angle_between_two_azimuths_is_that_of_their_directions(azimuth_rad, centre_rad):
    ahead = np.exp(1j * (azimuth_rad - centre_rad))
    assert off_centre_rad(azimuth_rad, centre_rad) == pytest.approx(abs(np.angle(ahead)), abs=1e-12)


@pytest.mark.both_ways
def test_the_mast_needed_lies_between_the_sweeps_that_hide_and_show():
    lowest_m, root_mast = np.array([100.0, 60.0, 50.0], np.float32), np.array([2.0, 3.0, 5.0])
    assert mast_needed(lowest_m, root_mast, 100.0) == -np.inf
    assert mast_needed(lowest_m, root_mast, 250.0) == -np.inf
    assert mast_needed(lowest_m, root_mast, 90.0) == pytest.approx(2.25)
    assert mast_needed(lowest_m, root_mast, 60.0) == pytest.approx(3.0)
    assert mast_needed(lowest_m, root_mast, 55.0) == pytest.approx(4.0)
    assert mast_needed(lowest_m, root_mast, 50.0) == pytest.approx(5.0)
    assert mast_needed(lowest_m, root_mast, 49.9) == np.inf
    assert mast_needed(np.array([100.0], np.float32), np.array([2.0, 0.0]), 99.0) == np.inf
    # Two masts that see alike: the lower will do.
    flat = np.array([100.0, 100.0, 90.0], np.float32)
    assert mast_needed(flat, root_mast, 100.0) == -np.inf
    assert mast_needed(flat, root_mast, 95.0) == pytest.approx(4.0)


def test_knots_hold_every_mast_and_the_nominal_one():
    for nominal_m, drawn_m in ((4.0, [2.5, 6.0, 4.4]), (12.0, [5.0, 7.0]), (3.0, [40.0, 3.5]), (4.0, [4.1])):
        roots, nominal = mast_knots(nominal_m, np.array(drawn_m))
        assert roots[nominal] ** 2 == pytest.approx(nominal_m)
        assert (np.diff(roots) > 0).all()
        assert roots[0] ** 2 == pytest.approx(min(nominal_m, *drawn_m))
        assert roots[-1] ** 2 == pytest.approx(max(nominal_m, *drawn_m))
    for drawn_m in ([], [9.0, 9.0]):
        roots, nominal = mast_knots(9.0, np.array(drawn_m))
        assert (roots.tolist(), nominal) == ([3.0], 0)


def errors_m(ground_m, posting_m, low_m, nominal_m, high_m):
    """How far interpolated lowest altitudes lie from swept ones, for masts all along the span."""
    middle = ground_m.shape[0] // 2
    site_m = float(ground_m[middle, middle])

    def swept(mast_m):
        return lowest_visible_m(ground_m, middle, middle, posting_m, site_m + mast_m, CURVATURE_1_M)

    masts_m = np.linspace(low_m, high_m, 23)
    roots, _ = mast_knots(nominal_m, masts_m)
    knots_m = np.stack([swept(root * root).astype(float) for root in roots])
    found = []
    for mast_m in masts_m:
        upper = int(np.clip(np.searchsorted(roots, np.sqrt(mast_m)), 1, len(roots) - 1))
        share = (np.sqrt(mast_m) - roots[upper - 1]) / (roots[upper] - roots[upper - 1])
        between_m = knots_m[upper - 1] + share * (knots_m[upper] - knots_m[upper - 1])
        found.append(np.abs(between_m - swept(mast_m)))
    return np.stack(found)


def test_between_two_masts_the_lowest_altitude_is_as_good_as_stated():
    """The figures of `mast_knots`: the greatest error over smooth Earth and a crest, 95 % on rough ground."""
    smooth = np.zeros((201, 201), np.float32)
    east_m = 500.0 * (np.arange(201) - 100)
    crest = np.tile(np.maximum(0.0, 900.0 * (1.0 - np.abs(east_m - 6e3) / 3e3)), (201, 1)).astype(np.float32)
    rough = fractal_ground_m(201)
    tall, usual = (5.0, 20.0, 40.0), (2.5, 4.0, 6.0)  # the class default of a short-range radar
    assert errors_m(smooth, 1e3, *tall).max() < 0.6
    assert errors_m(crest, 500.0, *tall).max() < 2.0
    assert errors_m(smooth, 1e3, *usual).max() < 0.4
    assert errors_m(crest, 500.0, *usual).max() < 0.1
    # Behind a crest at the antenna's feet, the altitude falls by tens of metres for one of the mast.
    assert np.quantile(errors_m(rough, 500.0, *usual), 0.95) < 0.7
    assert np.quantile(errors_m(rough, 500.0, *tall), 0.95) < 15.0
