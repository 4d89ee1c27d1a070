"""Variants of a programme side by side: what is told when, pairs cut off, precedents, pictures and files."""

import csv
import dataclasses
import html
import json
import re
from math import inf

import numpy as np
import pytest

from rangering.provenance import CAVEAT
from rangering.report.programme import variant_charts, variants
from rangering.report.programme.outside import variants_outside_words
from rangering.report.programme.variants import Told, side_by_side, value_of
from rangering.report.programme.variants_write import drawings, write_variants
from tests.map_results import words_of
from tests.programme_results import catalog, gathered, programme, result, variant_results

NAME = "turkey-second-set"


@pytest.fixture(scope="module")
def found():
    return side_by_side(programme(NAME), variant_results())


@pytest.fixture(scope="module")
def kept(found, tmp_path_factory):
    out = tmp_path_factory.mktemp("variants") / "kept"
    write_variants(found, catalog(), out, command="rangering programme run turkey-second-set")
    return out


def said(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def stands(asked, page):
    return "".join(asked.split()) in "".join(page.split())


def test_measures_are_told_for_days_of_the_file(found):
    told = {each.name: each for each in found.measures}
    first = found.first
    raided = programme(NAME).missiles.raid_until.day
    assert first.months[told["missiles"].first] >= raided > first.months[told["missiles"].first - 1]
    window = told["units_available"]
    assert f"{first.months[window.first]:%Y-%m}" == "2029-12"  # the embargo begins, which some variants have
    assert told["units_operational"].first == window.first
    assert window.last - window.first == 24
    assert told["paid"].first == len(first.months_d) - 1


def test_a_value_is_nominal_chance_and_band():
    made = result(name=NAME)
    paid = value_of(made, Told("paid", "", variants.MOMENT, 120, 120))
    # 25 million a month, one part in ten more in each of four histories; readings 0.8 to 1.3.
    assert paid.nominal == pytest.approx(1.15 * 3e9)
    assert (paid.chance_low, paid.chance_high) == pytest.approx((3e9, 1.3 * 3e9))
    assert (paid.band_low, paid.band_high) == pytest.approx((0.8 * 1.15 * 3e9, 1.3 * 1.15 * 3e9))
    full = value_of(made, Told("full_d", "", variants.TIME))
    assert (full.nominal, full.chance_high) == (5.0 * 365.25, inf)
    missiles = value_of(made, Told("missiles", "", variants.MEAN, 10, 20))
    assert missiles.nominal == pytest.approx(30.0)  # two a month, months 10 to 20
    nothing = value_of(made, Told("availability", "", variants.MEAN, 0, 5))
    assert np.isnan(nothing.nominal)  # no fire unit in service yet


def test_what_differs_by_shocks_alone_is_a_pair(found):
    pairs = {(cut.without, cut.struck): cut.shocks for cut in variants.cuts(found)}
    assert pairs == {("none", "none, embargo"): ("Embargo",), ("assembly", "assembly, embargo"): ("Embargo",)}


def test_the_finding_says_the_share_at_home_and_what_an_embargo_takes(found):
    first = variants.first_sentence(found)
    share = found.values["assembly"]["local_share"]
    most = f"At most {100.0 * share.nominal:.0f} % of what is received is made at home, "
    most += "nothing being cut off (assembly"
    assert first.startswith(most)
    for cut in variants.cuts(found):
        free, struck = (found.values[each]["units_available"].nominal for each in (cut.without, cut.struck))
        assert struck < free
        assert f"from {free:.1f} to {struck:.1f} ({cut.without})" in first


def test_it_says_on_which_days_and_terms_variants_are_compared(found):
    told = variants.compared(found)
    assert told.startswith("Embargo in E and F: from 2029-12-31 on, the same day in each.")
    serving = {name: found.values[name]["units_operational"].nominal for name in found.names}
    assert f"A {serving['none']:.0f}" in told
    # E and F never get there, and their readings do.
    outside = variants_outside_words(found)
    assert outside.startswith(
        "The band leaves the nominal value out: full capability, months after signature (E and F)"
    )
    alone = side_by_side(programme(NAME), {"none": variant_results()["none"]})
    assert variants_outside_words(alone) == ""


def test_warnings_name_the_variants_they_are_about(found):
    assert variants.warning_lines(found) == ["One warning."]  # of all of them
    one = dict(found.results)
    one["assembly"] = dataclasses.replace(one["assembly"], warnings=("One warning.", "Another."))
    found = dataclasses.replace(found, results=one)
    assert variants.warning_lines(found) == ["One warning.", "D: Another."]


def test_what_comes_from_outside_says_what_it_stops_and_what_is_known():
    first = variants.outside_lines(programme(NAME))[0]
    assert first.startswith(
        "Sanctions on the procurement agency (sanctions) comes on 2020-12-14; it stops nothing"
    )
    assert "No cost to this programme was published" in first


def test_every_variant_has_its_line_and_column(found):
    lines = variants.headlines(found)
    assert len(lines) == len(programme(NAME).variants)
    assert lines[0].startswith("A none: full capability after 60 months; 4.14 billion USD paid;")
    assert "full capability never" in next(line for line in lines if "embargo" in line)
    columns = variants.variant_columns(found)
    assert columns[1:] == tuple(
        f"{letter}: {each.name}" for letter, each in zip("ABCDEFGH", programme(NAME).variants, strict=False)
    )
    table = {line[0]: line[1:] for line in variants.variant_lines(found)}
    assert table["paid after 12 years, million USD"][0] == "4,140 (3,312 to 5,382)"
    assert table["full capability, months after signature"][0] == "60 (54 to 72)"
    chance = {line[0]: line[1:] for line in variants.chance_lines(found)}
    assert chance["full capability, months after signature"][0] == "48 to never"


def test_each_rate_names_its_precedents():
    lines = {line[0]: line for line in variants.precedent_lines(gathered(NAME))}
    stated = {each.key for each in gathered(NAME).stated if each.key.startswith(("licence.", "lot."))}
    assert 20 < len(lines) <= len(stated)
    assert lines["licence, ammunition, local share start"][-2] == "BrahMos"
    assert lines["licence, ammunition, rate"][-2] == "Japan PAC-3 licence"
    assert lines["lot, second-set-assembled-at-home, production time"][-2] == "F-16 Turkish assembly"
    assert lines["licence, ammunition, royalty"][-2] == "none"  # an assumption of ours rests on no programme


def test_pictures_hold_every_variant_and_what_they_stand_on(found):
    for each in drawings(found):
        shown = " ".join(" ".join(words_of(each.draw().figure)).split())
        assert programme(NAME).title in shown
        assert CAVEAT in shown
        for name in found.names:
            assert found.letter(name) in shown
    shown = " ".join(words_of(variant_charts.variants_page(found).figure))
    for told in found.measures:
        for name in found.names:
            assert variants.said(told, found.values[name][told.name].nominal) in shown


def test_variants_leave_their_files_with_every_cell_on_the_page(found, kept):
    names = {path.name for path in kept.iterdir()}
    letters = {f"months-{found.letter(name)}.csv" for name in found.names}
    assert names == {"programme.json", "report.html", "variants.csv", "variants.png",
                     "variants-over-time.png"} | letters  # fmt: skip
    page = (kept / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|<link|src=\"(?!data:)", page)
    words = said(page)
    listings = (variants.variant_lines(found), variants.chance_lines(found), variants.cut_lines(found),
                variants.precedent_lines(gathered(NAME)))  # fmt: skip
    for lines in listings:
        for cell in (cell for line in lines for cell in line):
            assert stands(cell, words), cell
    for line in (
        variants.first_sentence(found),
        *variants.headlines(found),
        variants.compared(found),
        CAVEAT,
    ):
        assert stands(line, words), line


def test_the_record_of_variants_keeps_to_the_output_contract(found, kept):
    told = json.loads((kept / "programme.json").read_text(encoding="utf-8"))
    assert set(told) == {"schema", "provenance", "environment", "assumptions", "warnings", "results"}
    assert told["schema"] == "rangering.programme-variants/1"
    assert [each["name"] for each in told["results"]["variants"]] == list(found.names)
    first = told["results"]["variants"][0]
    assert first["values"]["paid"]["nominal"] == found.values["none"]["paid"].nominal
    assert len(first["answer"]["headlines"]) == 5
    with (kept / "variants.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["variant"], row["measure"]): row for row in csv.DictReader(file)}
    assert float(rows["none", "paid"]["nominal"]) == found.values["none"]["paid"].nominal
    assert rows["none, embargo", "full_d"]["nominal"] == ""  # never


def test_without_readings_no_band_is_shown():
    alone = {name: result(0, NAME) for name in ("none", "assembly")}
    found = side_by_side(programme(NAME), alone)
    assert all("(" not in cell for line in variants.variant_lines(found) for cell in line[1:])
    variant_charts.variants_page(found)


def test_a_programme_without_shocks_that_differ_has_no_pairs():
    plain = programme(NAME).model_copy(update={"variants": programme(NAME).variants[:2]})
    found = side_by_side(plain, {each.name: variant_results()[each.name] for each in plain.variants})
    assert variants.cut_lines(found) == []
    assert "from" not in variants.first_sentence(found)
