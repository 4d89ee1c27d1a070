"""Outer designs: what stands in each stratum, what a seed and a name fix, and that the catalog takes them."""

import numpy as np
import pytest

from rangering.catalog.draw import axes, draw
from rangering.catalog.read import load_catalog
from rangering.study.design import (
    VARIANTS,
    balanced_count,
    draw_readings,
    grid,
    inner_seeds,
    outer_design,
    widened,
)

KEYS = ["s-400/91n6e", "s-400.reach"]


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.mark.parametrize("kind", ["sobol", "latin-hypercube"])
def test_every_stratum_of_every_axis_has_one_point(kind):
    uniforms = outer_design(["a", "b", "c"], 64, 3, kind).uniforms
    strata = np.sort((uniforms * 64).astype(int), axis=0)
    assert np.array_equal(strata, np.tile(np.arange(64)[:, np.newaxis], (1, 3)))


def test_pairs_of_the_first_sobol_axes_fill_every_square():
    # Dimensions 1 and 2 of Sobol' points are a (0, m, 2) net; scrambling keeps that.
    uniforms = outer_design(["a", "b"], 64, 3).uniforms
    cells = set(map(tuple, (uniforms * 8).astype(int).tolist()))
    assert len(cells) == 64


@pytest.mark.parametrize("kind", ["latin-hypercube", "random"])
def test_one_more_unknown_leaves_the_others_where_they_were(kind):
    two = outer_design(["b", "d"], 32, 3, kind).uniforms
    four = outer_design(["a", "b", "c", "d"], 32, 3, kind).uniforms
    assert np.array_equal(two, four[:, [1, 3]])
    assert not np.any(two[:, 0] == two[:, 1])


@pytest.mark.parametrize("kind", ["sobol", "latin-hypercube", "random"])
def test_a_seed_fixes_a_design(kind):
    once, again, other = (outer_design(["a", "b"], 16, seed, kind).uniforms for seed in (4, 4, 5))
    assert np.array_equal(once, again)
    assert not np.any(once == other)


def test_every_variant_draws_from_the_same_points(catalog):
    design = outer_design(axes(catalog, KEYS), 256, 1)
    drawn = {variant.name: draw_readings(catalog, KEYS, design.uniforms, variant) for variant in VARIANTS}
    stated = draw(catalog, KEYS, 256, 1, uniforms=design.uniforms)
    assert {key: values.tolist() for key, values in drawn["stated"].items()} == {
        key: values.tolist() for key, values in stated.items()
    }
    for variant in VARIANTS[1:]:
        by_hand = draw(
            catalog,
            KEYS,
            256,
            1,
            uniforms=design.uniforms,
            origin_correlation=variant.origin_correlation,
            law=variant.law,
        )
        assert all(np.array_equal(drawn[variant.name][key], by_hand[key]) for key in by_hand)
        assert any(not np.array_equal(drawn[variant.name][key], stated[key]) for key in stated)


def test_the_variants_are_those_every_study_reports():
    assert [(each.origin_correlation, each.law) for each in VARIANTS] == [
        (0.7, None),
        (0.0, None),
        (1.0, None),
        (0.7, "uniform"),
    ]
    assert len({each.name for each in VARIANTS}) == 4


@pytest.mark.parametrize(("asked", "balanced"), [(1, 1), (2, 2), (3, 4), (100, 128), (256, 256)])
def test_sobol_points_come_in_powers_of_two(asked, balanced):
    assert balanced_count(asked) == balanced
    assert balanced_count(asked, "random") == asked
    assert len(outer_design(["a"], balanced, 0).uniforms) == balanced


def test_inner_seeds_never_repeat_and_grow_in_place():
    seeds = inner_seeds(300_000, 7)
    assert len(np.unique(seeds)) == len(seeds)
    assert np.array_equal(inner_seeds(10, 7), seeds[:10])
    assert len(np.intersect1d(seeds[:1000], inner_seeds(1000, 8))) < 3


def test_a_grid_averages_polynomials_exactly():
    levels = grid(["a", "b"], 3)
    weight = np.multiply.outer(levels.weights, levels.weights).ravel()
    a, b = levels.uniforms.T
    assert weight @ (a**5 * b**4) == pytest.approx(1.0 / 30.0, rel=1e-13)
    assert weight.sum() == pytest.approx(1.0)


def test_panels_meet_a_kink():
    levels = grid(["a"], 1, panels=2)
    assert levels.weights @ np.abs(levels.uniforms[:, 0] - 0.5) == pytest.approx(0.25)


def test_unknowns_left_out_stay_at_their_median():
    rows = np.array([[0.1, np.nan], [0.2, 0.9]])
    wide = widened(rows, ["c", "a"], ["a", "b", "c"])
    assert wide.tolist() == [[0.5, 0.5, 0.1], [0.9, 0.5, 0.2]]
