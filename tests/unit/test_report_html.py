"""The page: whole and valid, nothing fetched, every number from the result, nothing left out in silence."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from rangering import __version__
from rangering.coverage.results import ALL_RADARS, PRESS_CIRCLE, Band, CoverageMap, Ring, Target
from rangering.coverage.run import map_coverage
from rangering.errors import OutputError
from rangering.provenance import CAVEAT
from rangering.report.html import pictures as drawing
from rangering.report.html.document import report_html, write_report
from rangering.report.html.evidence import GRADES
from rangering.report.html.headline import engagement_altitude, headline, headline_score
from rangering.report.html.pictures import within_budget
from rangering.report.html.repeat import AUTHORS, TITLE
from rangering.report.html.words import ring_sites, scores_of, spread
from rangering.report.map import write_maps
from tests.conftest import ROOT
from tests.coverage_scenes import scene
from tests.filled_map import HIGH, LOW, NOMINAL_SHARE, filled
from tests.page_reader import Reader


@pytest.fixture(scope="module")
def nominal() -> CoverageMap:
    """A real map, small: one Tor fire unit at sea."""
    unit = 'labels = ["hypothetical"]\n  mast_height = "12 m"'
    mapped = map_coverage(scene(unit=unit), posting_m=1000.0, samples=0)
    return replace(
        mapped, scores=(), engagements=(), approaches=(), tornado=None, links=(), sources=(),
        table=tuple(row for row in mapped.table if not row.of.startswith("engageable")),
    )  # fmt: skip


@pytest.fixture(scope="module")
def full(nominal) -> CoverageMap:
    return filled(nominal)


@pytest.fixture(scope="module")
def drawn(nominal) -> dict[str, drawing.Picture]:
    """Its pictures, drawn once: the tests change words, not maps."""
    return drawing.pictures(nominal)


COMMAND = "rangering coverage tor.toml --samples 64 --seed 7"


@pytest.fixture(scope="module")
def page(full, drawn) -> str:
    return report_html(full, command=COMMAND, drawn=drawn)


@pytest.fixture(scope="module")
def plain(nominal, drawn) -> str:
    return report_html(nominal, drawn=drawn)


def said_of(result: CoverageMap, **options) -> str:
    """The text of a page without pictures."""
    return Reader(report_html(result, drawn={}, **options)).said


@pytest.mark.parametrize("which", ["page", "plain"])
def test_a_page_is_valid_and_accessible(which, request):
    words = request.getfixturevalue(which)
    assert words.startswith("<!DOCTYPE html>\n")
    read = Reader(words)
    assert read.all("html") == [{"lang": "en-GB"}]
    assert len(read.all("title")) == len(read.all("h1")) == len(read.all("main")) == 1
    ids = [attributes["id"] for _, attributes, _ in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    anchors = [a["href"][1:] for a in read.all("a") if a["href"].startswith("#")]
    assert anchors
    assert set(anchors) <= set(ids)
    assert {a["aria-labelledby"] for a in read.all("section")} <= set(ids)
    levels = [int(tag[1]) for tag, _, _ in read.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))
    pictures = read.all("img")
    assert pictures
    assert all(len(each["alt"]) > 40 and int(each["width"]) and int(each["height"]) for each in pictures)
    assert all(each["scope"] in ("row", "col", "rowgroup") for each in read.all("th"))
    captions = [inside for tag, _, inside in read.elements if tag == "caption"]
    assert len(captions) == len(read.all("table"))
    assert "width=device-width" in read.all("meta")[2]["content"]


@pytest.mark.parametrize("which", ["page", "plain"])
def test_a_page_fetches_nothing_and_runs_nothing(which, request):
    words = request.getfixturevalue(which)
    read = Reader(words)
    assert not read.all("script", "iframe", "object", "embed", "link", "base", "form")
    assert all(each["src"].startswith("data:image/png;base64,") for each in read.all("img"))
    for _, attributes, _ in read.elements:
        assert not any(name.startswith("on") for name in attributes)
        assert not {"srcset", "action", "background", "poster", "ping"} & set(attributes)
    (style,) = re.findall(r"<style>(.*?)</style>", words, re.DOTALL)
    assert "url(" not in style
    assert "@import" not in style
    (policy,) = [m["content"] for m in read.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert len(words.encode()) < 5_000_000


def test_every_number_of_the_headline_is_the_results(full, page):
    top = headline(full)
    assert top.sentence == (
        "Of the 16 km circle of the Tor-M2 around one hypothetical site, 9 to 14 % is covered at "
        "100 m above ground against a large fighter"
    )
    assert "nominal value is 11 %" in top.standfirst[0]
    assert "64 readings" in top.standfirst[0]
    assert "lie between 9 and 14 %." in top.standfirst[0]
    assert "no probability" in top.standfirst[1]
    score = headline_score(full)
    assert score.share == Band(NOMINAL_SHARE, LOW, HIGH)
    numbers = set(re.findall(r"\d[\d.,]*", top.sentence)) - {"2"}  # the 2 of Tor-M2
    ring = full.engagement_rings[0][3]
    assert numbers == {f"{ring.radius_m / 1e3:g}", "9", "14", "100"}
    assert top.sentence in Reader(page).said
    assert "cruise missile 9 to 14 %" in top.others


def test_a_band_that_rounds_to_one_number_is_one_number(full):
    tight = Band(0.301, 0.299, 0.304)
    scores = tuple(score._replace(share=tight) for score in full.scores)
    top = headline(replace(full, scores=scores))
    assert " 30 % is covered" in top.sentence
    assert "agree on 30 %" in top.standfirst[0]


def test_unknown_ground_is_in_the_standfirst(full):
    scores = tuple(score._replace(unknown_share=0.123) for score in full.scores)
    result = replace(full, scores=scores)
    assert "Of 12 % of that area the ground is unknown" in headline(result).standfirst[1]
    assert "12 % unknown" in said_of(result)


def test_without_readings_the_page_says_what_is_not_there(nominal, plain):
    row = next(row for row in nominal.table if row.of == ALL_RADARS and row.ring == PRESS_CIRCLE)
    said = Reader(plain).said
    assert f"{spread(row.seen_share, row.seen_share)} is covered at 100 m above ground" in said
    for words in (
        "no readings were drawn, so it has no band",
        "No engagement was worked out in this run",
        "No approach was worked out in this run",
        "Unknowns were not moved one at a time in this run",
        "The chain of elements was not recorded in this run",
        "The other figures were not listed in this run",
        "standard ring scores were not worked out in this run",
        "none: nominal values alone",
        "Made from Python",
    ):
        assert words in said, words
    assert "nan" not in said.lower().split()


def test_all_that_is_assumed_warned_and_labelled_is_there(full, page):
    said = Reader(page).said
    result = full
    for words in (*result.warnings, *result.assumptions, *result.labels, CAVEAT, result.title):
        assert " ".join(words.split()) in said, words
    assert said.count(CAVEAT) >= 3  # at the top, at the end, and in how to cite
    for source in result.sources:
        assert source.source in said
        assert source.used_for in said
    assert said.count("†") == 1 + sum(source.from_default for source in result.sources)
    for grade, meaning in GRADES.items():
        assert f"{grade} {meaning}: two figures" in said
    assert "countermeasures are out of scope: the answer is optimistic for the defence" in said
    assert "Ballistic missiles and rockets are out of scope" in said


def test_every_score_stands_in_its_table(full, page):
    said = Reader(page).said
    for score in full.scores:
        assert (
            f"{spread(score.share.nominal, score.share.nominal)}{spread(score.share.low, score.share.high)}"
            in (said)
        )
    assert said.count("9 to 14 %") >= 2 * 3 * 2
    assert "Engageable, independent reach (12 km, grade B)" in said


def test_claims_stand_side_by_side_where_they_differ_most(full, page):
    assert engagement_altitude(full) == 1  # 0.43 against 0.27; lower down 0.21 against 0.19
    said = Reader(page).said
    assert "Claimed: Reach 16 km: tor-m2.range_max_claim, grade B." in said
    assert "39 to 47 % of the 16 km circle is engageable against a large fighter" in said
    assert "24 to 30 % of the 16 km circle is engageable against a large fighter" in said
    assert said.count("F2: no engagement radar") == 1


def test_approaches_give_median_band_and_extremes(page):
    said = Reader(page).said
    # Four azimuths, 20 to 50 km: the lower of the two middle ones, 30 km, seen between 26 and 33 km.
    assert "30 kmband 26 to 33 kmazimuths 20 to 50 km" in said
    assert "2.0 minband 1.7 to 2.2 minazimuths 1.3 to 3.3 min" in said
    assert "20 kmband 18 to 25 kmazimuths never to 40 km" in said
    assert "2 shotsazimuths 1 to 3first meets at 9.0 km" in said


def test_a_stealth_class_has_its_whole_interval_and_no_distance_alone(full, nominal):
    stealth = (Target("target/stealth-fighter", "Stealth fighter, as a class", 0.005), *full.targets[1:])
    said = said_of(replace(full, targets=stealth))
    assert "Stealth fighter, as a class18 to 58 kmall azimuths and readings" in said
    assert "Stealth fighter, as a class30 km" not in said
    alone = replace(full, targets=stealth, samples=0, readings=None)
    assert "Stealth fighter, as a classnot given" in said_of(alone)


def test_which_unknown_matters_most(full, page):
    said = Reader(page).said
    for swing in full.tornado.swings:
        assert swing.words in said
        assert f"{swing.low} to {swing.high}" in said
    assert "10 points" in said  # the first swing, 0.1 to 0.2


def test_chain_names_what_is_not_there(page):
    said = Reader(page).said
    assert "One element is not there." in said
    assert "none in the catalog" in said


def test_ballistic_figures_never_enter_where_readers_will_look_for_them(nominal, plain):
    assert "against ballistic missiles never enter" not in Reader(plain).said
    site, lat, lon, ring = nominal.engagement_rings[0]
    for slug, name in (("patriot", "Patriot"), ("samp-t", "SAMP/T"), ("iron-dome", "Iron Dome")):
        rings = ((site, lat, lon, ring._replace(claim=f"{slug}.range_max_claim")),)
        said = said_of(replace(nominal, engagement_rings=rings))
        assert f"{name}: published figures against ballistic missiles never enter a run" in said


def test_how_to_repeat_and_cite(full, page):
    said = Reader(page).said
    assert "rangering coverage tor.toml --samples 64 --seed 7" in said
    for sha in full.provenance["inputs"].values():
        assert sha in said
    assert "64, seed 7" in said
    assert f"{AUTHORS}: {TITLE}, version {full.provenance['rangering']}. Scenario scene" in said
    assert f"version {__version__}, 3 May 2027. Scenario" in said_of(full, date="3 May 2027")


def test_citation_is_the_projects_own():
    stated = (ROOT / "CITATION.cff").read_text()
    assert f'title: "{TITLE}"' in stated
    assert f"  - name: {AUTHORS}\n" in stated


def test_licences_name_the_data(full, page):
    said = Reader(page).said
    assert "Natural Earth 4.1" in said
    assert full.ground.describe() in said
    environment = full.environment | {"terrain_attribution": "© Somebody 2021"}
    assert "© Somebody 2021" in said_of(replace(full, environment=environment))


def test_same_result_same_bytes_written_whole(full, tmp_path):
    path = write_report(full, tmp_path / "out", command=COMMAND)
    assert path == tmp_path / "out" / "report.html"
    assert path.read_bytes() == report_html(full, command=COMMAND).encode()  # drawn anew
    assert [each.name for each in path.parent.iterdir()] == ["report.html"]
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="is a file, not a folder"):
        write_report(full, tmp_path / "file")


def test_pictures_that_are_drawn_already_are_not_drawn_again(nominal, drawn, tmp_path):
    kept = {}
    write_maps(nominal, tmp_path, bare=kept.__setitem__)
    again = drawing.pictures(nominal, kept)
    assert {name: each.png for name, each in again.items()} == {n: each.png for n, each in drawn.items()}


def test_a_nominal_share_outside_its_band_is_marked_and_explained(full):
    assert "Outside its band" not in said_of(full)
    beyond = full.scores[0]._replace(share=Band(0.47, 0.30, 0.46))
    said = said_of(replace(full, scores=(beyond, *full.scores[1:])))
    assert "47 %*" in said
    assert "* Outside its band: the nominal value takes every source at its best figure" in said


def test_pictures_step_down_together_until_they_fit(drawn):
    whole = sum(len(each.png) for each in drawn.values())
    half = within_budget(drawn, whole // 2)
    assert sum(len(each.png) for each in half.values()) <= whole // 2
    widths = {each.size_px[0] for each in half.values()}
    assert len(widths) == 1
    assert widths < {width for width, _ in drawing.STEPS}
    assert within_budget(drawn, whole) == drawn
    assert [each.alt for each in half.values()] == [each.alt for each in drawn.values()]


def test_forty_altitudes_stay_within_five_megabytes(drawn):
    smallest = within_budget(drawn, 0)
    assert 40 * max(len(each.png) for each in smallest.values()) < drawing.BUDGET_BYTES
    assert drawing.BUDGET_BYTES * 4 / 3 < 4.6e6  # which leaves 0.4 MB for words


def test_sites_are_counted_and_hypothetical_ones_named(nominal):
    _, lat, lon, ring = nominal.engagement_rings[0]
    reported = ("R (publicly reported)", lat, lon, ring)
    supposed = [(f"H{i} (hypothetical)", lat + i / 10, lon, ring) for i in range(1, 4)]
    of = {
        (reported,): "",
        (supposed[0],): "around one hypothetical site",
        (reported, supposed[0]): "around two sites, one of them hypothetical",
        (reported, *supposed): "around four sites, three of them hypothetical",
        tuple(supposed): "around three hypothetical sites",
        (("Hill (fictitious)", lat, lon, ring),): "around one fictitious site",
    }
    for rings, words in of.items():
        assert ring_sites(replace(nominal, engagement_rings=rings), PRESS_CIRCLE) == words
    headed = headline(replace(nominal, engagement_rings=(reported, *supposed)))
    assert "circles of the Tor-M2 around four sites, three of them hypothetical, " in headed.sentence


def test_scores_fall_back_on_the_table(nominal):
    found = scores_of(nominal)
    rows = [row for row in nominal.table if row.of == ALL_RADARS]
    assert [(s.altitude, s.target, s.share.nominal) for s in found] == [
        (row.altitude, row.target, row.seen_share) for row in rows
    ]


def test_a_range_nobody_publishes_is_called_assumed(nominal):
    radars = tuple(replace(r, ring=Ring(90e3, "default/short.x", "ours", "D", False)) for r in nominal.radars)
    table = tuple(row._replace(ring="assumed range") for row in nominal.table if row.ring != PRESS_CIRCLE)
    top = headline(replace(nominal, radars=radars, table=table, engagement_rings=()))
    assert "90 km assumed circle" in top.sentence
