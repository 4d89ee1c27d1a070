"""Morris screening and tornado: effects known on paper, in the right order, chance or no chance."""

import numpy as np
import pytest

from rangering.catalog.draw import axes as axes_of
from rangering.catalog.draw import quantile
from rangering.catalog.read import load_catalog
from rangering.study import morris, tornado
from rangering.study.design import inner_seeds
from tests.study_models import certain, chancy, g_function

WEIGHTS = np.array([0.0, 0.5, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0])
AXES = tuple(f"x{k}" for k in range(8))


def test_a_linear_score_gives_its_slopes_and_no_scatter():
    slopes = np.array([3.0, -2.0, 0.0, 0.5])
    found = morris.morris(certain(lambda rows: rows @ slopes), ("a", "b", "c", "d"), 6, 1)
    assert found.mu == pytest.approx(slopes)
    assert found.mu_star == pytest.approx(np.abs(slopes))
    assert found.sigma == pytest.approx(np.zeros(4), abs=1e-12)
    assert found.mean_square == pytest.approx(slopes**2)
    assert morris.ranked(found) == ("a", "b", "d", "c")
    assert morris.kept(found) == ("a", "b", "d")
    assert morris.kept(found, most=1) == ("a",)


def test_the_g_function_has_the_effects_worked_out_on_paper():
    # On four levels a step takes |4x - 2| between 1.5 and 0.5, so a factor moves by 1 / (1 + a) over half an
    # axis; the other factors average 1. Hence μ* = 2 / (1 + a), and μ = 0.
    found = morris.morris(certain(g_function(WEIGHTS)), AXES, 2000, 2)
    expected = 2.0 / (1.0 + WEIGHTS)
    rest = 1.0 + 0.25 / (1.0 + WEIGHTS) ** 2  # mean square of a factor on the levels
    square = expected**2 * np.prod(rest) / rest
    error = np.sqrt(square / 2000)
    assert np.all(np.abs(found.mu_star - expected) < 3.5 * error)
    assert np.all(np.abs(found.mu) < 3.5 * error)
    assert found.mean_square == pytest.approx(square, rel=0.1)
    assert morris.ranked(found)[:5] == AXES[:5]


def test_morris_ranks_the_g_function_in_forty_trajectories():
    found = morris.morris(certain(g_function(WEIGHTS)), AXES, 40, 3)
    assert morris.ranked(found)[:5] == AXES[:5]
    kept = morris.kept(found)
    assert kept[:4] == AXES[:4]
    assert not set(kept) & set(AXES[5:])


def test_chance_is_taken_out_of_scatter_and_mean_square():
    # Only x0 acts, by 1 over its axis; 4 replicates of deviation 1 give an effect a variance of 2.
    noisy = chancy(lambda rows: rows[:, 0], 1.0, replicates=4)
    found = [morris.morris(noisy, AXES[:3], 20, seed) for seed in range(150)]
    square = np.array([each.mean_square for each in found])
    error = square.std(axis=0, ddof=1) / len(found) ** 0.5
    assert np.all(np.abs(square.mean(axis=0) - [1.0, 0.0, 0.0]) < 3.5 * error)
    star = np.mean([each.mu_star for each in found], axis=0)
    floor = np.mean([each.chance_mu_star for each in found], axis=0)
    assert star[1:] == pytest.approx((2.0 * 2.0 / np.pi) ** 0.5, rel=0.02)  # folded normal, variance 2
    assert floor[1:] == pytest.approx(star[1:], rel=0.1)  # from variances that four replicates estimate
    assert np.mean(["x0" in morris.kept(each) for each in found]) > 0.9


def test_each_trajectory_moves_each_axis_once_by_half_from_levels_used_evenly():
    chosen = morris.choose(AXES[:5], 12, 4, levels=6)
    walks = chosen.rows.reshape(12, 6, 5)
    steps = np.diff(walks, axis=1)
    assert np.array_equal(np.count_nonzero(steps, axis=2), np.ones((12, 5)))
    assert np.array_equal(np.sort(chosen.moved, axis=1), np.tile(np.arange(5), (12, 1)))
    assert np.abs(steps).sum(axis=1) == pytest.approx(np.full((12, 5), 0.5))
    for axis in range(5):
        values, counts = np.unique(walks[:, 0, axis], return_counts=True)
        assert values == pytest.approx((np.arange(6) + 0.5) / 6)
        assert counts.tolist() == [2] * 6
    assert len(np.unique(chosen.seeds)) == len(chosen.seeds)


