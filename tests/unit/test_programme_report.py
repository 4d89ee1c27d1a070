"""What a programme says of itself: five lines, tables, pictures, page, files; every number a made-up one."""

import csv
import html
import json
import re
from dataclasses import replace
from math import inf

import jsonschema
import numpy as np
import pytest
from PIL import Image

from rangering.errors import OutputError
from rangering.provenance import CAVEAT
from rangering.report.mission.pictures import save
from rangering.report.programme import charts, tables, words
from rangering.report.programme.evidence import (
    Backcast,
    backcast_told,
    credit_words,
    instalment_lines,
    source_lines,
)
from rangering.report.programme.facts import dated_facts, fact_lines
from rangering.report.programme.outside import outside_words
from rangering.report.programme.page import programme_html
from rangering.report.programme.write import drawings, write_programme
from rangering.report.style import DPI
from tests.map_results import words_of
from tests.programme_results import catalog, gathered, programme, result

COMMAND = "rangering programme run turkey-s-400 -n 4 --readings 3 --seed 7"
FILES = {"capability.png", "delay.csv", "delay.png", "money.png", "months.csv", "programme.json",
         "report.html", "stock.png", "times.csv"}  # fmt: skip
ENDS = {"type": "object", "required": ["low", "median", "high"]}
CONTRACT = {
    "type": "object",
    "required": ["schema", "provenance", "environment", "assumptions", "warnings", "results"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": "rangering.programme/1"},
        "provenance": {"required": ["caveat", "inputs", "seed", "rangering"]},
        "environment": {"required": ["signed", "known_by", "horizon_years", "currency"]},
        "assumptions": {"type": "array", "minItems": 1},
        "warnings": {"type": "array", "items": {"type": "string"}},
        "results": {
            "required": ["title", "programme", "histories", "readings", "seed", "headlines", "times", "delay",
                         "months", "series", "sources", "facts", "instalments", "command", "files"],
            "properties": {
                "headlines": {"minItems": 5, "maxItems": 5},
                "times": {"additionalProperties": {"required": ["chance_d", "never_share", "band_d"]}},
                "series": {"additionalProperties": {"required": ["mean", "chance", "band"], "properties": {
                    "chance": ENDS, "band": ENDS}}},
            },
        },
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    out = tmp_path_factory.mktemp("programme") / "kept"
    write_programme(result(), programme(), catalog(), out, command=COMMAND)
    return out


def said(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def stands(asked, page):
    return "".join(asked.split()) in "".join(page.split())


def test_five_lines_for_a_general():
    operational, paid, held_up, missiles, assumed = words.headlines(result(), gathered())
    assert operational == (
        "Operational: 1 fire unit in service after 45 months (January 2021), all 4 after 60 months (April "
        "2022). Chance: all between 48 months and never, never in 25 % of histories. Band of readings: 54 to "
        "72 months."
    )
    # 60 months at 25 million, the mean history 15 % above the first; readings 0.8 to 1.3 of it.
    assert paid == (
        "Paid by full capability in April 2022: 1.73 billion USD (band 1.38 to 2.24 billion USD); present "
        "value 1.35 billion USD; still owed 400 million USD."
    )
    # Of 4, 5 and 6 years: the mean, 1826 days, half of it for ground and buildings.
    assert held_up == (
        "Where it comes, held up most by ground and buildings: 913 of 1,826 days on the way to full "
        "capability (band 822 to 1,096); then production 548, shocks from outside 365."
    )
    assert missiles == (
        "Missiles on hand by full capability in April 2022: 120 (band 96.0 to 156), 120 at the end; 75 % "
        "of what is in service from then on is ready to fire."
    )
    graded = [line for line in source_lines(gathered()) if line[-2] == "D" or "our assumption" in line[-1]]
    assert assumed.startswith(
        f"Assumed: {len(graded)} of {len(source_lines(gathered()))} figures are our own assumptions (grade "
        "D), 2 were drawn"
    )


def test_a_band_that_leaves_the_nominal_value_out_says_so(tmp_path):
    assert outside_words(result()) == ""
    # Readings 0.8 and 1.0 of the nominal money hold it; 1.3 alone does not.
    kept = result()
    lone = {name: values[2:] for name, values in kept.readings.series.items()}
    skewed = replace(kept, readings=replace(kept.readings, series=lone))
    said_so = outside_words(skewed)
    assert said_so.startswith(
        "The band leaves the nominal value out: missiles on hand (after 2, 5 and 10 years)"
    )
    assert "paid (after 2, 5 and 10 years)" in said_so
    assert "fire units delivered" not in said_so
    assert "capability" not in said_so  # its times are where they were
    _, paid, _, missiles, _ = words.headlines(skewed, gathered())
    assert "(band 2.24 billion USD, which leaves it out)" in paid
    assert "120 (band 156, which leaves it out)" in missiles
    drawn = {each.layer: save(each, tmp_path, "") for each in drawings(skewed, gathered())}
    assert stands(said_so, said(programme_html(skewed, gathered(), catalog(), drawn)))
    assert outside_words(result(0)) == ""


def test_a_time_outside_its_band_is_named():
    slow = result(full_d=(9e3,) * 4).nominal.times_d
    late = replace(result(), nominal=replace(result().nominal, times_d=slow))
    stages = "last fire unit delivered; initial capability; full capability"
    assert outside_words(late).startswith(f"The band leaves the nominal value out: {stages}.")
    assert "Band of readings: 54 to 72 months, which leaves it out." in words.headlines(late, gathered())[0]


def test_what_never_comes_for_want_of_the_decision_is_said_to():
    kept = result(full_d=(inf, inf, 4.0 * 365.25, 5.0 * 365.25))
    ended_d = np.array([[inf, 1.0], [9.0, 1.0], [9.0, 1.0], [9.0, 1.0]])
    undecided = replace(kept, steps={"activation": 0}, nominal=replace(kept.nominal, ended_d=ended_d))
    said = words.headlines(undecided, gathered())[2]
    assert said.endswith("In 50 % it never comes: in 50 % of these the decision is not taken.")
    taken = replace(undecided, nominal=replace(kept.nominal, ended_d=np.full((4, 2), 9.0)))
    assert "decision" not in words.headlines(taken, gathered())[2]


def test_the_finding_is_one_sentence():
    assert words.first_sentence(result(), gathered()) == (
        "All 4 fire units stand in service 60 months after signature, in the middle of nominal histories; in "
        "25 % they never do; readings put that middle at 54 to 72 months."
    )
    never = result(full_d=(4.0 * 365.25, inf, inf, inf))
    assert words.first_sentence(never, gathered()).startswith(
        "In most nominal histories full capability of 4 fire units does not come within 10 years;"
    )


def test_nominal_values_alone_have_no_band():
    alone = result(readings=0)
    for line in (*words.headlines(alone, gathered()), words.first_sentence(alone, gathered())):
        assert "band" not in line.lower()
        assert "readings" not in line
    assert {line[-1] for line in tables.time_lines(alone)} == {"–"}
    assert all("(" not in cell for line in tables.state_lines(alone) for cell in line[1:])
    assert "band over readings" not in " ".join(words_of(charts.money_page(alone).figure))


def test_what_chance_does_not_move_has_no_spread():
    sure = result(full_d=(5.0 * 365.25,) * 4)
    line = words.headlines(sure, gathered())[0]
    assert line.endswith(
        "all 4 after 60 months (April 2022). Chance moves neither. Band of readings: 54 to 72 months."
    )


def test_without_missiles_none_are_counted():
    series = dict(result().nominal.series)
    series["missiles"] = np.zeros_like(series["missiles"])
    bare = replace(result(), nominal=replace(result().nominal, series=series))
    assert words.headlines(bare, gathered())[3] == (
        "Missiles: none are stated; 75 % of what is in service from then on is ready to fire."
    )


def test_where_full_capability_never_comes_nothing_is_waited_for():
    never = result(full_d=(inf,) * 4)
    assert words.waits_of(never) == []
    assert charts.delay_page(never) is None
    lines = words.headlines(never, gathered())
    assert "Held up: full capability never comes" in lines[2]
    assert lines[1].startswith("Paid after 10 years: 3.45 billion USD")
    assert {each.layer for each in drawings(never, gathered())} == {"capability", "money", "stock"}


def test_without_a_price_there_is_no_money():
    known = result()
    money = (*tables.MONEY, "local_share", "lifecycle_share")
    series = {name: each for name, each in known.nominal.series.items() if name not in money}
    free = replace(known, nominal=replace(known.nominal, series=series))
    assert words.headlines(free, gathered())[1] == "Paid: no price is known, and no money is worked out."
    assert charts.money_page(free) is None
    assert not any("million" in line[0] for line in tables.state_lines(free))
    assert [line[0] for line in tables.book_lines(free)] == ["technologies handed over"]


def test_without_a_discount_rate_there_is_no_present_value():
    known = result()
    series = {name: each for name, each in known.nominal.series.items() if name != "npv"}
    bare = replace(known, nominal=replace(known.nominal, series=series))
    assert words.headlines(bare, gathered())[1] == (
        "Paid by full capability in April 2022: 1.73 billion USD (band 1.38 to 2.24 billion USD); still owed "
        "400 million USD."
    )
    assert "present value" not in " ".join(words_of(charts.money_page(bare).figure))


def test_times_stand_in_months_with_chance_and_band_apart():
    lines = {line[0]: line[1:] for line in tables.time_lines(result())}
    full = ("60 months, April 2022", "48 months to never", "25 %", "54 to 72 months")
    assert lines["full capability"] == full
    assert lines["first fire unit delivered"] == ("24 months, April 2019", "24 months", "0 %", "24 months")


def test_states_are_told_after_some_years_with_their_bands():
    assert [name for name, _ in tables.marks_of(result())] == ["2 years", "5 years", "10 years"]
    lines = {line[0]: line[1:] for line in tables.state_lines(result())}
    assert lines["missiles on hand"] == ("48.0 (38.4 to 62.4)", "120 (96.0 to 156)", "120 (96.0 to 156)")
    assert lines["paid, million USD"][0] == "690 (552 to 897)"
    assert lines["availability: ready of those in service"] == ("75 %",) * 3
    assert "cost of shocks, million USD" not in lines  # never anything but nought


def test_delays_add_up_and_say_in_how_many_histories():
    lines = tables.delay_lines(result())
    assert [line[0] for line in lines] == ["ground and buildings", "production", "shocks from outside"]
    assert [line[2] for line in lines] == ["50 %", "30 %", "20 %"]
    assert {line[3] for line in lines} == {"100 %"}
    assert lines[0][4] == "822 to 1,096"
    total = sum(days for _, days, _, _ in words.waits_of(result()))
    assert total == pytest.approx(np.mean([4.0, 5.0, 6.0]) * 365.25)


def test_the_suppliers_books_are_those_of_the_end():
    lines = {line[0]: line[1:] for line in tables.book_lines(result())}
    assert lines["revenue of the supplier, million USD"] == ("2,400", "2,400", "1,920 to 3,120")
    assert lines["share of that after delivery"] == ("12 %", "12 %", "9.6 to 16 %")
    assert lines["technologies handed over"] == ("1.00", "1.00", "1.00")


def test_dated_facts_are_those_the_file_names_and_that_were_public():
    facts = dated_facts(programme())
    assert {each.step for each in facts} <= set(programme().milestones.values())
    assert all(each.mark == chr(ord("a") + n) for n, each in enumerate(facts))
    first = next(each for each in facts if each.step == "Set 1" and each.happened)
    assert first.months == pytest.approx(27.4, abs=0.1)  # 11 April 2017 to 25 July 2019
    assert first.when == "2019-07-25"
    assert not any(each.on.year > 2020 for each in facts)
    assert dated_facts(programme("turkey-second-set")) == ()


def test_facts_stand_on_the_picture_of_capability():
    facts = dated_facts(programme())
    shown = " ".join(words_of(charts.capability_page(result(), facts).figure))
    for each in facts:
        assert each.kind in shown
    assert "Dated public facts" in shown
    assert "Dated public facts" not in " ".join(words_of(charts.capability_page(result()).figure))


def test_every_picture_says_what_it_stands_on():
    for each in drawings(result(), gathered(), dated_facts(programme())):
        shown = " ".join(" ".join(words_of(each.draw().figure)).split())
        for asked in ("A made-up programme", CAVEAT, words.ran_words(result()), "no probability", "grade D"):
            assert asked in shown, (each.layer, asked)
        assert each.alt.endswith("The tables beside it give the figures.")


def test_a_line_of_the_chart_is_the_series_itself():
    figure = charts.money_page(result()).figure
    drawn = [line.get_ydata() for axes in figure.axes for line in axes.lines]
    expected = 1e-6 * result().mean("paid")
    assert any(len(each) == len(expected) and np.allclose(each, expected) for each in drawn)


def test_instalments_are_those_of_the_file():
    lines = instalment_lines(gathered(), catalog())
    assert {line[0] for line in lines} == {
        "instalment", "instalment, if the option is taken", "credit drawn",
    }  # fmt: skip
    assert [line[2] for line in lines if "option" in line[0]] == ["1,250"]
    advance = lines[0]
    assert advance[1] == "effective"
    assert (advance[2], advance[3]) == ("1,125", "45 %")  # 45 % of 2,500 million
    # 2,500 million of the contract, and the 1,250 of its option.
    assert sum(float(line[2].replace(",", "")) for line in lines) == pytest.approx(3750.0, abs=1.5)
    assert credit_words(gathered(), catalog()) == (
        "Credit: 1,375 million USD at 5.0 % a year over 10 years, repaid in equal parts of the principal, 2 "
        "times a year, in the first year interest alone."
    )


def test_a_programme_leaves_these_files_and_lists_them(kept):
    assert {path.name for path in kept.iterdir()} == FILES
    told = json.loads((kept / "programme.json").read_text(encoding="utf-8"))
    assert set(told["results"]["files"]) == FILES
    jsonschema.validate(told, CONTRACT)
    assert told["provenance"]["caveat"] == CAVEAT
    assert told["results"]["command"] == COMMAND
    assert told["results"]["headlines"] == list(words.headlines(result(), gathered()))
    assert told["results"]["times"]["full_d"]["chance_d"]["high"] is None  # never
    assert told["results"]["times"]["full_d"]["never_share"] == 0.25
    assert told["environment"]["known_by"] == "2020-05-31"


def test_pictures_have_their_size_and_are_not_empty(kept):
    for name in ("capability", "money", "delay", "stock"):
        with Image.open(kept / f"{name}.png") as picture:
            assert picture.size[0] == 9 * DPI
            pixels = np.asarray(picture.convert("RGB"))
        assert 0.02 < np.mean(np.any(pixels < 240, axis=2)) < 0.5
        spread = pixels.max(axis=2).astype(int) - pixels.min(axis=2)
        assert np.mean(spread > 20) > 0.002, name


def test_the_page_holds_every_line_and_cell(kept):
    page = said((kept / "report.html").read_text(encoding="utf-8"))
    for line in (words.first_sentence(result(), gathered()), *words.headlines(result(), gathered())):
        assert stands(line, page), line
    listings = (
        tables.time_lines(result()), tables.state_lines(result()), tables.delay_lines(result()),
        tables.book_lines(result()), source_lines(gathered()), fact_lines(dated_facts(programme())),
        instalment_lines(gathered(), catalog()),
    )  # fmt: skip
    for lines in listings:
        assert lines
        for cell in (cell for line in lines for cell in line):
            assert stands(cell, page), cell
    for asked in (COMMAND, CAVEAT, "Fire units are alike.", "One warning.", "ab" * 32):
        assert stands(asked, page), asked


def test_the_page_loads_nothing(kept):
    page = (kept / "report.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in html.unescape(page)
    assert not re.search(r"<script|<link|src=\"(?!data:)", page)
    assert page.count("<img ") == 4
    assert all(alt.strip() for alt in re.findall(r'<img [^>]*alt="([^"]*)"', page))


def test_a_backcast_stands_on_the_page_where_there_is_one():
    def page_with(backcast, folder):
        drawn = {each.layer: save(each, folder, "") for each in drawings(result(), gathered())}
        return said(programme_html(result(), gathered(), catalog(), drawn, backcast=backcast))

    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        bare = page_with(None, Path(folder))
        rows = [("India S-400", "first delivery", "0.82")]
        full = page_with(Backcast("Nine milestones were scored.", ("programme", "milestone", "PIT"), rows),
                         Path(folder))  # fmt: skip
    assert "not held against the past" in bare
    assert "Nine milestones were scored." in full
    assert "India S-400" in full
    assert "not held against the past" not in full


def test_forecasts_of_the_past_are_made_on_the_day_the_programme_knows_up_to():
    from datetime import date

    told = backcast_told(programme().model_copy(update={"known_by": date(2020, 5, 15)}), catalog())
    assert "forecast as of 2020-05-15" in told.said
    rows = {line[0]: line for line in told.lines}
    # The first regiment was promised by the end of 2020 and came in December 2021.
    assert (rows["india-s-400 first-delivery"][2], rows["india-s-400 first-delivery"][5]) == (
        "2020-12",
        "2021-12",
    )
    assert {line[1] for line in told.lines} == {"2020-05"}
    on_their_days = backcast_told(programme().model_copy(update={"known_by": None}), catalog())
    assert "each on the day its plan was said" in on_their_days.said
    assert len(on_their_days.lines) > len(told.lines)


def test_the_months_as_csv_are_the_series(kept):
    with (kept / "months.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 121
    assert rows[60]["date"] == "2022-04-11"
    assert float(rows[60]["paid_mean"]) == float(result().mean("paid")[60])
    assert float(rows[60]["missiles_band_high"]) == pytest.approx(156.0)
    assert rows[0]["availability_mean"] == ""  # of no fire unit in service
    with (kept / "times.csv").open(encoding="utf-8", newline="") as file:
        times = {row["milestone"]: row for row in csv.DictReader(file)}
    assert times["full_d"]["chance_high_d"] == ""
    assert float(times["full_d"]["band_low_d"]) == 4.5 * 365.25


def test_the_same_result_gives_the_same_bytes(kept, tmp_path):
    write_programme(result(), programme(), catalog(), tmp_path, command=COMMAND)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (kept / name).read_bytes(), name


def test_a_folder_of_ours_is_written_anew_and_a_foreign_one_refused(tmp_path):
    write_programme(result(), programme(), catalog(), tmp_path)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    write_programme(result(full_d=(inf,) * 4), programme(), catalog(), tmp_path)
    assert not (tmp_path / "delay.png").exists()  # of the earlier run
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"
    (tmp_path / "programme.json").write_text('{"schema": "another/1", "results": {}}', encoding="utf-8")
    with pytest.raises(OutputError, match="not ours"):
        write_programme(result(), programme(), catalog(), tmp_path)


def test_no_share_of_readings_is_called_a_probability(kept):
    page = said((kept / "report.html").read_text(encoding="utf-8"))
    for sentence in re.split(r"(?<=[.;]) ", page):
        if "probabilit" in sentence and "reading" in sentence:
            assert "no probabilit" in sentence, sentence
