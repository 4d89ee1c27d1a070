"""Sweeps are made once for the same ground and antenna, and forgotten in their turn."""

import numpy as np
import pytest

from rangering.catalog.read import load_catalog
from rangering.coverage import stack
from rangering.coverage.compile import compile_coverage
from rangering.earth.visibility import lowest_visible_m
from rangering.sight.sweep import SweepCache, hash_of
from tests.coverage_scenes import ridge, scene
from tests.ground import fractal_ground_m
from tests.kernel_scene import EFFECTIVE_M, square

GROUND = square(fractal_ground_m(21))
ROUGH = hash_of(GROUND, 6)


@pytest.fixture
def cache(monkeypatch):
    """A cache of its own, for maps too."""
    fresh = SweepCache()
    monkeypatch.setattr(stack, "cache", fresh)
    return fresh


def test_a_sweep_is_made_once_and_is_what_the_middle_of_the_ground_gives(cache):
    first = cache.lowest_m(GROUND, ROUGH, 6, 900.0, EFFECTIVE_M)
    assert cache.lowest_m(GROUND, ROUGH, 6, 900.0, EFFECTIVE_M) is first
    assert cache.swept == 1
    middle = np.ascontiguousarray(GROUND.height_m[4:17, 4:17])
    direct = lowest_visible_m(middle, 6, 6, GROUND.posting_m, 900.0, 1.0 / EFFECTIVE_M)
    assert first.tobytes() == direct.tobytes()
    with pytest.raises(ValueError, match="read-only"):
        first[0, 0] = 0.0


def test_whatever_goes_into_a_sweep_makes_another(cache):
    cache.lowest_m(GROUND, ROUGH, 6, 900.0, EFFECTIVE_M)
    higher = GROUND._replace(height_m=np.nextafter(GROUND.height_m, np.float32(1e9)))
    for ground, half, antenna_m, radius_m in (
        (GROUND, 7, 900.0, EFFECTIVE_M),
        (GROUND, 6, float(np.nextafter(900.0, 0)), EFFECTIVE_M),
        (GROUND, 6, 900.0, 0.75 * EFFECTIVE_M),
        (GROUND._replace(posting_m=999.0), 6, 900.0, EFFECTIVE_M),
        (GROUND._replace(row0=9), 6, 900.0, EFFECTIVE_M),
        (GROUND._replace(col0=9), 6, 900.0, EFFECTIVE_M),
        (higher, 6, 900.0, EFFECTIVE_M),
    ):
        before = cache.swept
        cache.lowest_m(ground, hash_of(ground, half), half, antenna_m, radius_m)
        assert cache.swept == before + 1
    # A view of the same heights is the same ground, however it lies in memory.
    turned = GROUND._replace(height_m=np.asfortranarray(GROUND.height_m))
    assert hash_of(turned, 6) == ROUGH


def test_the_least_recently_used_is_forgotten_first_and_nothing_too_large_is_kept():
    one_bytes = 13 * 13 * 4
    cache = SweepCache(most_bytes=2 * one_bytes)

    def sweeps_for(antenna_m, half=6):
        before = cache.swept
        cache.lowest_m(GROUND, ROUGH, half, antenna_m, EFFECTIVE_M)
        return cache.swept - before

    assert [sweeps_for(m) for m in (900.0, 901.0, 900.0)] == [1, 1, 0]
    assert sweeps_for(902.0) == 1  # 901 m, not used since, goes
    assert [sweeps_for(m) for m in (900.0, 902.0)] == [0, 0]
    assert sweeps_for(901.0) == 1
    assert [sweeps_for(800.0, half=10) for _ in range(2)] == [1, 1]
    assert [sweeps_for(m) for m in (901.0, 902.0)] == [0, 0]


def test_a_mast_moved_by_a_metre_sweeps_for_its_own_radar_alone(cache):
    def made(second_m):
        second = (
            f'[[group.fire_unit]]\nname = "F2"\nposition = "45.1 N, 29.8 W"\nmast_height = "{second_m} m"'
        )
        before = cache.swept
        compile_coverage(scene(terrain=ridge(900.0), more_units=second), load_catalog(), posting_m=2e3)
        return cache.swept - before

    # The finding and the guiding radar of a site stand on masts of one height: one antenna, one sweep,
    # unless they are mapped to different distances.
    first = made(12)
    assert first <= 4
    assert made(12) == 0
    moved = made(13)
    assert 1 <= moved <= 2
    assert made(12) == 0
