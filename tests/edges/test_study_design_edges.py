"""Studies that cannot be laid out or weighed: one line that says what is wrong, and the mend."""

import numpy as np
import pytest

from rangering.errors import RangeringError
from rangering.study import morris, saltelli, tornado
from rangering.study.design import checked, grid, inner_seeds, linear_mean_variance, outer_design, widened
from rangering.study.nested import Replicated, band, components, replicated, share_of_readings
from tests.study_models import certain


def refused(call, *words):
    """The error is one line with a place and a mend, and says these words."""
    with pytest.raises(RangeringError) as caught:
        call()
    sentence = str(caught.value)
    for word in words:
        assert word in sentence, sentence
    assert caught.value.where
    assert caught.value.mend
    assert "\n" not in sentence


def flat(rows):
    return np.ones(len(rows))


READINGS = Replicated(np.arange(5.0), np.ones(5), np.full(5, 3))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: outer_design([], 8, 1), ("nothing is unknown", "[uncertainty]")),
        (lambda: outer_design(["a", "b", "a"], 8, 1), ("'a'", "twice")),
        (lambda: outer_design(["a"], 100, 1), ("100", "power of two", "give 128 readings")),
        (lambda: outer_design(["a"], 0, 1), ("0", "no count")),
        (lambda: outer_design(["a"], 8, 1, "sobel"), ("'sobel'", "did you mean sobol")),
        (lambda: outer_design(["a"], 8, -1), ("-1", "no seed")),
        (lambda: inner_seeds(8, 2**32), ("4294967296", "no seed")),
        (lambda: linear_mean_variance([1.0], 12), ("12", "give 16")),
        (lambda: grid(["a"], 0), ("levels",)),
        (lambda: grid([f"x{k}" for k in range(12)], 4), ("16777216", "too many", "screen")),
        (lambda: widened(np.ones((2, 1)), ["mast"], ["a", "masts"]), ("'mast'", "did you mean masts?")),
        (lambda: saltelli.choose(["a"], 100, 1), ("power of two",)),
        (lambda: morris.choose(["a"], 1, 1), ("2 trajectories",)),
        (lambda: morris.choose(["a"], 4, 1, levels=5), ("even number",)),
        (lambda: morris.choose([], 4, 1), ("nothing is unknown",)),
        (lambda: tornado.choose(["a"], 1, ends=(0.0, 0.9)), ("inside (0, 1)",)),
        (lambda: tornado.choose(["a"], 1, nominal=1.0), ("inside (0, 1)",)),
    ],
)
def test_a_design_that_cannot_be(call, words):
    refused(call, *words)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: checked([1.0, np.nan], [0.0, 0.0], 2, "leakers"), ("leakers, row 1", "1 of 2 rows")),
        (lambda: checked([1.0, 2.0], [0.0, -1.0], 2, "leakers"), ("leakers, row 1", "-1.0")),
        (lambda: checked([1.0, 2.0], [0.0, np.nan], 2, "leakers"), ("two replicates",)),
        (lambda: checked([1.0], [0.0], 2, "leakers"), ("for 2 rows",)),
        (lambda: replicated([1.0, 2.0]), ("no table",)),
        (lambda: replicated(np.empty((0, 3))), ("no table",)),
        (lambda: replicated([[1.0, 2.0], [np.nan, np.nan]]), ("reading 1", "no replicate")),
        (lambda: components(replicated([[1.0, 2.0]])), ("1 reading is not enough",)),
        (lambda: components(replicated([[1.0], [2.0]])), ("single replicate",)),
        (
            lambda: components(replicated([[1.0], [2.0]]), equal_inner_variance=True),
            ("every reading has a single replicate",),
        ),
        (lambda: band(READINGS, (0.9, 0.1)), ("(0.9, 0.1)",)),
        (lambda: band(READINGS, resamples=1), ("too few",)),
        (lambda: share_of_readings(READINGS, lambda mean: mean > 1.0, resamples=0), ("too few",)),
        (
            lambda: saltelli.indices(saltelli.choose(["a"], 1, 1), np.ones(3), np.zeros(3)),
            ("too few", "some hundreds"),
        ),
        (lambda: saltelli.indices(saltelli.choose(["a"], 8, 1), np.ones(3), np.zeros(3)), ("24 rows",)),
        (lambda: morris.morris(lambda rows, seeds: (flat(rows), -flat(rows)), ["a"], 4, 1), ("row 0",)),
        (
            lambda: tornado.tornado(certain(lambda rows: rows[:, 0]), ["a"], 1),
            ("tornado, row 0", "a score that every reading has"),
        ),
    ],
)
def test_scores_that_cannot_be_weighed(call, words):
    refused(call, *words)


def test_a_score_that_never_changes_has_no_indices():
    # A tenth is no binary fraction: its mean over many rows differs from it in the last bit.
    tenth = certain(lambda rows: 0.1 * flat(rows))
    found = saltelli.sobol(tenth, ["a", "b"], 64, 1)
    assert found.variance == pytest.approx(0.0, abs=1e-30)
    assert np.isnan([*found.first, *found.total]).all()
    assert np.isinf([*found.first_low, *found.total_high]).all()
    levels = grid(["a", "b"], 3)
    assert np.isnan(saltelli.grid_indices(levels, *tenth(levels.uniforms, None)).first).all()


def test_where_chance_explains_the_spread_no_index_is_claimed():
    chosen = saltelli.choose(["a"], 64, 1)
    means = np.random.default_rng(1).standard_normal(len(chosen.rows))
    found = saltelli.indices(chosen, means, np.full(len(means), 4.0))
    assert found.variance < 0.0
    assert np.isnan([*found.first, *found.total]).all()
    assert found.first_low.tolist() == [-np.inf]
    assert found.first_high.tolist() == [np.inf]
