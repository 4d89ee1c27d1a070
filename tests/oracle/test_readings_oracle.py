"""One pass over all readings against as many nominal maps, each from a catalog that states one reading.

The pass sorts thresholds and works with bits; a nominal map compares numbers, and its catalog knows of no
draws. Both share the geometry, which other oracles check.
"""

import numpy as np
import pytest

from rangering.catalog.read import load_catalog
from rangering.coverage.compile import compile_coverage
from rangering.coverage.results import CoverageMap
from rangering.coverage.run import map_coverage
from rangering.scenario.models import Scenario
from rangering.sight.state import State
from tests.catalog_variants import stating
from tests.coverage_scenes import ridge, scene

POSTING_M = 2e3
MAST = 'mast_height = "12 m"'
EAST = 'sector = { centre = "80 deg", width = "120 deg" }'
# The widest map is the same in every reading: where the second site's cells fall then is, too.
PINNED = """
[uncertainty."default/short.radar.instrumented_range"]
low = "45 km"
nominal = "45 km"
high = "45 km"
"""


def second(*more: str) -> str:
    lines = "\n".join(more)
    return f'[[group.fire_unit]]\nname = "F2"\nposition = "45.1 N, 29.8 W"\n{lines}'


def nominal_maps(asked: Scenario, samples: int, seed: int, posting_m: float) -> list[CoverageMap]:
    """A map of each reading by itself."""
    catalog = load_catalog()
    drawn = compile_coverage(asked, catalog, samples=samples, seed=seed, posting_m=posting_m).readings
    # What the scenario itself states stands in the readings; stated again, it would win over them.
    bare = asked.model_copy(update={"uncertainty": {}})
    return [
        map_coverage(bare, catalog=stating(catalog, reading), samples=0, posting_m=posting_m)
        for reading in drawn
    ]


def counted(layers: list[np.ndarray], maps: list[CoverageMap], like: CoverageMap) -> np.ndarray:
    """In how many maps a cell is covered, on the grid of another map; grids share the first site's node."""
    total = np.zeros(like.state.shape, int)
    rows, cols = like.ground.height_m.shape
    for state, single in zip(layers, maps, strict=True):
        south, west = (
            ours - theirs
            for ours, theirs in (
                (like.ground.row0, single.ground.row0),
                (like.ground.col0, single.ground.col0),
            )
        )
        covered = state == State.COVERED
        inside = covered[
            :, :, max(-south, 0) : rows - south, max(-west, 0) : cols - west
        ]
        assert covered.sum() == inside.sum()  # nothing is seen beyond the map of all readings
        row, col = max(south, 0), max(west, 0)
        total[:, :, row : row + inside.shape[2], col : col + inside.shape[3]] += inside
    return total


CASES = {
    "one radar beside a ridge": scene(terrain=ridge(900.0)),
    "two, one of them looking east": scene(
        terrain=ridge(900.0), more_units=second(MAST, EAST), more=PINNED
    ),
    "in rain": scene(
        terrain=ridge(900.0), environment='rain_rate = "15 mm/h"', more_units=second(MAST), more=PINNED
    ),
    "less sensitive": scene(terrain=ridge(900.0), unit=MAST + '\nsensitivity_loss = "6 dB"'),
    "a long radar with claims that compete": scene(
        terrain=ridge(900.0), system="s-400", group=MAST, altitudes=("300 m agl", "6000 m amsl")
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_readings_are_what_as_many_nominal_maps_give(name):
    asked = CASES[name]
    posting_m = 2e4 if "long" in name else POSTING_M
    both = map_coverage(asked, samples=9, seed=3, posting_m=posting_m)
    maps = nominal_maps(asked, 9, 3, posting_m)
    expected = counted([each.state for each in maps], maps, both)
    assert 0 < expected.min() + expected.max() and len(np.unique(expected)) > 5
    np.testing.assert_array_equal(both.readings, expected)
    for number, engagement in enumerate(both.engagements):
        assert [each.engagements[number].claim for each in maps] == [engagement.claim] * 9
        engaged = counted([each.engagements[number].state for each in maps], maps, both)
        assert engaged.max() > 0
        np.testing.assert_array_equal(engagement.readings, engaged)


def test_more_readings_than_a_word_holds():
    asked = scene(terrain=ridge(900.0), altitudes=("1000 m amsl",), targets=("target/cruise-missile",))
    both = map_coverage(asked, samples=70, posting_m=4e3 * 0.75)
    maps = nominal_maps(asked, 70, 1, 4e3 * 0.75)
    np.testing.assert_array_equal(both.readings, counted([each.state for each in maps], maps, both))
    np.testing.assert_array_equal(
        both.engagements[0].readings, counted([each.engagements[0].state for each in maps], maps, both)
    )
    assert both.readings.max() == 70
