"""A forecast of a day knows nothing of later, whatever becomes public then."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangering.catalog.events import load_events
from rangering.catalog.read import load_catalog
from rangering.programme.backcast.assumed import assumed
from rangering.programme.backcast.evidence import as_known, cases
from rangering.programme.backcast.run import backcast, forecast
from tests.backcast_facts import fact

FACTS = load_events()
KNOWN = assumed(load_catalog())
CASES = [case for case, _ in cases(FACTS)[0]]
PROGRAMMES = sorted({event.programme for event in FACTS})

planted = st.builds(
    lambda programme, milestone, kind, known_d, off_d: (programme, milestone, kind, known_d, off_d),
    st.sampled_from(PROGRAMMES),
    st.sampled_from(["first-delivery", "last-delivery", "first-firing", "contract", "first-production"]),
    st.sampled_from(["actual", "planned", "forecast"]),
    st.integers(1, 4000),
    st.integers(0, 3000),
)


def days(case, facts) -> np.ndarray:
    return forecast(case, facts, KNOWN, evidence="by-then", seed=3, draws=200).days


def row(on: date, programme: str, milestone: str, kind: str, known_d: int, off_d: int):
    known_on = on + timedelta(days=known_d)
    day = known_on - timedelta(days=off_d) if kind == "actual" else known_on + timedelta(days=off_d)
    return fact(programme, f"{milestone}--planted", kind, day, known_on=known_on)


def another(case, public_d: int, took_d: int, planned_d: int) -> list:
    """A programme with the same milestone, long ago, of which nothing was public until so many days later."""
    known_on = case.on + timedelta(days=public_d)
    start = case.on - timedelta(days=took_d + 10)
    plan, came = start + timedelta(days=planned_d), start + timedelta(days=took_d)
    return [
        fact("another", "contract", "actual", start, known_on=known_on, link="contract"),
        fact("another", f"{case.milestone}--plan", "planned", plan, known_on=known_on),
        fact("another", case.milestone, "actual", came, known_on=known_on, link=case.link),
    ]


@settings(max_examples=60)
@given(st.sampled_from(CASES), planted, st.integers(1, 9000), st.integers(1, 9000), st.integers(1, 9000))
def test_rows_planted_later_change_no_bit_of_a_forecast(case, stated, public_d, took_d, planned_d):
    later = [row(case.on, *stated), *another(case, public_d, took_d, planned_d)]
    assert np.array_equal(days(case, [*FACTS, *later]), days(case, FACTS))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.programme}.{case.milestone}")
def test_the_facts_of_the_day_give_the_same_bits_as_all_of_them(case):
    assert np.array_equal(days(case, as_known(FACTS, case.on)), days(case, FACTS))


@settings(max_examples=30)
@given(st.sampled_from(CASES), st.integers(0, 500))
def test_a_row_planted_by_the_day_does_change_it(case, known_d):
    # Six programmes, so that they outweigh what is assumed: each took three times what was planned.
    start = case.on - timedelta(days=4000)
    known_on = case.on - timedelta(days=known_d)
    early = []
    for i in range(6):
        early.append(fact(f"planted-{i}", "contract", "actual", start, link="contract"))
        plan = start + (known_on - start) / 3
        early.append(fact(f"planted-{i}", f"{case.milestone}--plan", "planned", plan, known_on=start))
        early.append(fact(f"planted-{i}", case.milestone, "actual", known_on, link=case.link))
    assert not np.array_equal(days(case, [*FACTS, *early]), days(case, FACTS))


@settings(max_examples=40)
@given(st.dates(date(2005, 1, 1), date(2025, 1, 1)), planted)
def test_cases_of_a_day_hold_nothing_of_later(on, stated):
    later = row(on, *stated)
    before = {(case.programme, case.milestone): case for case, _ in cases(FACTS, on)[0]}
    after = {(case.programme, case.milestone): case for case, _ in cases([*FACTS, later], on)[0]}
    for key in before.keys() & after.keys():
        assert after[key].start_on == before[key].start_on
        assert after[key].plan_on == before[key].plan_on
        assert (after[key].plan_said_on or on) <= on


@given(st.dates(date(1990, 1, 1), date(2026, 1, 1)))
def test_what_is_known_only_grows(on):
    known = as_known(FACTS, on)
    assert all(event.public_on <= on for event in known)
    assert set(known) <= set(as_known(FACTS, on + timedelta(days=30)))
    assert known == load_events(known_by=on)


@settings(max_examples=10)
@given(st.integers(-400, 400))
def test_an_outcome_moves_its_score_and_not_its_forecast(moved_d):
    name = "milgem.fifth-ship-delivered"
    facts = [
        each if each.milestone != "fifth-delivery" or each.kind != "actual" else _moved(each, moved_d)
        for each in FACTS
    ]
    (before,) = [
        r
        for r in backcast("milgem", draws=200, through_engine=False).scored
        if r.case.milestone == "fifth-delivery"
    ]
    (after,) = [
        r
        for r in backcast("milgem", events=facts, draws=200, through_engine=False).scored
        if r.case.milestone == "fifth-delivery"
    ]
    assert (after.low_on, after.median_on, after.high_on) == (
        before.low_on,
        before.median_on,
        before.high_on,
    ), name
    assert after.plan_off_d == before.plan_off_d + moved_d


def _moved(event, moved_d: int):
    by = timedelta(days=moved_d)
    dates = tuple(day + by for day in event.dates)
    return event.model_copy(update={"dates": dates, "known_on": max(event.public_on, dates[2])})
