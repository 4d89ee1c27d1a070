"""``rangering risk``: cases that change one thing, what stays unsaid, the command, its page, its record."""

import json
import re
from types import SimpleNamespace

import numpy as np
import pytest

from rangering._jit import COMPILING
from rangering.coverage.exposure import hours_in_envelope
from rangering.earth.geodesy import geodesic_inverse
from rangering.errors import ScenarioError
from rangering.report.civil.record import document
from rangering.report.civil.words import end_words, lever_notes, number, rate_words, ratio_words
from rangering.report.civil.write import write_risk
from rangering.scenario.place import Altitude
from rangering.scenario.read import load_scenario
from rangering.study.risk import cases
from rangering.study.risk.estimate import Mean, Ratio
from rangering.study.risk.results import LIKELIHOODS, LeverEnd, likelihood_of, rate_of
from rangering.study.risk.run import _notes, assess_risk

compiled_only = pytest.mark.skipif(not COMPILING, reason="thousands of replicates")
SCENE = load_scenario("civil-risk")
NAN = float("nan")


@pytest.fixture(scope="module")
def whole():
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


def test_closing_a_band_leaves_those_that_keep_above():
    close, *_ = cases.mitigations_of(SCENE, [1.0, 1.0, 1.0], close=Altitude.read("FL260"), move_m=1e3)
    assert [each.name for each in close.scenario.civil_flights] == [
        "Upper One eastbound",
        "Upper One westbound",
    ]


def test_routes_move_away_by_what_was_asked_and_others_stay():
    _, move, *_ = cases.mitigations_of(SCENE, [1.0, 0.0, 0.0], close=Altitude.read("FL260"), move_m=50e3)
    before, after = SCENE.civil_flights, move.scenario.civil_flights
    assert after[1:] == before[1:]
    for was, now in zip(before[0].waypoints, after[0].waypoints, strict=True):
        ends = [np.radians([at.latitude_deg, at.longitude_deg]) for at in (was.position, now.position)]
        away_m, _, _ = geodesic_inverse(*ends[0], *ends[1])
        assert float(away_m) == pytest.approx(50e3, abs=1.0)
        assert now.position.latitude_deg > was.position.latitude_deg  # the airway runs north of the site


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
    assert hold.count_ratio.high < 1.0
    assert hold.case.count.high < whole.stated.count.high


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
    for title in ("Area and altitude", "Likelihood class", "Mitigations compared", "What changes it"):
        assert title in shown


@compiled_only
def test_the_command_prints_its_tables_and_its_json(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked = ("risk", "civil-risk", "--samples", "0", "-n", "300", "--precision", "2", "-q")
    ran = run(*asked)
    assert ran.status == 0, ran.err
    for said in ("reference", "Plain Monte Carlo", "misclassification", "not a forecast", "weapons tight"):
        assert said in ran.out
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
    assert "civil" in ran.err


def test_nobody_inside_is_told():
    unit = SCENE.groups[0].fire_units[0].model_copy(update={"alert": "off"})
    group = SCENE.groups[0].model_copy(update={"fire_units": (unit,)})
    none = SCENE.model_copy(update={"groups": (group,)})
    with pytest.raises(ScenarioError, match="inside the engagement envelope"):
        assess_risk(none, samples=0)
