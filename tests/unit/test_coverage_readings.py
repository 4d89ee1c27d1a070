"""Readings of a whole map: which, how many, what follows from them, and what a scenario's own bounds do."""

import numpy as np
import pytest

from rangering.catalog.read import load_catalog
from rangering.coverage.compile import compile_coverage
from rangering.coverage.run import map_coverage
from rangering.coverage.tally import areas_of, band_of, rows_of
from rangering.errors import ScenarioError
from rangering.scenario.uncertainty import Override, stated_catalog
from rangering.sight.state import State
from tests.coverage_scenes import ridge, scene

ASKED = scene(terrain=ridge(900.0))
POSTING_M = 2e3
RANGE = "tor-m2/surveillance-radar.detection_range"


def mapped(asked=ASKED, **options):
    return map_coverage(asked, posting_m=POSTING_M, **options)


def test_nominal_values_alone_leave_no_readings_and_no_bands():
    result = mapped(samples=0)
    assert result.readings is None
    assert result.samples == 0
    assert all(row.seen_band is None for row in result.table)
    assert all(row.seen_band is None for each in result.engagements for row in each.table)
    assert len({each.altitude for each in result.scores}) == 4  # scored whatever is asked for
    assert all(each.share.low == each.share.nominal == each.share.high for each in result.scores)
    assert "seed" not in result.provenance
    assert (result.share(0, 0) == result.covered(0, 0)).all()


def test_readings_change_nothing_nominal():
    nominal, drawn = mapped(samples=0), mapped(samples=5)
    # Readings may reach farther, so that the map of them all is wider.
    margin = drawn.ground.row0 - nominal.ground.row0
    assert margin >= 0
    inner = slice(margin, margin + nominal.ground.height_m.shape[0])
    assert (drawn.covered(1, 0)[inner, inner] == nominal.covered(1, 0)).all()
    assert drawn.covered(1, 0).sum() == nominal.covered(1, 0).sum()
    for old, new in zip(nominal.table, drawn.table, strict=True):
        assert new._replace(seen_band=None) == old


def test_the_same_seed_gives_the_same_bits_and_another_others():
    one, again, other = mapped(samples=9, seed=4), mapped(samples=9, seed=4), mapped(samples=9, seed=5)
    assert one.readings.tobytes() == again.readings.tobytes()
    assert one.table == again.table
    assert one.scores == again.scores
    assert (one.state[:, :, :10, :10] == other.state[:, :, :10, :10]).all()
    assert one.readings.sum() != other.readings.sum()
    assert (one.seed, other.provenance["seed"], one.provenance["samples"]) == (4, 5, 9)


def test_the_first_of_many_readings_are_those_of_a_few():
    few, many = (
        compile_coverage(ASKED, load_catalog(), samples=n, posting_m=POSTING_M).readings for n in (5, 70)
    )
    assert many[:5] == few


def test_counts_fit_their_type_and_shares_their_bounds():
    for samples, kind in ((1, np.uint8), (255, np.uint8), (256, np.uint16)):
        result = mapped(scene(altitudes=("1000 m amsl",), targets=("target/fighter",)), samples=samples)
        assert result.readings.dtype == kind
        assert result.engagements[0].readings.dtype == kind
        assert result.readings.max() == samples
        assert result.share(0, 0).max() == 1.0


def test_a_number_of_readings_out_of_range_is_refused():
    for samples in (-1, 4097):
        with pytest.raises(ScenarioError, match="0 to 4096"):
            mapped(samples=samples)


@pytest.mark.parametrize(
    ("readings", "low", "high"),
    [
        ([3.0], 3.0, 3.0),
        (list(range(1, 21)), 1, 19),  # 5 % of 20 are one reading, 95 % are 19
        (list(range(1, 101)), 5, 95),
        (list(range(1, 22)), 2, 20),  # 1.05 and 19.95 readings: the second and the twentieth
        ([0.0] * 19 + [7.0], 0.0, 0.0),
        ([0.0] * 18 + [7.0] * 2, 0.0, 7.0),
    ],
)
def test_a_band_leaves_one_reading_in_twenty_on_either_side(readings, low, high):
    shuffled = np.random.default_rng(1).permutation(np.array(readings, float))
    assert band_of(0.5, shuffled) == (0.5, low, high)


def test_no_readings_no_band():
    assert band_of(0.5, np.empty(0)) is None


def test_areas_of_all_chunks_are_added_and_what_all_readings_share_is_in_each():
    by_state_m2 = np.zeros((2, 1, 1, 16))
    by_state_m2[:, 0, 0, State.COVERED] = 3e6, 1e6
    by_state_m2[0, 0, 0, 15] = 5e6  # outside
    by_state_m2[1, 0, 0, State.SEVERAL] = 1e6
    by_reading_m2 = np.zeros((2, 1, 1, 65))
    by_reading_m2[:, 0, 0, 0] = 1e6, 2e6
    by_reading_m2[:, 0, 0, 64] = 10e6, 20e6
    areas = areas_of(by_state_m2, by_reading_m2, 3, 1)
    assert areas.by_state_km2[0, 0, 0].tolist() == [4.0] + [0.0] * 9 + [6.0] + [0.0] * 5
    assert areas.by_reading_km2[0, 0, 0].tolist() == [33.0, 30.0, 30.0]
    (row,) = rows_of(areas, 0, "all radars", "press circle", ["low"], ["fighter"])
    assert (row.ring_km2, row.seen_km2, row.seen_share) == (10.0, 4.0, 0.4)
    assert row.limits == (("several", 0.6),)
    assert row.seen_band == pytest.approx((0.4, 3.0, 3.3))


