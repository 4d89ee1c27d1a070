"""The tornado by hand: a bar ends where a nominal map with that figure stated, and no other changed, ends."""

import numpy as np
import pytest

from rangering.catalog.draw import quantile
from rangering.catalog.read import load_catalog
from rangering.coverage.compile import compile_coverage
from rangering.coverage.results import ALL_RADARS, PRESS_CIRCLE, CoverageMap
from rangering.coverage.run import map_coverage
from rangering.coverage.sources import sources_of
from rangering.coverage.tornado import ALTITUDE, tornado_of
from rangering.scenario.models import Scenario
from tests.coverage_scenes import ridge, scene

CATALOG = load_catalog()
POSTING_M = 1e3
CRUISE, FIGHTER = "target/cruise-missile", "target/fighter"


def stated(altitudes: tuple[str, ...] = ("1000 m amsl",), more: str = "", **options: object) -> Scenario:
    """A ridge within the ring; the tornado's altitude is not among those asked for."""
    terrain = ridge(500.0)
    return scene(terrain=terrain, altitudes=altitudes, targets=(CRUISE, FIGHTER), more=more, **options)


def nominal_share(**changed: float) -> float:
    """Share of the press circle covered at the tornado's altitude, by a map of its own."""
    units = {each: CATALOG.quantity(each).unit for each in changed}
    bounds = {each: f"{value!r} {units[each]}".removesuffix(" ratio") for each, value in changed.items()}
    tables = "".join(
        f'[uncertainty."{each}"]\nlow = "{text}"\nnominal = "{text}"\nhigh = "{text}"\n'
        for each, text in bounds.items()
    )
    result = map_coverage(stated((ALTITUDE,), tables), samples=0, posting_m=POSTING_M)
    (row,) = (
        row
        for row in result.table
        if (row.of, row.ring, row.target) == (ALL_RADARS, PRESS_CIRCLE, result.targets[0].title)
    )
    return row.seen_share


@pytest.fixture(scope="module")
def result() -> CoverageMap:
    return map_coverage(stated(), samples=2, posting_m=POSTING_M)


def test_every_bar_ends_where_a_map_with_that_figure_stated_ends(result):
    tornado = result.tornado
    assert tornado.nominal == pytest.approx(nominal_share(), rel=1e-9)
    assert len(tornado.swings) >= 3
    for swing in tornado.swings[:4]:
        quantity = CATALOG.quantity(swing.axis)
        low, high = quantile(quantity, np.array([0.05, 0.95])) / quantity.si_unit_and_factor[1]
        ends = [nominal_share(**{swing.axis: float(value)}) for value in (low, high)]
        assert [swing.score_low, swing.score_high] == pytest.approx(ends, rel=1e-9), swing.words
        assert ends[0] != ends[1]


def test_the_cross_section_of_the_first_class_moves_it_and_that_of_another_does_not(result):
    axes = [each.axis for each in result.tornado.swings]
    assert f"{CRUISE}.rcs" in axes
    assert f"{FIGHTER}.rcs" not in axes
    assert not any(axis.startswith("tor-m2/missile") for axis in axes)  # the score is what is seen


def test_bars_are_told_in_the_words_units_and_grades_of_the_sources(result):
    sources = {each.quantity: each for each in result.sources}
    for swing in result.tornado.swings:
        assert swing.words == sources[swing.axis].used_for
        assert swing.grade == sources[swing.axis].grade
    (bar,) = (each for each in result.tornado.swings if each.axis == f"{CRUISE}.rcs")
    # A tenth of a square metre, a third of it at least and five times as much at most, by the catalog.
    low, high = (float(text.split()[0]) for text in (bar.low, bar.high))
    assert 0.03 < low < 0.1 < high < 0.5
    assert bar.score_low < result.tornado.nominal < bar.score_high


def test_the_widest_bar_comes_first_and_the_score_names_itself(result):
    widths = [abs(each.score_high - each.score_low) for each in result.tornado.swings]
    assert widths == sorted(widths, reverse=True)
    assert result.tornado.score == "share of the press circle covered at 100 m agl, Cruise missile"


def test_the_same_score_stands_among_the_scores(result):
    (score,) = (
        each for each in result.scores
        if (each.measure, each.ring, each.altitude, each.target)
        == ("covered", PRESS_CIRCLE, ALTITUDE, "Cruise missile")
    )  # fmt: skip
    assert result.tornado.nominal == pytest.approx(score.share.nominal, rel=1e-9)


def test_where_every_figure_is_certain_or_none_was_drawn_there_is_no_tornado():
    asked = stated()
    made = compile_coverage(asked, CATALOG, posting_m=3e3)
    certain = made._replace(
        inputs=tuple(each for each in made.inputs if each.quantity.endswith("surveillance.azimuth_sector"))
    )
    assert certain.inputs
    sources = sources_of(made)
    assert tornado_of(asked, CATALOG, certain, sources, posting_m=3e3, pd_probability=0.5) is None
    assert map_coverage(asked, samples=0, posting_m=3e3).tornado is None
