"""A timeline in words that its readings can bear: how many, what is unresolved, where nominal is outside."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from rangering.catalog.read import load_catalog
from rangering.programme.read import load_programme
from rangering.report.study import timeline_words as words
from rangering.report.study.timeline_write import document
from rangering.scenario.read import load_scenario
from rangering.study.nested import Replicated, replicated
from rangering.study.timeline import line_of
from rangering.study.timeline_result import CourseResult, Timeline
from rangering.study.timeline_said import own_raids
from tests.conftest import ROOT

HISTORIES = 50


def readings(means, noise=0.0):
    """One quarter: readings with these means, and that standard error of chance in each."""
    means = np.asarray(means, dtype=np.float64)
    count = np.full(len(means), HISTORIES)
    return Replicated(means, np.full(len(means), noise**2 * HISTORIES), count)


def line(means, nominal, noise=0.0):
    """A line of one quarter."""
    return line_of(np.array([float(nominal)]), [readings(means, noise)], seed=1)


def timeline(count, leakers, fidelity="fast", **lines):
    """A timeline of one quarter and one course."""
    known = {"leakers": leakers, "units_available": line(np.full(count, 2.0), 2.0)} | lines
    course = CourseResult("as stated", "As stated", known, 2, 0.0)
    stood = SimpleNamespace(
        fidelity=fidelity, seed=1, labels=(), title="raid", environment={}, assumptions=()
    )
    return Timeline(
        title="Programme", programme="p", scenario="s", signed=date(2020, 1, 1), currency="USD",
        unit="fire unit", dates=(date(2020, 4, 1),), months=(3,), courses=(course,), hostile=36, placed=4,
        covered_words="", readings=count, inner=4, histories=HISTORIES, forces=3, runs=12, warnings=(),
        assumptions=(), gathered=None, stood=stood, provenance={},
    )  # fmt: skip


@pytest.mark.parametrize(("count", "said"), [(100, "in 90 of 100 readings"), (16, "in all 16 readings")])
def test_the_headline_says_how_many_readings(count, said):
    # Of 100 evenly spread readings the band from 5 to 95 % holds 90; of 16 it holds all, edges counted in.
    found = timeline(count, line(np.linspace(4.0, 12.0, count), 8.0))
    first = words.first_sentence(found)
    assert said in first
    assert "nine readings" not in first
    low, high = words.limits(found, "leakers", found.courses[0].lines["leakers"], 0)
    means = np.linspace(4.0, 12.0, count)
    assert int(said.split(" of ")[0].split()[-1] if " of " in said else count) == np.sum(
        (means >= low) & (means <= high)
    )


def test_a_band_that_chance_hides_is_unresolved_and_has_its_limits():
    means = [33.0, 34.7, 35.1, 36.0]
    found = timeline(4, line(means, 35.0, noise=2.0))
    (cells,) = words.lines_of(found, found.courses[0])
    assert cells[2] == "34.7 (33.0 to 36.0, unresolved)"
    assert words.terminal_cell(cells[2]) == "34.7\n33.0–36.0?"
    first = words.first_sentence(found)
    assert "34.7 of 36 flights get through (mean of 4 readings; band unresolved, 33.0 to 36.0 with" in first
    assert any(each.startswith("Unresolved: ") for each in words.beside_words(found))
    (row,) = [each for each in words.rows_of(found) if each[5] == "leakers"]
    heads = next(words.rows_of(found))
    told = dict(zip(heads, row, strict=True))
    assert (told["resolved"], told["low_with_chance"], told["high_with_chance"]) == (0, 33.0, 36.0)


def test_without_chance_one_value_is_known_and_stands_alone():
    found = timeline(4, line(np.full(4, 36.0), 36.0))
    (cells,) = words.lines_of(found, found.courses[0])
    assert cells[2] == "36.0"
    assert "unresolved" not in " ".join(words.beside_words(found)).lower()
    assert "in all 4 readings 36.0 of 36 flights" in words.first_sentence(found)


def test_a_band_is_resolved_where_chance_is_less_than_half_of_it():
    spread = np.linspace(0.0, 10.0, 40)
    wide = float(spread.std(ddof=1))
    assert line(spread, 5.0, noise=0.69 * wide).resolved(0)  # 0.69² is 48 % of the variance of the means
    assert not line(spread, 5.0, noise=0.73 * wide).resolved(0)
    seen = line(spread, 5.0, noise=0.69 * wide)
    (low, high), band = seen.seen[0], seen.bands[0]
    assert low < band.low.value < band.high.value < high


def test_the_fidelity_is_named_with_what_the_page_on_raids_measured():
    found = timeline(16, line(np.linspace(4.0, 12.0, 16), 8.0))
    page = " ".join((ROOT / "docs/explanation/raid.md").read_text(encoding="utf-8").split())
    low, high = words.FAST_BELOW_FULL.removesuffix(" %").split(" to ")
    assert f"`fast` is {high} % below `full` in the one and {low} % in the other" in page
    assert "at fidelity fast, " in words.first_sentence(found)
    said = f"Fidelity fast lets {words.FAST_BELOW_FULL} fewer through than full in two ready scenarios."
    assert said in words.headlines(found)
    assert f"fidelity fast ({words.FAST_BELOW_FULL} fewer than full" in words.axis_of(found, "leakers")
    full = timeline(16, line(np.linspace(4.0, 12.0, 16), 8.0), fidelity="full")
    assert "at fidelity full, " in words.first_sentence(full)
    assert not any("Fidelity" in each for each in words.headlines(full))
    assert words.axis_of(full, "leakers") == "leakers of 36 flights, fidelity full"


def test_counts_of_fire_units_are_called_means_with_their_band():
    units = line(np.linspace(1.0, 3.0, 16), 2.0)
    found = timeline(16, line(np.linspace(4.0, 12.0, 16), 8.0), units_available=units)
    assert words.headlines(found)[0] == "By then 2.00 (1.00 to 3.00) fire units available on average."
    assert words.axis_of(found, "units_available") == "fire units available, mean over histories"


def test_where_nominal_values_lie_outside_a_sentence_says_so():
    means = np.linspace(4.0, 12.0, 16)
    inside, outside = timeline(16, line(means, 8.0)), timeline(16, line(means, 2.0))
    assert words.outside_words(inside) == ""
    assert words.outside_words(outside).startswith(
        "Nominal values alone lie outside the band: leakers in 1 of 1"
    )
    assert words.outside_words(outside) in words.beside_words(outside)
    # What reads the same as an end of the band lies within.
    assert words.outside_words(timeline(16, line(means, 12.0000001))) == ""


def test_raids_of_the_programmes_own_file_are_told_beside_the_stock():
    stated, asked = (
        load_programme("turkey-second-set"),
        SimpleNamespace(catalog=load_catalog(), scenario=load_scenario("ankara-raid")),
    )
    raids = own_raids(stated, asked)
    assert raids.number == 5
    years = stated.missiles.raid_from.day.year - stated.day_0.year  # on 1 January, signed on 31 December
    assert raids.first_month == pytest.approx(12.0 * (years - 1), abs=0.1)
    found = replace(timeline(16, line(np.linspace(4.0, 12.0, 16), 8.0)), own_raids=raids)
    assert raids.words in words.beside_words(found)
    assert "not the raid of the scenario, which has 36 flights and takes nothing from it" in raids.words
    assert own_raids(load_programme("turkey-s-400"), asked) is None


def test_the_dataset_holds_every_line_and_says_what_is_resolved():
    pytest.importorskip("xarray")
    means = [33.0, 34.7, 35.1, 36.0]
    found = timeline(4, line(means, 35.0, noise=2.0), paid=line([1e9, 1.1e9, 1.2e9, 1.3e9], 1e9))
    data = found.to_xarray()
    assert dict(data.sizes) == {"course": 1, "quarter": 1, "end": 2}
    assert data.leakers_mean.item() == pytest.approx(34.7)
    assert data.leakers_seen.values[0, 0].tolist() == [33.0, 36.0]
    assert not data.leakers_resolved.item()
    assert data.paid_resolved.item()
    assert data.paid_mean.attrs["units"] == "USD"
    assert data.attrs["fidelity"] == "fast"
    assert "not validated against combat data" in data.attrs["caveat"]


def test_numbers_of_a_line_go_into_the_record():
    found = timeline(4, line([33.0, 34.7, 35.1, 36.0], 35.0, noise=2.0))
    told = document(found)["results"]["courses"][0]["lines"]["leakers"]
    assert told["seen"] == [[33.0, 36.0]]
    assert told["held"] == [4]


def test_limits_with_chance_are_those_of_the_readings_as_they_came():
    table = np.random.default_rng(3).normal(10.0, 1.0, (40, 8))
    found = line_of(np.array([10.0]), [replicated(table)], seed=1)
    low, high = np.quantile(table.mean(axis=1), (0.05, 0.95), method="weibull")
    assert found.seen[0] == pytest.approx((low, high))
