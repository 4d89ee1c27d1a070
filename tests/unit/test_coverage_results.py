"""What a whole map hands back beside its layers: sources, links, scores and approaches."""

import numpy as np
import pytest

from rangering.catalog.read import load_catalog
from rangering.coverage.compile import compile_coverage
from rangering.coverage.results import ALL_RADARS, PRESS_CIRCLE, CoverageMap
from rangering.coverage.run import map_coverage
from rangering.coverage.sources import field_words, sources_of
from rangering.sight.state import State
from tests.approach_scenes import asset
from tests.coverage_scenes import ridge, scene

CATALOG = load_catalog()
POSTING_M = 1e3
STANDARD = {"100 m agl", "1,000 m agl", "3,000 m agl", "10,000 m amsl"}
RANGE = "tor-m2/surveillance-radar.detection_range"


@pytest.fixture(scope="module")
def result() -> CoverageMap:
    """A ridge within the ring; none of the standard altitudes is asked for."""
    asked = scene(terrain=ridge(500.0), altitudes=("400 m agl",))
    return map_coverage(asked, samples=5, posting_m=POSTING_M)


def test_every_figure_stands_once_with_what_it_is_used_for(result):
    sources = {each.quantity: each for each in result.sources}
    assert len(sources) == len(result.sources)
    claim = sources[RANGE]
    # As the catalog prints it: 32 km at most, of which nobody doubts more than a quarter.
    assert (claim.low, claim.nominal, claim.high, claim.grade) == ("25 km", "32 km", "32 km", "B")
    assert claim.used_for.split("; ") == [
        "Tor-M2 surveillance radar: range",
        "Tor-M2 surveillance radar: instrumented range",
    ]
    assert "CSIS" in claim.source
    assert not claim.from_default
    ratio = sources["cross-section/aspect-side.ratio_to_frontal"]
    assert ratio.nominal == "2.5"  # a pure number has no unit
    assert ratio.used_for == "Large fighter: aspect side ratio; Cruise missile: aspect side ratio"
    assumed = [each for each in result.sources if each.quantity.startswith("default/")]
    assert assumed
    assert all(each.from_default and each.grade == "D" for each in assumed)
    assert not any(each.from_default for each in result.sources if each not in assumed)


def test_nothing_the_answer_rests_on_lacks_its_source(result):
    made = compile_coverage(scene(), CATALOG, posting_m=3e3)
    listed = {each.quantity for each in sources_of(made)}
    assert {each.quantity for each in made.inputs} <= listed
    assert listed == {each.quantity for each in result.sources}
    assert all(each.source and each.used_for for each in result.sources)


def test_what_the_scenario_states_instead_says_so():
    own = f'[uncertainty."{RANGE}"]\nnominal = "30 km"'
    made = compile_coverage(scene(more=own), CATALOG, posting_m=3e3)
    (claim,) = (each for each in sources_of(made) if each.quantity == RANGE)
    assert (claim.nominal, claim.grade) == ("30 km", "D")
    assert claim.source.startswith("scenario scene")


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("range_m", "range"),
        ("minimum_radial_speed_m_s", "minimum radial speed"),
        ("rcs_m2", "cross-section"),
        ("mass_ratio", "mass ratio"),
        ("launch_mass_kg", "launch mass"),
        ("normal_force_slope_per_rad", "normal force slope"),
        ("arrival_turn_min_m_s2", "least arrival turn"),
        ("missiles_per_launcher_count", "missiles per launcher"),
    ],
)
def test_a_field_is_told_without_its_unit(field, words):
    assert field_words(field) == words


def test_links_of_every_unit_come_with_the_map():
    second = '[[group.fire_unit]]\nname = "F2"\nposition = "45.2 N, 30 W"\nalert = "off"'
    result = map_coverage(scene(more_units=second), samples=0, posting_m=3e3)
    roles = ["surveillance radar", "engagement radar", "launcher", "interceptors"]
    by_site = {site: [each for each in result.links if each.site == site] for site in ("F", "F2")}
    for site, on in (("F", True), ("F2", False)):
        assert [each.role for each in by_site[site]] == roles
        assert all(each.present == on for each in by_site[site])
    assert len(result.links) == 2 * len(roles)
    assert any("F2" in text for each in result.engagements for text in each.missing)


