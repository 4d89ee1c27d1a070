"""Several systems at one site: compared by area in one frame, in no order but the alphabet's."""

import re
from dataclasses import replace

import numpy as np
import pytest

from rangering.coverage.results import (
    ALL_RADARS,
    PRESS_CIRCLE,
    Band,
    CoverageMap,
    Engagement,
    Row,
    Source,
    Target,
)
from rangering.coverage.run import map_coverage
from rangering.errors import ScenarioError
from rangering.provenance import CAVEAT
from rangering.report.html import alternatives
from rangering.report.html.alternatives import alternatives_html, write_alternatives
from rangering.report.html.compare import _area, defaults_of
from rangering.report.html.pictures import common_window
from tests.coverage_scenes import scene
from tests.page_reader import Reader


@pytest.fixture(scope="module")
def tor() -> CoverageMap:
    return map_coverage(scene(), posting_m=2000.0, samples=0)


@pytest.fixture(scope="module")
def patriot() -> CoverageMap:
    return map_coverage(scene(system="patriot"), posting_m=4000.0, samples=0)


@pytest.fixture(scope="module")
def page(tor, patriot) -> str:
    return alternatives_html([tor, patriot], command="rangering alternatives set.toml")


@pytest.fixture(scope="module")
def said(page) -> str:
    return Reader(page).said


