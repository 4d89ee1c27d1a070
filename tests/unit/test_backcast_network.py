"""Lots of a programme file forecast together, through the engine."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangering.catalog.events import load_events
from rangering.catalog.read import load_catalog
from rangering.programme.backcast.assumed import assumed
from rangering.programme.backcast.evidence import as_known
from rangering.programme.backcast.run import backcast, forecast
from rangering.programme.backcast.through_network import networks, through_network
from tests.backcast_facts import fact

CATALOG = load_catalog()
FACTS = load_events()
NETWORKS = networks(CATALOG)
INDIA_SIGNED = date(2018, 10, 5)
BOTH_PLANNED = date(2019, 9, 30)


def constant(days_by_milestone):
    """Draws that are all alike."""
    return lambda case: np.full(50, float(days_by_milestone[case.milestone]))


def played(on, draws_of, facts=FACTS, name="india-s-400", histories=4):
    return through_network(NETWORKS[name], CATALOG, as_known(facts, on), on, draws_of, histories)


def test_lots_between_two_planned_ones_take_equal_steps_in_the_engine():
    found = played(BOTH_PLANNED, constant({"first-delivery": 300, "last-delivery": 1500}))
    expected = {
        "first-delivery": 300,
        "second-delivery": 600,
        "third-delivery": 900,
        "fourth-delivery": 1200,
        "last-delivery": 1500,
    }
    assert set(found) == set(expected)
    for milestone, days in expected.items():
        assert found[milestone] == pytest.approx(np.full(4, days))


def test_lots_ahead_of_the_first_planned_one_share_the_time_from_today():
    # On that day only the last was planned.
    on = date(2019, 1, 2)
    found = played(on, constant({"last-delivery": 1000}))
    assert found["first-delivery"] == pytest.approx(np.full(4, 200.0))
    assert found["fourth-delivery"] == pytest.approx(np.full(4, 800.0))


def test_lots_that_have_come_are_gone_and_those_after_the_last_plan_go_on_at_its_pace():
    # Three were delivered; the fourth and the fifth were forecast in June 2025.
    on = date(2025, 6, 30)
    found = played(on, constant({"fourth-delivery": 400, "last-delivery": 900}))
    assert set(found) == {"fourth-delivery", "last-delivery"}
    known = [each for each in FACTS if each.milestone != "last-delivery" or each.programme != "india-s-400"]
    found = played(on, constant({"fourth-delivery": 400}), known)
    assert found["last-delivery"] == pytest.approx(np.full(4, 800.0))


def test_a_lot_never_comes_ahead_of_the_one_before_it():
    found = played(BOTH_PLANNED, constant({"first-delivery": 900, "last-delivery": 300}))
    assert found["last-delivery"] == pytest.approx(found["first-delivery"])


def test_ranks_keep_what_one_lot_is_drawn_as():
    draws = np.sort(np.random.default_rng(1).lognormal(6.0, 0.5, 4000))
    found = played(date(2019, 1, 2), lambda case: draws, histories=100)
    for share in (0.1, 0.5, 0.9):
        assert np.quantile(found["last-delivery"], share) == pytest.approx(
            np.quantile(draws, share), rel=0.05
        )


def test_nothing_planned_nothing_through_the_engine():
    assert played(INDIA_SIGNED, constant({})) == {}


def test_a_back_cast_says_what_came_through_the_engine():
    together = {each.case.milestone: each for each in backcast("india-s-400", on=BOTH_PLANNED).scored}
    alone = {
        each.case.milestone: each
        for each in backcast("india-s-400", on=BOTH_PLANNED, through_engine=False).scored
    }
    assert together["second-delivery"].through_network
    assert not alone["second-delivery"].through_network
    # The plans of the first and the last lot say more than how long others took.
    second, without = together["second-delivery"], alone["second-delivery"]
    assert second.high_on - second.low_on < without.high_on - without.low_on
    # Its own draws are the same, but for ranks.
    first = together["first-delivery"]
    assert first.pit == pytest.approx(alone["first-delivery"].pit, abs=0.01)


@settings(max_examples=15)
@given(
    st.sampled_from([("india-s-400", BOTH_PLANNED), ("china-s-400", date(2016, 11, 10))]),
    st.sampled_from(["first-delivery", "second-delivery", "last-delivery", "contract"]),
    st.sampled_from(["actual", "planned", "forecast"]),
    st.integers(1, 3000),
)
def test_a_row_planted_later_changes_no_bit_of_the_lots(which, milestone, kind, known_d):
    name, on = which
    known = assumed(CATALOG)

    def drawn(facts):
        def alone(case):
            return forecast(case, facts, known, evidence="by-then", seed=3, draws=100).days

        return played(on, alone, facts, name)

    later = on + timedelta(days=known_d)
    assert all(np.array_equal(days, drawn(as_known(FACTS, on))[key]) for key, days in drawn(FACTS).items())
    planted = [*FACTS, fact(name, f"{milestone}--planted", kind, later, known_on=later)]
    before, after = drawn(FACTS), drawn(planted)
    assert before.keys() == after.keys()
    assert before
    for key, days in before.items():
        assert np.array_equal(days, after[key])