def test_scores_are_of_the_standard_altitudes_and_maps_of_those_asked_for(result):
    assert [each.label for each in result.altitudes] == ["400 m agl"]
    assert result.state.shape[0] == result.readings.shape[0] == 1
    assert {row.altitude for row in result.table} == {"400 m agl"}
    assert {each.altitude for each in result.scores} == STANDARD
    assert all(each.state.shape == result.state.shape for each in result.engagements)


def test_a_score_is_the_share_of_a_map_at_that_altitude(result):
    labels = ("100 m agl", "1000 m agl", "3000 m agl", "10000 m amsl")
    asked = scene(terrain=ridge(500.0), altitudes=labels)
    mapped = map_coverage(asked, samples=5, posting_m=POSTING_M)
    assert {row.altitude for row in mapped.table} == STANDARD
    for score in result.scores:
        if score.measure == "covered":
            (row,) = (
                row for row in mapped.table
                if (row.of, row.ring, row.altitude, row.target)
                == (ALL_RADARS, score.ring, score.altitude, score.target)
            )  # fmt: skip
        else:
            (row,) = (
                row for row in mapped.engagements[0].table
                if (row.altitude, row.target) == (score.altitude, score.target)
            )  # fmt: skip
        assert score.share == pytest.approx(row.seen_band, rel=1e-9), score
        assert score.unknown_share == row.unknown_share
    assert {each.ring for each in result.scores if each.measure != "covered"} == {PRESS_CIRCLE}


def test_first_seen_is_where_the_map_is_last_covered_along_each_azimuth():
    """Flown at the radar itself, so seen from the front, as the map is."""
    asked = scene(system="hq-9", terrain=ridge(700.0, distance_km=12.0), altitudes=("100 m agl",))
    result = map_coverage(asked, samples=0, posting_m=2e3)
    (approach,) = result.approaches
    assert (approach.place, approach.is_asset) == ("F", False)
    ground, step_m = result.ground, result.ground.posting_m
    steps = np.arange(ground.height_m.shape[0] // 2)
    hidden = 0
    for n, azimuth_rad in enumerate(approach.azimuth_rad):
        rows = ground.row0 + np.rint(steps * np.cos(azimuth_rad)).astype(int)
        cols = ground.col0 + np.rint(steps * np.sin(azimuth_rad)).astype(int)
        for t in range(len(result.targets)):
            along = np.flatnonzero(result.state[0, t, rows, cols] == State.COVERED)
            last_m = along[-1] * step_m
            hidden += len(along) < along[-1] + 1
            assert approach.first_seen_m[0, t, n, 0] == pytest.approx(last_m, abs=step_m)
            speed_m_s = approach.first_seen_m[0, t, n, 0] / approach.warning_s[0, t, n, 0]
            assert 200.0 < speed_m_s < 300.0  # 880 and 930 km/h
    assert hidden  # behind the ridge it is lost again, so that first and last differ


def test_approaches_are_to_every_asset_and_banded_over_the_maps_readings():
    asked = scene(more=asset(45.05, -30.0) + asset(45.0, -30.1).replace('"A"', '"B"'))
    result = map_coverage(asked, samples=9, posting_m=2e3)
    assert [each.place for each in result.approaches] == ["A", "B"]
    assert [name for name, *_ in result.places] == ["A", "B"]
    for each in result.approaches:
        _, low_m, high_m = np.moveaxis(np.nan_to_num(each.first_seen_m), -1, 0)
        assert (low_m <= high_m).all()
        assert (low_m < high_m).any()
        assert each.claims == tuple(claim.claim for claim in result.engagements)
        assert each.shots.max() > 0
