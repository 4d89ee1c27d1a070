"""The industrial record: every point with its source, curves beside them, pictures, page and files."""

import csv
import html
import json
import re

import pytest

from rangering.catalog.events import load_events
from rangering.catalog.models import cited
from rangering.provenance import CAVEAT
from rangering.report.programme import industry
from rangering.report.programme.industry_charts import lasted_page, shares_page
from rangering.report.programme.industry_write import document, write_record
from tests.map_results import words_of


@pytest.fixture(scope="module")
def found():
    return industry.evidence()


@pytest.fixture(scope="module")
def kept(found, tmp_path_factory):
    out = tmp_path_factory.mktemp("record") / "kept"
    write_record(found, out, command="rangering programme record")
    return out


def test_every_programme_asked_for_is_there(found):
    assert set(found.curves) == {"brahmos", "milgem", "turkish-sector"}
    assert set(found.series) == {*industry.CURVED, *industry.SINGLE}
    shown = {each.programme for each in found.lasted}
    assert shown == {"mpt-76", "f-16-turkish-assembly", "t129-atak", "milgem", "anka", "akinci", "altay",
                     "kaan", "km-sam"}  # fmt: skip


def test_every_point_stands_with_the_source_of_its_fact(found):
    facts = {event.id: event for event in load_events()}
    lines = iter(industry.share_lines(found))
    for name in (*industry.CURVED, *industry.SINGLE):
        for event in found.series[name].events:
            line = next(lines)
            assert line[-1] == cited(facts[event].source)
            assert line[-2] == facts[event].what
    assert len(industry.lasted_lines(found)) == len(found.lasted)
    for line, each in zip(industry.lasted_lines(found), found.lasted, strict=True):
        for event in each.events:
            assert cited(facts[event].source) in line[-1]


def test_a_point_of_ours_is_named_as_one(found):
    kinds = {(line[0], line[1]): line[3] for line in industry.share_lines(found)}
    assert kinds["BrahMos", "2014.5"] == "our assumption"
    assert kinds["BrahMos", "2004.5"] == "claim"
    assert kinds["Turkish defence sector", "2020.0"] == "target"
    ours = {line[0]: line[2] for line in industry.curve_lines(found)}
    assert ours == {"BrahMos": "1", "MILGEM": "0", "Turkish defence sector": "0"}


def test_the_altay_came_eight_years_late_and_the_kaan_not_yet(found):
    lines = {(line[0], line[1]): line for line in industry.lasted_lines(found)}
    # Contract 31 March 2007; planned mid-2017, began 5 September 2025: 3744 and 6733 days.
    assert lines["Altay tank", "first production"][3:6] == (
        "10.3 years (8.3 to 10.8)", "18.4 years (16.9 to 18.5)", "+8.2 years",
    )  # fmt: skip
    assert lines["KAAN", "first delivery"][4:6] == ("–", "–")


def test_the_sentence_counts_what_came_late(found):
    late = [each for each in found.lasted if each.slip_d is not None]
    assert len(late) == 2
    assert all(each.slip_d > 0.0 for each in late)
    assert found.sentence.endswith("of two milestones with a published plan and an outcome two came late.")
    for curve in found.curves.values():
        assert f"{100.0 * curve.gain_per_year:.2f}" in found.sentence


def test_pictures_say_what_is_fitted_and_how(found):
    shown = " ".join(" ".join(words_of(shares_page(found).figure)).split())
    assert industry.FORMULA in shown
    for asked in ("BrahMos", "MILGEM", "Turkish defence sector", "1 of 3 points ours", "Student", CAVEAT):
        assert asked in shown, asked
    shown = " ".join(" ".join(words_of(lasted_page(found).figure)).split())
    for each in found.lasted:
        assert found.titles[each.programme] in shown
    assert CAVEAT in shown


def test_the_record_leaves_its_files(found, kept):
    assert {path.name for path in kept.iterdir()} == {
        "durations.csv", "durations.png", "local-share.csv", "local-share.png", "programme.json",
        "report.html",
    }  # fmt: skip
    told = json.loads((kept / "programme.json").read_text(encoding="utf-8"))
    assert set(told) == {"schema", "provenance", "environment", "assumptions", "warnings", "results"}
    assert told["schema"] == "rangering.programme-record/1"
    again = json.loads(json.dumps(document(found)))
    assert told["results"]["durations"] == again["results"]["durations"]
    assert len(told["results"]["durations"]) == len(found.lasted)
    with (kept / "local-share.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(industry.share_lines(found))
    assert all(row["source"] for row in rows)


def test_the_page_of_the_record_holds_every_cell_and_loads_nothing(found, kept):
    page = (kept / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|<link|src=\"(?!data:)", page)
    words = "".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    listings = (industry.share_lines(found), industry.curve_lines(found), industry.lasted_lines(found))
    for cell in (cell for lines in listings for line in lines for cell in line):
        assert "".join(cell.split()) in words, cell
    assert "".join(CAVEAT.split()) in words
