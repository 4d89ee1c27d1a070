"""What holds for every study: bounds, order, units, and that chance never adds to what is not known."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rangering.study import morris, saltelli, tornado
from rangering.study.design import grid, outer_design
from rangering.study.nested import Replicated, band, components, settled

seeds = st.integers(0, 2**32 - 1)
kinds = st.sampled_from(["sobol", "latin-hypercube", "random"])
scores = st.floats(-1e6, 1e6, allow_nan=False)


@st.composite
def readings(draw):
    """Two to thirty readings with numbers of replicates of their own."""
    count = draw(st.integers(2, 30))
    mean = draw(arrays(float, count, elements=scores))
    variance = draw(arrays(float, count, elements=st.floats(0.0, 1e10)))
    return Replicated(mean, variance, draw(arrays(np.int64, count, elements=st.integers(2, 500))))


@given(seed=seeds, kind=kinds, power=st.integers(0, 8), axes=st.integers(1, 12))
def test_points_lie_inside_the_cube(seed, kind, power, axes):
    uniforms = outer_design([f"x{k}" for k in range(axes)], 2**power, seed, kind).uniforms
    assert uniforms.shape == (2**power, axes)
    assert np.all((uniforms > 0.0) & (uniforms < 1.0))


@given(readings(), st.booleans())
def test_settled_means_stay_among_the_means_and_in_their_order(given_readings, equal):
    found = settled(given_readings, equal_inner_variance=equal)
    low, high = given_readings.mean.min(), given_readings.mean.max()
    rounding = 1e-9 * max(abs(low), abs(high))
    assert np.all((found >= low - rounding) & (found <= high + rounding))
    order = np.argsort(given_readings.mean, kind="stable")
    assert np.all(np.diff(found[order]) >= -rounding)


@given(readings())
def test_a_band_is_never_wider_than_that_of_the_means(given_readings):
    found = band(given_readings, resamples=2)
    raw = np.quantile(given_readings.mean, found.quantiles, method="weibull")
    assert found.high.value - found.low.value <= (raw[1] - raw[0]) * (1.0 + 1e-9) + 1e-9
    about = found.components
    assert 0.0 <= about.reliability <= 1.0
    assert about.between_variance >= max(0.0, about.between_estimate)


@given(readings(), st.floats(1e-3, 1e3), scores)
def test_components_follow_the_unit(given_readings, factor, shift):
    moved = given_readings._replace(
        mean=factor * given_readings.mean + shift, variance=factor**2 * given_readings.variance
    )
    before, after = components(given_readings), components(moved)
    size = factor**2 * (np.var(given_readings.mean) + before.inner_variance_of_means)
    rounding = 1e-9 * (size + shift**2 + (factor * np.abs(given_readings.mean).max()) ** 2)
    assert abs(after.between_estimate - factor**2 * before.between_estimate) <= rounding


@given(slopes=arrays(float, 3, elements=st.floats(-10.0, 10.0)), twist=st.floats(-10.0, 10.0))
def test_indices_of_a_grid_are_shares(slopes, twist):
    levels = grid(["a", "b", "c"], 3)
    rows = levels.uniforms
    means = rows @ slopes + twist * rows[:, 0] * rows[:, 1]
    found = saltelli.grid_indices(levels, means, np.zeros(len(rows)))
    if found.variance > 1e-6:
        assert np.all(found.first >= -1e-6)
        assert np.all(found.total >= found.first - 1e-6)
        assert found.first.sum() <= 1.0 + 1e-6
        assert found.total.sum() >= 1.0 - 1e-6


@given(seed=seeds, kind=kinds, axes=st.integers(1, 6))
def test_mixed_rows_differ_from_a_by_one_column_of_b(seed, kind, axes):
    chosen = saltelli.choose([f"x{k}" for k in range(axes)], 8, seed, kind)
    a, b, *mixed = chosen.rows.reshape(axes + 2, 8, axes)
    for axis, each in enumerate(mixed):
        assert np.array_equal(each[:, axis], b[:, axis])
        assert np.array_equal(np.delete(each, axis, 1), np.delete(a, axis, 1))
    assert len(np.unique(chosen.seeds)) == len(chosen.rows)


@given(seed=seeds, count=st.integers(2, 30), axes=st.integers(1, 10), half=st.integers(1, 5))
def test_the_size_of_effects_bounds_their_mean(seed, count, axes, half):
    def model(rows, row_seeds):
        return np.sin(7.0 * rows).sum(axis=1) * rows[:, 0], np.zeros(len(rows))

    names = [f"x{k}" for k in range(axes)]
    found = morris.morris(model, names, count, seed, levels=2 * half)
    assert np.all(found.mu_star >= np.abs(found.mu) - 1e-12)
    assert np.all(found.mean_square >= found.mu_star**2 - 1e-9)
    assert set(morris.kept(found)) <= set(names)
    assert sorted(morris.ranked(found)) == sorted(names)


@given(seed=seeds, slopes=arrays(float, 4, elements=st.floats(-10.0, 10.0)))
def test_a_tornado_comes_widest_first(seed, slopes):
    found = tornado.tornado(lambda rows, _: (rows @ slopes, np.zeros(len(rows))), "abcd", seed, nominal=0.5)
    widths = [swing.width for swing in found.swings]
    assert widths == sorted(widths, reverse=True)
    assert {swing.axis for swing in found.swings} == set("abcd")
