"""One pass over all readings against as many nominal maps, each from a catalog that states one reading.

The pass sorts thresholds and works with bits; a nominal map compares numbers, and its catalog knows of no
draws. Both share the geometry, which other oracles check, and the fly-outs, which are flown once, at the
nominal values of the catalog itself.
"""

import math
from typing import NamedTuple

import numpy as np
import pytest

from rangering.catalog.read import load_catalog
from rangering.coverage.compile import compile_coverage
from rangering.coverage.envelope import boxes_of, claims_of, outline_of
from rangering.coverage.results import PRESS_CIRCLE, CoverageMap
from rangering.coverage.run import map_coverage
from rangering.scenario.models import Scenario
from rangering.sight.state import State
from tests.catalog_variants import stating
from tests.coverage_scenes import ridge, scene

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
    nominal = {
        (box.interceptor, claim.name): outline_of(catalog, box)
        for claim in claims_of(bare, catalog)
        for group in bare.groups
        for unit in group.fire_units
        for box in boxes_of(catalog, group, unit, claim=claim.name)
    }
    with pytest.MonkeyPatch.context() as patch:
        # A catalog that states a reading would have other missiles flown: a reading only stretches what was.
        flown = lambda _, box, **options: nominal[box.interceptor, box.claim]  # noqa: E731
        patch.setattr("rangering.coverage.compile.outline_of", flown)
        return [
            map_coverage(bare, catalog=stating(catalog, reading), samples=0, posting_m=posting_m)
            for reading in drawn
        ]


def covered_on(state: np.ndarray, single: CoverageMap, like: CoverageMap) -> np.ndarray:
    """Where one map is covered, on the grid of another; both grids share the first site's node."""
    rows, cols = like.ground.height_m.shape
    south, west = like.ground.row0 - single.ground.row0, like.ground.col0 - single.ground.col0
    covered = state == State.COVERED
    inside = covered[:, :, max(-south, 0) : rows - south, max(-west, 0) : cols - west]
    assert covered.sum() == inside.sum()  # nothing is seen beyond the map of all readings
    found = np.zeros(like.state.shape, bool)
    row, col = max(south, 0), max(west, 0)
    found[:, :, row : row + inside.shape[2], col : col + inside.shape[3]] = inside
    return found


def counted(maps: list[CoverageMap], like: CoverageMap, claim: int | None = None) -> np.ndarray:
    """In how many maps a cell is covered, or can be engaged under a claim."""
    states = [each.state if claim is None else each.engagements[claim].state for each in maps]
    return np.sum([covered_on(*pair, like) for pair in zip(states, maps, strict=True)], axis=0)


class Case(NamedTuple):
    asked: Scenario
    posting_m: float = 2e3


CASES = {
    "one radar beside a ridge": Case(scene(terrain=ridge(900.0))),
    "two, one of them looking east": Case(
        scene(terrain=ridge(900.0), more_units=second(MAST, EAST), more=PINNED)
    ),
    "in rain": Case(
        scene(
            terrain=ridge(900.0),
            environment='rain_rate = "15 mm/h"',
            more_units=second(MAST),
            altitudes=("100 m agl", "1000 m amsl", "6000 m amsl"),
            more=PINNED,
        )
    ),
    "less sensitive": Case(scene(terrain=ridge(900.0), unit=MAST + '\nsensitivity_loss = "6 dB"')),
    "claims on reach that compete": Case(
        scene(terrain=ridge(900.0), system="s-400", group=MAST, altitudes=("300 m agl", "6000 m amsl")),
        posting_m=2e4,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_readings_are_what_as_many_nominal_maps_give(name):
    asked, posting_m = CASES[name]
    every = map_coverage(asked, samples=9, seed=3, posting_m=posting_m)
    maps = nominal_maps(asked, 9, 3, posting_m)
    expected = counted(maps, every)
    assert len(np.unique(expected)) > 5  # else the readings would hardly differ
    np.testing.assert_array_equal(every.readings, expected)
    assert every.engagements
    for claim, engagement in enumerate(every.engagements):
        assert {each.engagements[claim].claim for each in maps} == {engagement.claim}
        engaged = counted(maps, every, claim)
        assert engaged.max() > 0
        np.testing.assert_array_equal(engagement.readings, engaged)


def test_more_readings_than_a_word_holds():
    asked = scene(terrain=ridge(900.0), altitudes=("1000 m amsl",), targets=("target/cruise-missile",))
    every = map_coverage(asked, samples=70, posting_m=3e3)
    maps = nominal_maps(asked, 70, 1, 3e3)
    np.testing.assert_array_equal(every.readings, counted(maps, every))
    np.testing.assert_array_equal(every.engagements[0].readings, counted(maps, every, 0))
    assert every.readings.max() == 70


def test_bands_leave_one_nominal_map_in_twenty_below_them_and_one_above():
    """Of 24 shares in order, 5 % are 1.2: the second smallest; 95 % are 22.8: the second largest."""
    asked, posting_m = CASES["in rain"]
    every = map_coverage(asked, samples=24, posting_m=posting_m)
    maps = nominal_maps(asked, 24, 1, posting_m)
    checked = 0
    for row in every.table:
        if row.ring != PRESS_CIRCLE:
            continue  # others follow the catalog's figures, which these catalogs change
        same = [
            other
            for each in maps
            for other in each.table
            if (other.of, other.ring, other.altitude, other.target)
            == (row.of, row.ring, row.altitude, row.target)
        ]
        assert {each.ring_km2 for each in same} == {row.ring_km2}
        shares = sorted(each.seen_share for each in same)
        assert len(shares) == 24
        assert row.seen_band.nominal == row.seen_share
        assert row.seen_band.low == pytest.approx(shares[math.ceil(1.2) - 1], abs=1e-12)
        assert row.seen_band.high == pytest.approx(shares[math.ceil(22.8) - 1], abs=1e-12)
        checked += row.seen_band.low < row.seen_band.high
    assert checked > 6


def test_where_masts_are_drawn_only_cells_at_the_edge_of_sight_may_differ():
    """2.5 to 6 m by the class default; beside one crest the sweeps between err by less than 0.1 m."""
    asked = scene(terrain=ridge(900.0), unit="", altitudes=("100 m agl", "1000 m amsl", "2000 m amsl"))
    posting_m = 1e3
    every = map_coverage(asked, samples=9, posting_m=posting_m)
    drawn = compile_coverage(asked, load_catalog(), samples=9, posting_m=posting_m).radar_readings[0].mast_m
    assert drawn.max() - drawn.min() > 1.0
    maps = nominal_maps(asked, 9, 1, posting_m)
    assert sorted(each.radars[0].mast_height_m for each in maps) == pytest.approx(sorted(drawn))
    differs = every.readings != counted(maps, every)
    ground_m = every.ground.height_m
    for a, row, col in {(a, row, col) for a, _, row, col in np.argwhere(differs)}:
        altitude = every.altitudes[a]
        target_m = altitude.altitude_m + (ground_m[row, col] if altitude.above_ground else 0.0)
        margins_m = []
        for each in maps:
            radar = each.radars[0]
            at = (
                row - every.ground.row0 + radar.ground.row0,
                col - every.ground.col0 + radar.ground.col0,
            )
            margins_m.append(abs(target_m - radar.lowest_m[at]))
        assert min(margins_m) < 0.1
    assert differs.mean() < 1e-3
