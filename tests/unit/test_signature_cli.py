"""``rangering signature`` as typed and read: tables, JSON, files, refusals; and the line it keeps."""

import csv
import json
import re
from dataclasses import replace

import pytest

from rangering.catalog.read import load_catalog
from rangering.coverage.signature import sample_signature
from rangering.coverage.signature_results import OPPORTUNITY, Figure
from rangering.provenance import CAVEAT
from rangering.report.bands import OUTSIDE_BAND
from rangering.report.plot import plot
from rangering.report.signature import words
from rangering.report.signature.page import signature_html
from rangering.report.signature.write import aspect_lines, document, standoff_lines, write_signature
from rangering.units import percent
from tests.coverage_scenes import scene
from tests.unit.test_signature import leg

SCENE = """
title = "A patrol"
labels = ["synthetic"]
[environment.terrain]
kind = "smooth"
[[group]]
name = "G"
system = "tor-m2"
  [[group.fire_unit]]
  name = "F"
  position = "45.0 N, 30.0 W"
"""
# Words of advice: an answer that held one would suggest a route, a time or a height.
ADVICE = re.compile(
    r"\b(should|recommend\w*|suggest\w*|optimi[sz](e|es|ed|ing|ation)|optimal|optimum|safest|safe|"
    r"best route|better route|avoid\w*|evad\w*|undetected|stay (below|above|outside))\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("signature") / "mine.toml"
    text = SCENE + leg() + leg("allied_flight", "Pair", "aircraft/f-35a")
    text += leg("civil_flight", "Liner", "target/airliner")
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def stealthy():
    """A class of stealth, which is no type: bands alone."""
    return sample_signature(scene(more=leg(type_="target/stealth-fighter")), "Patrol", samples=8, sorties=2,
                            threshold_db=-20.0)  # fmt: skip


def test_the_terminal_says_what_it_measures_and_what_not(run, file):
    ran = run("signature", str(file), "--flight", "patrol", "--sorties", "3", "--samples", "4", "--quiet")
    assert ran.status == 0, ran.err
    said = " ".join(ran.out.split())
    assert OPPORTUNITY in said
    assert CAVEAT in said
    assert "Flown 3 times on its stated route, flight Patrol is looked at" in said
    assert "F-16C flies with the generic cross-section of a class, small fighter" in said
    for table in ("By frequency band", "By ground distance", "By the side it shows", "Over sorties"):
        assert table in ran.out
    assert all(len(line) <= 110 for line in ran.out.splitlines())


def test_json_keeps_the_output_contract_and_repeats(run, file):
    typed = ("signature", str(file), "--flight", "Patrol", "--sorties", "3", "--samples", "4", "--json",
             "--threshold", "20 dB", "--standoff", "20 km, 40 km", "--turn-bank", "30 deg")  # fmt: skip
    ran = run(*typed)
    assert ran.status == 0, ran.err
    told = json.loads(ran.out)
    assert told["schema"] == "rangering.signature/1"
    assert set(told) == {"schema", "provenance", "environment", "assumptions", "warnings", "results"}
    assert told["provenance"]["caveat"] == CAVEAT
    results = told["results"]
    assert results["opportunity"] == OPPORTUNITY
    assert results["threshold_db"] == 20.0
    assert [each["outer_m"] for each in results["distances"]] == [20e3, 40e3, None]
    assert results["turn_bank_rad"] == pytest.approx(0.5236, abs=1e-4)
    assert "--threshold '20 dB' --standoff '20 km, 40 km' --turn-bank '30 deg'" in results["command"]
    assert run(*typed).out == ran.out


@pytest.mark.parametrize(
    ("typed", "words_told"),
    [
        (("--flight", "Liner"), ("civil flight Liner", "own and allied flights alone", "Patrol, Pair")),
        (("--flight", "Nobody"), ("is no flight of the scenario",)),
        (("--flight", "Patrol", "--threshold", "13"), ("--threshold", "dB")),
        (("--flight", "Patrol", "--standoff", "50 km, 20"), ("--standoff",)),
        (("--flight", "Patrol", "--standoff", "50 km, 20 km"), ("--standoff", "rising")),
        (("--flight", "Patrol", "--turn-bank", "80 deg"), ("--turn-bank", "0 to 75 degrees")),
        (("--flight", "Patrol", "--sorties", "0"), ("--sorties",)),
        (("--flight", "Patrol", "--out", " "), ("--out", "names no folder")),
    ],
)
def test_what_cannot_be_asked_exits_with_2(run, file, typed, words_told):
    ran = run("signature", str(file), *typed)
    assert ran.status == 2
    assert not ran.out
    for each in words_told:
        assert each in ran.err


def test_a_civil_name_is_refused_in_json_too(run, file):
    ran = run("signature", str(file), "--flight", "Liner", "--json")
    assert ran.status == 2
    (error,) = json.loads(ran.out)["results"]
    assert error["where"] == f"{file}, civil flight Liner, --flight"


def test_files_are_whole_and_say_what_they_are(run, file, tmp_path):
    out = tmp_path / "answer"
    typed = ("signature", str(file), "--flight", "Pair", "--sorties", "2", "--samples", "4", "-q", "--out")
    assert run(*typed, str(out)).status == 0
    names = {path.name for path in out.iterdir()}
    assert names == {
        "aspects.csv", "aspects.png", "report.html", "signature.json", "standoff.csv", "standoff.png"
    }  # fmt: skip
    record = json.loads((out / "signature.json").read_text(encoding="utf-8"))
    assert set(record["results"]["files"]) == names
    page = (out / "report.html").read_text(encoding="utf-8")
    assert OPPORTUNITY in page
    assert CAVEAT in page
    assert "White House, Statement by the Press Secretary, 17 Jul 2019" in page
    assert "On 17 July 2019 the United States announced" in re.sub(r"<[^>]*>", "", page)
    assert "<script" not in page
    for name in ("aspects.csv", "standoff.csv"):
        first, *rest = (out / name).read_text(encoding="utf-8").splitlines()
        assert first == f"# {CAVEAT} {OPPORTUNITY}"
        rows = list(csv.DictReader(rest))
        assert rows
    # Written again over its own, refused over another's.
    assert run(*typed, str(out)).status == 0
    (out / "signature.json").write_text("{}", encoding="utf-8")
    ran = run(*typed, str(out))
    assert ran.status == 2
    assert "is not ours" in ran.err
    other = tmp_path / "other"
    other.mkdir()
    (other / "report.html").write_text("mine", encoding="utf-8")
    assert run(*typed, str(other)).status == 2
    assert (other / "report.html").read_text(encoding="utf-8") == "mine"


def outputs(result):
    """Everything a person could read of an answer, as text."""
    page = re.sub(r"<style>.*?</style>|<[^>]*>", " ", signature_html(result, {}), flags=re.DOTALL)
    lines = [" ".join(line) for table in (
        words.asked_lines(result), words.frequency_lines(result), words.distance_lines(result),
        words.side_lines(result), words.sortie_lines(result), words.radar_lines(result),
    ) for line in table]  # fmt: skip
    return [page, json.dumps(document(result)), words.headline(result), *lines, *result.assumptions,
            *result.warnings]  # fmt: skip


def test_no_output_gives_advice_on_where_when_or_how_to_fly(run):
    result = sample_signature(scene(more=leg()), "Patrol", samples=4, sorties=3)
    for text in outputs(result):
        # The page names what it does not do: "none is worked out and none follows".
        found = ADVICE.search(text)
        assert found is None, (found, text[max(0, found.start() - 60) : found.end() + 60])
    help_text = " ".join(run("signature", "--help").out.split())
    assert ADVICE.search(help_text) is None
    # There is nothing to vary about the flight: its route is the scenario's.
    for option in ("--route", "--altitude", "--start", "--speed", "--waypoint", "--search", "--minimise"):
        assert option not in help_text


def test_no_place_on_the_route_is_told():
    result = sample_signature(scene(more=leg()), "Patrol", samples=0, sorties=1)
    told = json.dumps(document(result)["results"])
    for word in ("lat_deg", "lon_deg", "time_s", "waypoint", "position"):
        assert f'"{word}' not in told


def test_the_name_of_a_type_of_low_signature_stands_in_the_statement_alone():
    result = sample_signature(scene(more=leg("allied_flight", "Pair", "aircraft/f-35a")), "Pair", samples=0)
    catalog = load_catalog()
    own = catalog["aircraft/f-35a"].quantities
    for line in outputs(result)[2:]:
        assert "F-35" not in line
    told = document(result)["results"]
    assert "F-35A" in told.pop("flown_as")
    assert "F-35" not in json.dumps(told)
    # No signature figure of the type is anywhere.
    for name in ("rcs_xband_frontal", "rcs_all_aspect_model"):
        assert own[name].id not in json.dumps(told)


def test_of_a_stealth_class_bands_alone_are_told(stealthy):
    told = document(stealthy)["results"]
    assert told["class"]["rcs_nominal_m2"] is None
    for kind in ("frequencies", "distances", "sides", "radars", "over_sorties"):
        for row in told[kind]:
            for name in {"samples", "best_db", "median_db", "share"} & set(row):
                assert row[name]["nominal"] is None
                assert "low" in row[name]
    assert all(line["best_snr_db"] is None for line in told["aspects"])
    assert " to " in words.frequency_lines(stealthy)[0][-1]
    assert "(" not in words.frequency_lines(stealthy)[0][-1]
    inner, _outer, looks, *rest = next(standoff_lines(stealthy))
    assert (inner, looks > 0.0) == (0.0, True)
    assert rest[2] is None
    assert {line[5] for line in aspect_lines(stealthy)} == {None}


def test_of_a_stealth_class_without_readings_nothing_is_told():
    result = sample_signature(scene(more=leg(type_="target/stealth-fighter")), "Patrol", samples=0, sorties=1)
    assert "sample not given of all sides" in words.headline(result)
    assert {line[-1] for line in words.frequency_lines(result)} == {words.NOT_GIVEN}


def test_progress_never_falls():
    told = []
    sample_signature(scene(more=leg()), "Patrol", samples=2, sorties=1,
                     progress=lambda what, share: told.append(share))  # fmt: skip
    assert told == sorted(told)
    assert len(told) > 3


def test_what_lies_outside_its_band_is_marked_and_explained():
    found = sample_signature(scene(more=leg()), "Patrol", samples=4, sorties=3)
    row = found.frequencies[-1]
    moved = row._replace(looks=Figure(1.0, 20.0, 30.0))
    marked = replace(found, frequencies=(*found.frequencies[:-1], moved))
    assert words.any_outside(marked)
    page = signature_html(marked, {})
    assert "1.0*" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert f"* {OUTSIDE_BAND[:12]}" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_pictures_are_drawn_of_both_kinds_of_class(stealthy, tmp_path):
    plain = sample_signature(scene(more=leg()), "Patrol", samples=0, sorties=1)
    for result in (plain, stealthy):
        for layer in (None, "aspects", "standoff"):
            assert plot(result, layer=layer).get_figwidth() == 9.0
    with pytest.raises(Exception, match="no layer of this result"):
        plot(plain, layer="route")
    with pytest.raises(Exception, match="picks a map"):
        plot(plain, altitude=0)
    assert len(write_signature(stealthy, tmp_path / "s")) == 6


@pytest.mark.parametrize(
    ("figure", "shown", "expected"),
    [
        (Figure(58.4, 57.0, 66.0), words.level_words, "58 dB (57 to 66)"),
        (Figure(58.4, -float("inf"), 66.0), words.level_words, "58 dB (none to 66)"),
        (Figure(-float("inf"), None, None), words.level_words, "none"),
        (Figure(1060.8, 996.0, 1338.0), words.count_words, "1,061 (996 to 1,338)"),
        (Figure(2.04, 1.0, 3.0), words.count_words, "2.0 (1.0 to 3.0)"),
        (Figure(0.02, 0.02, 0.02), percent, "2.0 %"),
        (Figure(0.0, 0.0, 0.01), percent, "0 % (0 to 1.0)"),
        (Figure(156.2, 159.0, 186.0), words.count_words, "156* (159 to 186)"),
        (Figure(0.4, 0.1, 0.3), percent, "40* % (10 to 30)"),
        (Figure(58.6, 60.0, 66.0), words.level_words, "59* dB (60 to 66)"),
    ],
)
def test_figures_as_words(figure, shown, expected):
    assert words.told(figure, shown) == expected
