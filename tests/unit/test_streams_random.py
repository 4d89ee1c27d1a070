"""Draws look random, and what looks at them would notice if they did not (2²⁶ draws: `make validate`)."""

import numpy as np
import pytest

from rangering.streams import uniforms
from tests.stream_draws import (
    WALKS,
    Walk,
    correlation,
    draw,
    even,
    fill,
    lengths_of_runs_up,
    p_values,
    runs_up,
)

NEIGHBOURS = [Walk((1, 2, 0, 3, k, 6), WALKS["occasion"].bits) for k in range(16)]


@pytest.mark.both_ways
def test_words_filled_are_the_words_that_uniforms_are_made_of():
    words = np.empty((6, 4), np.uint32)
    walk = WALKS["raid"]
    shifts, masks = np.array(walk.bits, np.int64).T.copy()
    fill(np.array(walk.base, np.int64), shifts, masks, 254, words)
    for i, row in enumerate(words):
        occasion, flight = (254 + i) % 256, (254 + i) // 256
        expected = uniforms(walk.base[0], walk.base[1], occasion, flight, 0, walk.base[5])
        assert (row + 0.5) / 2.0**32 == pytest.approx(expected, rel=1e-15)


@pytest.mark.both_ways
def test_runs_up_are_counted_as_on_paper():
    """2 5 9 | 1 thrown away | 4 6 | 3 thrown away | 8 unfinished."""
    counts = np.zeros(4, np.int64)
    runs_up(np.array([2, 5, 9, 1, 4, 6, 3, 8], np.uint32), counts)
    assert counts.tolist() == [0, 1, 1, 0]


@pytest.mark.parametrize("name", WALKS)
def test_a_million_words_look_random(name):
    found = p_values(draw(WALKS[name], 2**20))
    assert {what: p for what, p in found.items() if not 1e-4 < p < 1 - 1e-4} == {}


def test_neighbouring_replicates_are_not_alike():
    for shift in (0, 1):
        assert min(correlation(NEIGHBOURS, 2**16, shift)) > 1e-4


def test_a_stream_that_repeats_another_is_found():
    assert correlation([*NEIGHBOURS, NEIGHBOURS[3]], 2**16).greatest < 1e-6
    ahead = Walk((1, 2, 1, 3, 0, 6), WALKS["occasion"].bits)  # replicate 0, one draw further on
    assert correlation([ahead, NEIGHBOURS[0]], 2**16, shift=0).greatest > 1e-4
    assert correlation([ahead, NEIGHBOURS[0]], 2**16, shift=1).greatest < 1e-6


def test_words_that_are_too_even_or_in_order_are_found():
    weyl = np.arange(2**20, dtype=np.uint64) * np.uint64(0x9E3779B9)  # golden steps: even, never random
    found = p_values((weyl & np.uint64(0xFFFFFFFF)).astype(np.uint32))
    assert found["upper 16 bits"] > 1 - 1e-6
    assert max(found[what] for what in ("runs up", "birthday spacings", "pairs of draws")) < 1e-6
    assert min(found["runs about one half"], 1.0 - found["runs about one half"]) < 1e-6


def test_a_bit_that_stands_still_is_found():
    words = draw(WALKS["raid"], 2**18)
    assert even(words | np.uint32(1), 4, 0) < 1e-6
    assert lengths_of_runs_up(np.sort(words)) == 0.0
