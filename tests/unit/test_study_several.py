"""One comparison in several scenarios: what is counted over them, what is left out, and what is written."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from rangering.cli.app import app
from rangering.errors import OutputError, ScenarioError, StudyError
from rangering.scenario.read import load_scenario
from rangering.study.comparing import prepared
from rangering.study.packages import as_offered
from rangering.study.paired import differences, order
from rangering.study.questions import Asked
from rangering.study.several import (
    Several,
    order_in_all,
    pair_lines,
    pairs_in_all,
    ready_scenarios,
    summary_words,
)
from tests.study_results import PACKAGES, comparison, stood

TWO = ("s-400-turkey-2017", "patriot-turkey-2018")


def with_raids(found, *rows):
    """A comparison of two packages with these means in each raid, the same in every reading."""
    table = np.array(rows)
    values = np.repeat(table[:, np.newaxis], 12, axis=1)
    offered = found.offered._replace(
        fielded=found.offered.fielded[:2], through=found.offered.through[:2], in_raid=table,
        differences=differences(values, same_raids=True), order=order(values, same_raids=True), others=(),
    )  # fmt: skip
    return replace(found, packages=found.packages[:2], offered=offered, at_spend=None)


def two_scenarios():
    one = with_raids(comparison(), [1.0, 2.0, 4.0], [3.0, 5.0, 6.0])  # A fewer in three of three
    other = with_raids(comparison(), [1.0, 6.0, 9.0], [2.0, 5.0, 3.0])  # in one of three, and not in the mean
    return Several(("one", "other"), (one, other), ())


def test_signs_and_orders_are_counted_over_scenarios_and_raids():
    parts = two_scenarios().parts(at_spend=False)
    (pair,) = pairs_in_all(parts)
    assert (pair.first, pair.second) == TWO
    assert (pair.scenarios_fewer, pair.raids_fewer, pair.raids) == (1, 4, 6)
    assert pair.scenarios_held == 1
    assert order_in_all(parts) == (TWO, 1, 4, 6)


def test_the_summary_says_how_often():
    text = "\n".join(summary_words(two_scenarios()))
    assert "A lets fewer through than B in the mean of 1 of 2 scenarios and of 4 of 6 raids" in text
    assert "in 90 % of readings or more in 1 of 2" in text
    order_said = "the order A, then B holds in the means of 4 of 6 raids, and in 90 % of readings or more in"
    assert f"{order_said} 1 of 2 scenarios" in text
    assert "equal spend" not in text
    assert pair_lines(two_scenarios())[0][:1] == ("A, B",)
    assert "3 of 3 raids" in pair_lines(two_scenarios())[0][1]
    assert "1 of 3 raids" in pair_lines(two_scenarios())[0][2]


def test_a_scenario_without_a_raid_is_left_out_or_an_error():
    asked = [Asked(load_scenario(name), inner=2, allow_assumed=True) for name in ("first-raid", "ridge")]
    ready, skipped = ready_scenarios(asked, skip=True, packages=TWO, readings=2, family=0)
    assert [each.asked.scenario.name for each in ready] == ["first-raid"]
    assert [each.scenario for each in skipped] == ["ridge"]
    assert skipped[0].why.startswith("has no raid")
    with pytest.raises(ScenarioError, match="has no raid"):
        ready_scenarios(asked, skip=False, packages=TWO, readings=2, family=0)
    with pytest.raises(StudyError, match="leaves no scenario"):
        ready_scenarios(asked[1:], skip=True, packages=TWO, readings=2, family=0)


def test_packages_mostly_assumed_are_named_at_once():
    asked = Asked(load_scenario("first-raid"))
    with pytest.raises(StudyError) as error:
        ready_scenarios([asked], skip=True)
    assert error.value.where == "--package"
    for name in PACKAGES[1:]:
        assert f"{name} (" in error.value.sentence()
    assert PACKAGES[0] not in error.value.sentence()
    assert "--allow-assumed" in error.value.mend


def test_every_raid_of_every_reading_has_a_seed_and_prices_follow_the_assumption():
    asked = Asked(load_scenario("first-raid"), inner=2, allow_assumed=True)
    packages = ("s-400-turkey-2017", "fd-2000-turkey-2013")
    ready = prepared(asked, packages, readings=4, family=2)
    alone = prepared(asked, packages, readings=4, family=0)
    assert len(np.unique(ready.seeds)) == 3 * 4
    assert (ready.seeds[0] == alone.seeds[0]).all()
    price = asked.catalog.package(packages[1]).price
    by_variant = ready.drawn[price].reshape(4, 4)
    assert (by_variant[0] != by_variant[3]).all()  # uniform instead of PERT, at the same points
    low, _, high = asked.catalog.quantity(price).si
    assert ((low <= by_variant) & (by_variant <= high)).all()


def test_what_equal_money_buys_whole_is_not_run_again(tmp_path):
    from rangering.study.comparing import compare
    from rangering.study.store import Study

    asked = Asked(
        load_scenario("first-raid"), inner=2, fidelity="full", allow_assumed=True, folder=tmp_path / "study"
    )
    found = compare(asked, TWO, readings=2, family=0)
    rows = Study.open(tmp_path / "study/equal-spend").read(["arm"])["arm"]
    whole = as_offered(asked.scenario, asked.catalog, asked.catalog.package(TWO[0]))
    assert found.at_spend.fielded[0].scenario == whole.scenario
    assert found.at_spend.through[0] == found.offered.through[0]
    assert len(rows) == 4 * 2 * 2  # the other package alone, in two readings under four assumptions
    assert [each.variant.name for each in found.offered.others] == [
        "origins-apart", "origins-together", "uniform-laws",
    ]  # fmt: skip
    offered = Study.open(tmp_path / "study/offered").read(["reading", "leakers"])
    # Variant by variant, package by package: the third of the others is the last quarter.
    leakers = offered["leakers"].reshape(4, 2, 2, 2)
    gap = (leakers[3, 0] - leakers[3, 1]).mean(axis=1)
    assert found.offered.others[2].differences[0].mean_in == pytest.approx(gap)


@pytest.fixture
def without_engine(monkeypatch):
    """The command with made-up answers in the place of the engine's."""
    monkeypatch.setattr("rangering.study.several.compared", lambda _: comparison())
    monkeypatch.setattr("rangering.study.stood.stood_on", lambda *_: stood())


