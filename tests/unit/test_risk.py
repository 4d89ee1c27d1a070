"""``rangering risk``: cases that change one thing, what stays unsaid, the command, its page, its record."""

import json
import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from rangering._jit import COMPILING
from rangering.catalog.read import load_catalog
from rangering.coverage.exposure import hours_in_envelope
from rangering.errors import ScenarioError
from rangering.report.civil.record import document
from rangering.report.civil.tables import cause_lines, mitigation_lines
from rangering.report.civil.words import (
    end_words,
    first_sentence,
    lever_notes,
    number,
    rate_words,
    ratio_words,
)
from rangering.report.civil.write import write_risk
from rangering.scenario.read import load_scenario
from rangering.study.risk import cases
from rangering.study.risk import found as risk_found
from rangering.study.risk import pilot as risk_pilot
from rangering.study.risk.estimate import Ratio
from rangering.study.risk.intervals import Mean
from rangering.study.risk.results import LIKELIHOODS, LeverEnd, Rate, band_of, likelihood_of, rate_of
from rangering.study.risk.run import _notes, assess_risk

compiled_only = pytest.mark.skipif(not COMPILING, reason="thousands of replicates")
SCENE = load_scenario("civil-risk")
CATALOG = load_catalog()
NAN = float("nan")


@pytest.fixture(scope="module")
def whole():
    """Every part of an answer; with smaller pilots than a user gets, for words need no more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(risk_found, "PILOT_PLAIN", 256)
        patch.setattr(risk_found, "BESIDE_PLAIN", 256)
        patch.setattr(risk_pilot, "PILOT", 48)
        return assess_risk(SCENE, limit=200, precision=2.0, samples=1, compared=True)


def test_the_reference_case_is_what_it_says():
    made = cases.reference_of(SCENE).scenario
    assert {each.transponder for each in made.civil_flights} == {"on"}
    assert made.doctrine.weapons == "tight"
    assert {each.integration for each in made.groups} == {"national"}
    assert {unit.misalignment_rad for unit in made.fire_units} == {0.0}
    told = made.identification
    assert (told.garbled_probability, told.wrongly_decoded_probability, told.misalignment_probability) == (
        0,
        0,
        0,
    )
    assert (told.interrogators, told.corridors) == ("everybody", "everybody")
    # Two routes follow the airway that is stated; the arrival leaves it and has a corridor of its own.
    assert [each.name for each in made.corridors] == ["Upper One", "route 3"]
    assert cases.reference_of(made).scenario == made


def test_each_lever_has_the_name_it_is_asked_by():
    names = [each.name for each in cases.levers_of(SCENE)]
    assert names == [
        "transponders", "corridor", "rules of engagement", "workload", "training", "north", "air picture",
    ]  # fmt: skip


def test_rates_are_per_thousand_hours_inside():
    rate = rate_of(Mean(0.002, 0.001, 0.004, 0.3, 12), 4.0)
    assert (rate.value, rate.low, rate.high) == pytest.approx((0.5, 0.25, 1.0))
    assert np.isnan(rate_of(Mean(0.0, 0.0, 0.0, 0.0, 0), 0.0).value)


def test_classes_leave_no_gap():
    assert [each.least for each in LIKELIHOODS] == sorted((each.least for each in LIKELIHOODS), reverse=True)
    assert likelihood_of(0.0).name == "E"
    assert likelihood_of(0.1).name == "B"
    assert likelihood_of(1e9).name == "A"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(4.863, "4.9"), (0.01234, "0.012"), (3.14e-7, "3.1e-07"), (23.4, "23"), (4865.0, "4,865")],
)
def test_numbers_have_two_figures(value, shown):
    assert number(value) == shown


def test_what_was_not_seen_is_a_limit_in_words():
    assert rate_words(rate_of(Mean(0.0, 0.0, 0.01, float("inf"), 0), 2.0)) == "below 5.0"
    assert ratio_words(Ratio(NAN, 0.0, 0.03)) == "below 0.030"
    assert ratio_words(Ratio(NAN, 12.0, float("inf"))) == "above 12"


@compiled_only
def test_a_hold_of_weapons_without_self_defence_in_reach_makes_no_shot_more(whole):
    hold = next(each for each in whole.mitigations if each.case.key == "hold")
    # Of 200 replicates the interval is wide; the two draw the same chance, so that the values can be held.
    assert hold.count_ratio.value < 0.5
    assert hold.case.count.value < whole.stated.count.value


@compiled_only
def test_transponders_off_is_the_widest_lever(whole):
    lever = next(each for each in whole.levers if each.name == "transponders")
    assert lever.high.ratio.low > 10.0
    tight = next(each for each in whole.levers if each.name == "rules of engagement")
    # As stated is weapons tight: the very same draws.
    assert tight.low.ratio == Ratio(1.0, 1.0, 1.0, exact=True)


@compiled_only
def test_an_end_that_is_as_stated_is_not_run_and_one_that_does_nothing_says_so(whole):
    ends = {each.name: each for each in whole.levers}
    tight = ends["rules of engagement"].low
    assert tight.as_stated
    assert not tight.idle
    assert end_words(tight) == "as stated"
    assert end_words(ends["workload"].low) == end_words(ends["air picture"].high) == "as stated"
    for each in whole.levers:
        assert any("not at work" in note for note in each.notes) == (each.low.idle or each.high.idle)
    alone = tight._replace(as_stated=False, idle=True)
    assert end_words(alone) == "not at work here"
    told = _notes("air picture", alone, ends["air picture"].high, SCENE)
    (note,) = told
    assert "nobody to share a picture with" in note
    assert "in the place of 3.18" in " ".join(lever_notes(whole))


def test_a_low_end_that_raises_the_rate_is_explained():
    case = SimpleNamespace(words="ratio 0.5", replicates=10)
    up = LeverEnd(case, Ratio(3.0, 2.0, 4.0), as_stated=False, idle=False)
    (note,) = _notes("training", up, up, SCENE)
    assert "more frequent" in note
    assert "fewer looks to undo" in note
    assert not list(_notes("training", up._replace(ratio=Ratio(1.1, 0.9, 1.3)), up, SCENE))


def test_readings_have_their_own_hours():
    """A reading that says nothing is the nominal one."""
    found = hours_in_envelope(SCENE, readings=[{}, {}])
    assert found.by_reading_h == pytest.approx([found.total_h] * 2)


def test_figures_that_no_source_settles_are_levers_at_the_bounds_of_the_catalog():
    figures = {name: CATALOG.default(f"identification.{name}", "every") for name in cases.FIGURES}
    levers = cases.figure_levers_of(SCENE, figures)
    found = {each.name: [end.words for end in each.ends] for each in levers}
    assert found == {
        "set never heard, probability": ["0.005", "0.1"],
        "answer understood at one look, probability": ["0.995", "0.9"],
        "how sure before a word, probability": ["0.99", "0.8"],
        "hostile before any evidence, weight": ["0.5", "2"],
    }
    for lever in levers:
        assert all(end.scenario == SCENE and end.same_hours for end in lever.ends)
    assert levers[0].high.reading == {"default/every.identification.silent_friend_probability": 0.1}
    stated = SCENE.identification.model_copy(update={"reply_probability": 0.8})
    reply = cases.figure_levers_of(SCENE.model_copy(update={"identification": stated}), figures)[1]
    assert reply.low.scenario.identification.reply_probability == 0.995


@compiled_only
def test_each_figure_of_identification_is_in_the_tornado(whole):
    names = {each.name for each in whole.levers}
    assert names >= {words for words, _ in cases.FIGURES.values()}
    doubtful = next(each for each in whole.levers if each.name.startswith("hostile before"))
    assert doubtful.high.ratio.value > 1.0


@compiled_only
def test_more_figures_of_missiles_make_nobody_surer(whole):
    """Confidence hangs on the figures that decide who is shot at, not on the share of all figures."""
    missile = next(each for each in whole.inputs if "9m96" in each.quantity)._replace(grade="A")
    assert replace(whole, inputs=whole.inputs + (missile,) * 500).confidence == whole.confidence
    assert whole.confidence[0] == "low"
    assert "identification figures are class defaults or grade D" in whole.confidence[1]
    sourced = tuple(each._replace(grade="B", from_default=False) for each in whole.inputs)
    assert replace(whole, inputs=sourced, band=(0.5, 5.0)).confidence[0] == "moderate"
    assert replace(whole, inputs=sourced, band=None).confidence[0] == "low"
    assert replace(whole, inputs=sourced, band=(1e-7, 5.0)).confidence[0] == "low"


@compiled_only
def test_the_band_holds_the_nominal_rate_and_gives_the_class(whole):
    low, high = whole.band
    assert low <= whole.stated.rate.value <= high
    assert whole.likelihood == likelihood_of(high)
    worse = replace(whole, band=(0.02, 50.0), stated=replace(whole.stated, rate=Rate(0.5, 0.3, 0.9, False)))
    assert (worse.nominal.name, worse.likelihood.name) == ("B", "A")
    assert first_sentence(worse).endswith("class A")
    assert "0.020 to 50 over readings, nominally 0.50 (0.30 to 0.90)" in first_sentence(worse)


def test_a_band_is_over_readings_that_have_a_rate():
    nominal, none = Rate(3.0, 2.0, 4.0, False), Rate(NAN, NAN, NAN, True)
    assert band_of([Rate(0.0, 0.0, 0.5, True), none, Rate(2.0, 1.0, 9.0, False)], nominal) == (0.5, 3.0)
    assert band_of([none], nominal) is None
    assert band_of([], nominal) is None


@compiled_only
def test_the_first_sentence_says_that_it_is_conditional_and_when_a_ratio_tells_nothing(whole):
    same = replace(whole, ratio=Ratio(1.1, 0.5, 2.2, (6, 7)))
    assert "not told apart in number from those (0.50 to 2.2 times, seen in 6 and 7" in first_sentence(same)
    more = replace(whole, ratio=Ratio(2.2, 1.6, 3.1, (60, 30)))
    assert "2.2 (1.6 to 3.1) times as frequent as in the reference case" in first_sentence(more)
    for each in (same, more):
        assert "conditional on what is assumed" in first_sentence(each)


@compiled_only
def test_what_cannot_come_about_is_not_called_rare(whole):
    table = {cause: here for cause, here, _ in cause_lines(whole)}
    # No missile of this scenario takes another object: nobody states how often one does.
    assert table["missile took an object other than its target"] == "not modelled here"
    assert table["misclassification"] != "not modelled here"
    assert document(whole)["results"]["stated"]["causes"]["other_object"] is None


@compiled_only
def test_a_mitigation_that_is_there_already_says_so(whole):
    """Every transponder of the scene is on and none garbled."""
    lines = {words: shots for words, shots, *_ in mitigation_lines(whole)}
    assert lines["a transponder required of every flight; some sets fail unnoticed"] == "already so here"
    # What these sets would cost nobody if they were found out is another matter.
    assert lines["the same, and none of them fails unnoticed"] != "already so here"
    assert lines["weapons hold, self-defence left"] != "already so here"


@compiled_only
def test_shots_are_told_by_aircraft_inside_too(whole):
    assert whole.stated.passages == 12
    assert whole.stated.per_passage.value == pytest.approx(1000.0 * whole.stated.count.value / 12)


@compiled_only
def test_wrong_shots_have_an_altitude(whole):
    shares = [each.share for each in whole.shot_bands]
    assert sum(each.value for each in shares) == pytest.approx(1.0)
    assert all(each.low <= each.value <= each.high for each in shares)
    # Nobody flies above FL360 here.
    assert {each.band: each.seen for each in whole.shot_bands}["FL410 and above"] == 0
    assert sum(each.seen for each in whole.shot_bands) >= whole.stated.count.seen


@compiled_only
def test_causes_sum_to_the_rate(whole):
    for case in (whole.stated, whole.reference):
        seen = sum(each.value for each in case.causes if not each.only_limit)
        assert seen == pytest.approx(case.rate.value)
        assert all(each.high <= case.rate.high for each in case.causes if each.only_limit)


@compiled_only
def test_outputs_are_whole_and_never_call_anything_safe_or_open(whole, tmp_path):
    written = write_risk(whole, tmp_path, command="rangering risk civil-risk")
    assert [each.name for each in written] == ["report.html", "risk-map.png", "risk-tornado.png", "risk.json"]
    told = json.loads((tmp_path / "risk.json").read_text())
    assert set(told) == {"schema", "provenance", "environment", "assumptions", "warnings", "results"}
    assert told["schema"] == "rangering.risk/1"
    page = (tmp_path / "report.html").read_text()
    # The page says only what a reader sees: style and pictures are left out.
    shown = re.sub(r"<style.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
    for text in (shown, json.dumps(told)):
        assert not re.search(r"\b(safe|safely|safety|open)\b", text, re.IGNORECASE)
        for said in (
            "not a forecast",
            "NOTAM",
            "not validated against combat data",
            "weapons tight",
            "standalone",
        ):
            assert said in text
    # What an assessment asks for first stands before the first section.
    head = shown[: shown.index("Area and altitude bands")]
    for asked in ("Area", "Altitude bands", "Time", "Likelihood class", "Confidence"):
        assert asked in head
    for title in ("Area and altitude", "Likelihood class", "Mitigations compared", "What changes it"):
        assert title in shown


@compiled_only
def test_the_command_prints_its_tables_and_its_json(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked = ("risk", "civil-risk", "--samples", "0", "-n", "300", "--precision", "2", "-q")
    ran = run(*asked)
    assert ran.status == 0, ran.err
    for said in ("reference", "Plain Monte Carlo", "misclassification", "not a forecast", "weapons tight"):
        assert said in " ".join(ran.out.split())
    told = json.loads(run(*asked, "--json").out)
    assert told["results"]["stated"]["replicates"] <= 300
    assert told["results"]["band"] is None
    assert not list(tmp_path.iterdir())


@compiled_only
def test_plain_draws_bear_no_weights():
    plain = assess_risk(SCENE, limit=64, samples=0, plain=True)
    told = document(plain)["results"]["stated"]
    assert told["mean_weight"] == 1.0
    assert told["proposals"]["share"] == 0.0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--precision", "0"), "--precision"),
        (("-n", "1"), "-n"),
        (("--samples", "65"), "--samples"),
        (("--close", "high"), "--close"),
        (("--close", "300 m agl"), "--close"),
        (("--move", "far"), "--move"),
        (("--move", "0 nmi"), "--move"),
        (("--move=-5 nmi",), "--move"),
        (("--out", " "), "--out"),
    ],
)
def test_what_cannot_be_asked_is_told_with_its_option(run, words, said):
    ran = run("risk", "civil-risk", *words)
    assert ran.status == 2
    assert said in ran.err


def test_no_civil_flight_is_the_users_input(run):
    ran = run("risk", "first-raid", "--samples", "0")
    assert ran.status == 2
    assert "no civil flight" in ran.err
    assert "exposure" not in ran.err


def test_nobody_inside_is_told():
    unit = SCENE.groups[0].fire_units[0].model_copy(update={"alert": "off"})
    group = SCENE.groups[0].model_copy(update={"fire_units": (unit,)})
    none = SCENE.model_copy(update={"groups": (group,)})
    with pytest.raises(ScenarioError, match="inside the engagement envelope"):
        assess_risk(none, samples=0)
