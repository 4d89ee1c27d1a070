"""The score of a map as a model of its unknowns: the same figures as the map's own readings give."""

import numpy as np
import pytest

from rangering.catalog.draw import draw, reading
from rangering.catalog.read import load_catalog
from rangering.coverage.run import map_coverage
from rangering.coverage.score import scores_in
from rangering.coverage.tally import band_of
from rangering.coverage.tornado import ALTITUDE
from rangering.errors import StudyError
from rangering.report.study.words import ran_words
from rangering.scenario.read import load_scenario
from rangering.study.covered import COVERED, CoveredShare
from rangering.study.questions import Asked
from rangering.study.sensitivity import sensitivity
from rangering.study.stood import stood_on_map

SAMPLES, SEED = 16, 3


@pytest.fixture(scope="module")
def model():
    return CoveredShare(Asked(load_scenario("ridge"), load_catalog()))


def test_scores_are_those_of_the_map_in_the_same_readings(model):
    catalog, scenario = load_catalog(), load_scenario("ridge")
    mapped = map_coverage(scenario, samples=SAMPLES, seed=SEED)
    drawn = draw(model.unknowns.catalog, model.unknowns.keys, SAMPLES, SEED)
    found = scores_in(
        scenario, catalog, [reading(drawn, n) for n in range(SAMPLES)],
        altitude=ALTITUDE, pd_probability=mapped.pd_probability,
    )  # fmt: skip
    (score,) = (
        each
        for each in mapped.scores
        if each.altitude == ALTITUDE and each.measure == "covered" and each.ring in found.words
        and each.target in found.words
    )  # fmt: skip
    # The map's grid reaches as far as its highest altitude asks: its cells at the ring's edge lie elsewhere.
    assert found.nominal == pytest.approx(score.share.nominal, abs=2e-5)
    assert band_of(found.nominal, found.by_reading) == pytest.approx(score.share, abs=2e-5)


def test_rows_are_readings_however_many_are_worked_out_together(model, monkeypatch):
    rows = np.random.default_rng(1).uniform(0.01, 0.99, (5, len(model.unknowns.axes)))
    drawn = model.unknowns.drawn(rows)
    whole = model.shares(drawn)
    monkeypatch.setattr("rangering.study.covered._AT_ONCE", 2)
    assert model.shares(drawn).tolist() == whole.tolist()
    assert ((whole > 0.0) & (whole <= 1.0)).all()


def test_figures_left_nominal_give_the_score_of_the_nominal_map(model):
    nominal = scores_in(
        load_scenario("ridge"), load_catalog(), [{}], altitude=ALTITUDE, pd_probability=model.pd_probability
    ).nominal
    assert model.shares({key: np.full(2, np.nan) for key in model.unknowns.keys}).tolist() == [nominal] * 2


def test_what_a_study_of_a_map_stands_on_is_a_map_and_no_raid(model):
    stood = stood_on_map(Asked(load_scenario("ridge"), load_catalog(), seed=SEED), 8)
    assert (stood.fidelity, stood.inner, stood.readings, stood.seed) == ("map", 0, 8, SEED)
    assert stood.axes == model.unknowns.axes
    assert "terrain" in stood.environment
    said = " ".join(stood.assumptions)
    assert "Covered means a single-scan probability of detection of at least 0.5." in said
    assert "over 8 readings of what nobody outside knows" in said
    for raid in ("Engageable", "Guidance", "replicate"):
        assert raid not in said
    assert ran_words(stood) == "8 readings, a map of each, nothing left to chance, seed 3"


def test_a_measure_that_is_none_is_named_with_those_that_are():
    with pytest.raises(StudyError, match="is no figure that studies keep") as wrong:
        sensitivity(Asked(load_scenario("ridge"), load_catalog()), "coverd")
    assert COVERED in wrong.value.mend