def test_bands_and_scores_agree_with_the_map_they_are_of():
    """The mean over readings of the share of a ring is the mean over its cells of the share of readings."""
    asked = scene(terrain=ridge(900.0), altitudes=("1000 m agl",), targets=("target/fighter",))
    result = mapped(asked, samples=1)
    (row,) = (each for each in result.table if each.of == "all radars" and each.ring == "press circle")
    rows, cols = np.indices(result.ground.height_m.shape)
    away_m = POSTING_M * np.hypot(rows - result.ground.row0, cols - result.ground.col0)
    share = result.share(0, 0)[away_m <= 16e3].mean()
    assert row.seen_band.low == row.seen_band.high == pytest.approx(share, rel=1e-5)
    (score,) = (
        each for each in result.scores
        if (each.measure, each.ring, each.altitude) == ("covered", "press circle", "1,000 m agl")
    )  # fmt: skip
    assert score.share == row.seen_band
    assert {each.altitude for each in result.scores} == {
        "100 m agl", "1,000 m agl", "3,000 m agl", "10,000 m amsl",
    }  # fmt: skip
    engaged = [each for each in result.scores if each.measure == "engageable, published"]
    (table_row,) = result.engagements[0].table
    assert [each.share for each in engaged if each.altitude == "1,000 m agl"] == [table_row.seen_band]


def test_one_reading_given_is_mapped_like_one_drawn():
    catalog = load_catalog()
    drawn = compile_coverage(ASKED, catalog, samples=3, posting_m=POSTING_M)
    given = compile_coverage(ASKED, catalog, readings=drawn.readings[1:2], posting_m=POSTING_M)
    assert given.plan.samples == 1
    for all_of_them, alone in zip(drawn.radar_readings, given.radar_readings, strict=True):
        for field, values in alone._asdict().items():
            assert (values[0] == getattr(all_of_them, field)[1]).all(), field


def test_a_scenarios_own_bounds_are_drawn_within_and_what_it_leaves_out_stays():
    stated = f'[uncertainty."{RANGE}"]\nlow = "20 km"\nnominal = "21 km"\nhigh = "22 km"\nlaw = "uniform"'
    usual, own = (
        compile_coverage(scene(more=text), load_catalog(), samples=40, posting_m=POSTING_M)
        for text in ("", stated)
    )
    values_m = [each[RANGE] for each in own.readings]
    assert 20e3 <= min(values_m) < 20.2e3
    assert 21.8e3 < max(values_m) <= 22e3
    assert own.facts[0].range_m == 21e3
    others = [
        {key: value for key, value in each.items() if key != RANGE}
        for each in (usual.readings[0], own.readings[0])
    ]
    assert others[0] == others[1]  # a changed figure shifts no other's draws


def test_overridden_figures_and_class_defaults_stand_in_the_stated_catalog_alone():
    catalog = load_catalog()
    ceiling = "default/short.surveillance.elevation_max"
    before = catalog.quantity(RANGE), catalog.quantity(ceiling)
    stated = stated_catalog(
        catalog,
        {RANGE: Override(nominal="30 km", law="uniform"), ceiling: Override(low="50 deg", high="70 deg")},
        "mine",
    )
    figure, default = stated.quantity(RANGE), stated.quantity(ceiling)
    assert figure.si[1] == 30e3
    assert (figure.low, figure.high) == (before[0].low, before[0].high)
    assert (figure.law, figure.grade) == ("uniform", "D")
    assert figure.source.startswith("scenario mine, in place of: ")
    assert np.degrees(default.si[0::2]) == pytest.approx([50.0, 70.0])
    assert default.nominal == before[1].nominal
    assert (catalog.quantity(RANGE), catalog.quantity(ceiling)) == before


def test_claims_without_weight_are_left_out_and_others_keep_their_own():
    catalog = load_catalog()
    key = next(
        each.alternatives[name].id for each in catalog for name in each.alternatives if name == "reach"
    )
    claims = catalog.alternatives(key)
    kept = claims.options[-1].name
    none = {option.name: 0.0 for option in claims.options if option.name != kept}
    left = stated_catalog(catalog, {key: Override(weights=none)}, "mine").alternatives(key)
    assert [option.name for option in left.options] == [kept]
    assert left.nominal == kept
    heavier = stated_catalog(catalog, {key: Override(weights={kept: 9.0})}, "mine").alternatives(key)
    assert [option.name for option in heavier.options] == [option.name for option in claims.options]
    assert heavier.options[-1].weight == 9.0
    assert heavier.options[0].weight == claims.options[0].weight
    assert heavier.nominal == claims.nominal


def test_a_claim_of_no_weight_gets_no_map():
    asked = scene(system="s-400", altitudes=("6000 m amsl",))
    both = map_coverage(asked, samples=2, posting_m=2e4)
    names = [each.claim for each in both.engagements]
    assert len(names) > 1
    without = scene(
        system="s-400",
        altitudes=("6000 m amsl",),
        more=f'[uncertainty."s-400.reach"]\nweights = {{ {names[1]} = 0 }}',
    )
    left = map_coverage(without, samples=2, posting_m=2e4)
    assert [each.claim for each in left.engagements] == [name for name in names if name != names[1]]