TYPED = ["compare", "first-raid", "endurance", "--allow-assumed", "-q", "--family", "0", "--readings", "2"]


@pytest.mark.usefixtures("without_engine")
def test_the_command_writes_a_folder_each_and_says_what_holds(tmp_path):
    out = tmp_path / "kept"
    for _ in range(2):
        told = CliRunner().invoke(app, [*TYPED, "--out", str(out)])
        assert told.exit_code == 0, told.output
    assert {each.name for each in out.iterdir()} == {
        "first-raid", "endurance", "report.html", "scenarios.csv", "study.json",
    }  # fmt: skip
    assert (out / "first-raid/report.html").exists()
    long = [line for line in told.output.partition("kept in")[0].splitlines() if len(line) > 110]
    assert all(len(line.split()) == 1 for line in long)  # an address alone, which nothing may break
    assert told.output.count("A  S-400, Turkey's contract of 2017") == 1  # told once for all scenarios
    assert "Over 2 scenarios, at equal spend" in told.output
    record = json.loads((out / "study.json").read_text(encoding="utf-8"))
    assert record["schema"] == "rangering.study-compare-scenarios/1"
    assert record["results"]["scenarios"] == ["first-raid", "endurance"]
    assert record["results"]["over_all"]["as offered"]["pairs"][0]["raids"] == 2
    assert record["results"]["command"].startswith("rangering compare first-raid endurance --package")
    with (out / "scenarios.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * (6 + 1)
    assert {row["scenario"] for row in rows} == {"first-raid", "endurance"}
    page = (out / "report.html").read_text(encoding="utf-8")
    assert 'href="first-raid/report.html"' in page
    told = CliRunner().invoke(app, [*TYPED, "--json"])
    assert json.loads(told.stdout)["results"]["by_scenario"].keys() == {"first-raid", "endurance"}


@pytest.mark.usefixtures("without_engine")
def test_a_scenario_named_twice_and_a_folder_of_another_question_are_refused(tmp_path):
    told = CliRunner().invoke(app, ["compare", "first-raid", "first-raid", "--allow-assumed", "-q"])
    assert isinstance(told.exception, StudyError)
    assert "first-raid" in str(told.exception)
    (tmp_path / "report.html").write_text("mine", encoding="utf-8")
    told = CliRunner().invoke(app, [*TYPED, "--out", str(tmp_path)])
    assert isinstance(told.exception, OutputError)