def test_no_effect_at_all_keeps_nothing():
    found = morris.morris(certain(lambda rows: np.ones(len(rows))), AXES, 10, 1)
    assert morris.kept(found) == ()


def test_a_tornado_of_a_linear_score():
    slopes = np.array([1.0, -4.0, 2.0])
    found = tornado.tornado(certain(lambda rows: rows @ slopes), ("a", "b", "c"), 1, nominal=0.5)
    assert found.nominal == pytest.approx(-0.5)
    assert [swing.axis for swing in found.swings] == ["b", "c", "a"]
    assert [swing.high - swing.low for swing in found.swings] == pytest.approx([-3.6, 1.8, 0.9])
    assert [swing.width for swing in found.swings] == pytest.approx([3.6, 1.8, 0.9])


def test_a_tornado_leaves_the_nominal_value_to_the_model():
    nominal = np.array([0.3, 0.9])
    model = certain(lambda rows: np.where(np.isnan(rows), nominal, rows) @ [1.0, 10.0])
    found = tornado.tornado(model, ("a", "b"), 1, ends=(0.1, 0.8))
    assert found.nominal == pytest.approx(9.3)
    assert found.swings[0][:3] == ("b", pytest.approx(1.3), pytest.approx(8.3))
    assert found.swings[1][:3] == ("a", pytest.approx(9.1), pytest.approx(9.8))


def test_a_tornado_meets_every_value_with_the_same_chance_and_tells_the_error():
    chosen = tornado.choose(("a", "b"), 9, nominal=0.5)
    assert set(chosen.seeds.tolist()) == set(inner_seeds(1, 9).tolist())
    found = tornado.swings(chosen, [1.0, 2.0, 3.0, 5.0, 4.0], [0.25, 9.0, 16.0, 0.0, 1.0])
    assert (found.nominal, found.nominal_error) == (1.0, 0.5)
    assert [(swing.axis, swing.error) for swing in found.swings] == [("a", 5.0), ("b", 1.0)]


def test_a_tornado_moves_catalog_figures_one_at_a_time():
    catalog = load_catalog()
    keys = ["s-400/91n6e", "s-400.reach"]
    axes = axes_of(catalog, keys)
    chosen = tornado.choose(axes, 1)
    readings = tornado.partial_readings(catalog, keys, chosen)
    assert all(np.isnan(values[0]) for values in readings.values())

    def moved(axis):
        """What the axis moves: values at its low and its high end."""
        low = 1 + 2 * axes.index(axis)
        return {key: (v[low], v[low + 1]) for key, v in readings.items() if not np.isnan(v[low])}

    # By itself, though it has an origin: to the ends of its own law.
    alone = "s-400/91n6e.update_period"
    assert catalog.quantity(alone).origin
    ends = quantile(catalog.quantity(alone), np.array(tornado.ENDS))
    assert moved(alone) == {alone: (ends[0], ends[1])}
    # The two ends of competing claims are two claims, each stated, also where one of them is nominal.
    claims = moved("s-400.reach")
    last = len(catalog.alternatives("s-400.reach").options) - 1
    assert claims["s-400.reach.option"] == (0.0, last)


def test_a_credibility_moves_all_claims_of_its_origin_to_their_ends():
    catalog = load_catalog()
    keys = ["s-400.reaction_time", "s-400/48n6e3.altitude_max", "s-400/48n6e3.launch_mass"]
    axes = axes_of(catalog, keys)
    readings = tornado.partial_readings(catalog, keys, tornado.choose(axes, 1))
    low = 1 + 2 * axes.index("origin: claims for S-400 Triumf")
    for key, flattered in zip(keys[:2], (-1, 1), strict=True):
        ends = quantile(catalog.quantity(key), np.array(tornado.ENDS))
        assert readings[key][low : low + 2] == pytest.approx(ends[::flattered])
    assert np.isnan(readings[keys[2]][low : low + 2]).all()  # somebody else's claim