def test_a_page_is_whole_and_fetches_nothing(page):
    read = Reader(page)
    assert len(page.encode()) < 5_000_000
    assert not read.all("script", "link", "iframe")
    assert [each["src"][:22] for each in read.all("img")] == ["data:image/png;base64,"] * 2
    ids = [attributes["id"] for _, attributes, _ in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_systems_stand_in_alphabetical_order_whatever_the_order_given(page, tor, patriot, said):
    assert alternatives_html([patriot, tor], command="rangering alternatives set.toml") == page
    assert said.index("Patriot PAC-3") < said.index("Tor-M2")
    assert "This is not a ranking" in said
    for word in ("best", "worst", "winner", "superior", "outperform"):
        assert word not in said.lower().split()


def test_areas_are_those_of_the_tables(said, tor, patriot):
    for result in (tor, patriot):
        widest = max((row for row in result.table if row.of == ALL_RADARS), key=lambda row: row.ring_km2).ring
        for row in result.table:
            if row.of == ALL_RADARS and row.ring == widest:
                assert _area(row.seen_km2) in said


def test_the_headline_spans_all_systems(said, tor, patriot):
    lowest = tor.altitudes[0].label, tor.targets[0].title
    areas = []
    for result in (tor, patriot):
        rows = [row for row in result.table if row.of == ALL_RADARS and (row.altitude, row.target) == lowest]
        areas.append(max(rows, key=lambda row: row.ring_km2).seen_km2)
    assert (
        f"At one site, Patriot PAC-3 and Tor-M2 would each cover between {_area(min(areas))} and "
        f"{_area(max(areas))} km² at 100 m above ground against a large fighter."
    ) in said


def test_what_comes_from_class_defaults_is_marked(said, tor, patriot):
    for name, result in (("Tor-M2", tor), ("Patriot PAC-3", patriot)):
        count = len(defaults_of(result))
        assert count > 0
        assert said.count(f"{name} †{count}") == len(tor.targets)  # in the table of each class
        for default in defaults_of(result):
            assert default in said


def test_shares_of_defaults_and_grades_come_from_the_sources(tor, patriot):
    figures = tuple(
        Source(f"x.q{i}", f"figure {i}", "1 km", "2 km", "3 km", "AABD"[i], "Paper", i == 3) for i in range(4)
    )
    read = Reader(alternatives_html([replace(tor, sources=figures), patriot]))
    assert "†1 of 4 (25 %)2 A, 1 B, 1 D" in read.said


def test_ballistic_figures_countermeasures_and_remarks_are_there(said, tor):
    assert "Patriot: published figures against ballistic missiles never enter a run" in said
    assert "countermeasures are out of scope" in said
    for words in (*tor.warnings, CAVEAT):
        assert words in said
    for default in ("short", "long"):
        assert default in said  # range classes


def test_maps_share_one_frame(tor, patriot, monkeypatch):
    window = common_window([tor, patriot])
    widest_m = max(ring.radius_m for r in (tor, patriot) for *_, ring in r.engagement_rings)
    assert window.half_m == pytest.approx(1.07 * widest_m, rel=1e-3)  # and a margin of 7 %
    used = []
    real = alternatives.small_map
    monkeypatch.setattr(alternatives, "small_map", lambda *given: used.append(given[2:]) or real(*given))
    alternatives_html([tor, patriot], altitude=0)
    assert used == [(0, window)] * 2


def test_bands_and_missing_links_are_said(tor, patriot):
    band = Band(0.25, 0.125, 0.5)
    rows = tuple(
        Row(ALL_RADARS, PRESS_CIRCLE, a.label, t.title, 804.0, 201.0, 0.0, 0.25, 0.0, "horizon", (), band)
        for a in tor.altitudes
        for t in tor.targets
    )
    empty = np.zeros_like(tor.state)
    engaged = Engagement("published", "reach 16 km", 16e3, "B", tor.state, empty, ("F2: no radar",), rows)
    # Without scores of the engine's own, shares come from the tables given here.
    result = replace(tor, samples=64, readings=empty, engagements=(engaged,), scores=())
    read = Reader(alternatives_html([result, patriot])).said
    assert "Engageable, publishedof 16 km circle201100 to 40225 %" in read
    assert "Tor-M2: F2: no radar." in read


def test_a_stealth_class_has_its_whole_interval(tor, patriot):
    stealth = Target("target/stealth-fighter", "Stealth fighter, as a class", 0.005)

    def as_stealth(result: CoverageMap) -> CoverageMap:
        first = result.targets[0].title
        table = tuple(
            row._replace(target=stealth.title, seen_band=Band(row.seen_share, 0.001, 0.002))
            if row.target == first else row
            for row in result.table
        )  # fmt: skip
        # Without scores of the engine's own, shares come from the table changed here.
        changed = replace(result, targets=(stealth, *result.targets[1:]), table=table, samples=64)
        return replace(changed, scores=(), engagements=())

    pair = [as_stealth(tor), as_stealth(patriot)]
    tables = Reader(alternatives_html(pair)).said
    alone = [replace(each, samples=0) for each in pair]
    assert Reader(alternatives_html(alone)).said.count("not given") == 2 * len(tor.altitudes)
    start = tables.index("Against a stealth fighter, as a class")
    block = tables[start : tables.index("Against a cruise missile")]
    assert block.count("0.1 to 0.2 %") == 2 * len(tor.altitudes)
    for result in pair:
        ring = max((r for r in result.table if r.of == ALL_RADARS), key=lambda r: r.ring_km2)
        interval = f"{_area(0.001 * ring.ring_km2)} to {_area(0.002 * ring.ring_km2)}"
        assert block.count(interval) == len(tor.altitudes)


def test_what_cannot_stand_side_by_side_is_refused(tor, patriot):
    with pytest.raises(ScenarioError, match="nothing to compare"):
        alternatives_html([tor])
    moved = replace(patriot, ground=patriot.ground._replace(lat_deg=46.0))
    with pytest.raises(ScenarioError, match="does not stand at the site"):
        alternatives_html([tor, moved])
    with pytest.raises(ScenarioError, match="not asked what the first was asked"):
        alternatives_html([tor, replace(patriot, altitudes=patriot.altitudes[:1])])


def test_twins_keep_apart_by_their_titles(tor):
    read = Reader(alternatives_html([tor, replace(tor, title="Another variant")])).said
    assert "Tor-M2: A scene" in read
    assert "Tor-M2: Another variant" in read


def test_the_page_is_written_whole(tor, patriot, page, tmp_path):
    path = write_alternatives([tor, patriot], tmp_path, command="rangering alternatives set.toml")
    assert path == tmp_path / "alternatives.html"
    assert path.read_text() == page


@pytest.mark.parametrize(
    ("km2", "words"),
    [(0.0, "0"), (12.34, "12.3"), (0.0456, "0.0456"), (99_960.0, "100,000"), (1234.0, "1,230")],
)
def test_areas_have_three_figures(km2, words):
    assert _area(km2) == words
    assert len(re.sub(r"[,.]", "", words).strip("0")) <= 3
