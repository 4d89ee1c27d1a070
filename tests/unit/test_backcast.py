"""What a back-cast takes for evidence, leaves out and adds up."""

import dataclasses
from datetime import date, timedelta

import numpy as np
import pytest
from scipy import stats

from rangering.catalog.events import load_events
from rangering.catalog.read import load_catalog
from rangering.errors import ProgrammeError
from rangering.programme.backcast.assumed import assumed
from rangering.programme.backcast.clusters import Mean
from rangering.programme.backcast.evidence import as_known, cases, open_until
from rangering.programme.backcast.others import of_others
from rangering.programme.backcast.run import backcast
from tests.backcast_facts import fact, many, programme

SIGNED = date(2000, 1, 1)
LAW_CENTRE, LAW_SPREAD = 0.25, 0.4


def day(after_d: float) -> date:
    return SIGNED + timedelta(days=round(after_d))


def row(result, name, milestone="first-delivery"):
    return next(
        each for each in result.scored if (each.case.programme, each.case.milestone) == (name, milestone)
    )


@pytest.fixture(scope="module")
def shipped():
    return backcast()


def test_a_milestone_is_forecast_on_the_day_its_plan_was_said(shipped):
    turkey = row(shipped, "turkey-s-400")
    assert turkey.case.on == date(2017, 12, 29)
    assert turkey.case.plan_on == date(2020, 3, 31)
    # Signed in April 2017, which became public in July 2019: on that day one counted from the announcement.
    assert turkey.case.start_on == date(2017, 7, 25)
    assert turkey.outcome.day == date(2019, 7, 12)
    assert turkey.plan_off_d == (date(2020, 3, 31) - date(2019, 7, 12)).days


def test_links_of_the_eight_programmes(shipped):
    links = {each.programme: each for each in shipped.links}
    assert set(links["turkey-s-400"].scored) >= {"payment", "delivery", "crews", "firing"}
    assert "licence-ramp" in links["japan-pac-3"].dated
    assert links["japan-pac-3"].scored == ()
    for name in ("india-s-400", "china-s-400", "t129-atak", "km-sam", "brahmos", "milgem"):
        assert links[name].scored, name


def test_fewer_than_twenty_programmes_are_never_called_calibrated(shipped):
    assert 0 < len(shipped.programmes) < 20
    assert f"{len(shipped.programmes)} programmes, fewer than 20" in shipped.claim
    enough = backcast(events=many(20, np.linspace(-0.3, 0.8, 20), seed=1), draws=200)
    assert len(enough.programmes) == 20
    assert "Nothing is claimed" not in enough.claim


def test_indias_forecasts_of_the_last_unit_as_a_series(shipped):
    last = next(s for s in shipped.series if (s.programme, s.milestone) == ("india-s-400", "last-delivery"))
    # End of 2023, 31 Mar 2026, 30 Jun 2027, 15 Nov 2026: the last judges the rest.
    assert last.judged_by == date(2026, 11, 15)
    assert not last.happened
    assert last.revision_d == (821.0, 456.0, -227.0)
    assert last.error_d == (1050.0, 229.0, -227.0)
    assert last.bias_d == pytest.approx((1050 + 229 - 227) / 3)
    assert last.revision_size_d == pytest.approx((821 + 456 + 227) / 3)
    assert last.later_better == (3, 3)


def test_an_open_milestone_has_no_crps_and_enters_no_mean(shipped):
    last = row(shipped, "india-s-400", "last-delivery")
    assert last.outcome.status == "open"
    assert last.outcome.day == date(2026, 2, 28)
    assert last.crps_d is None
    assert last.covered == ()
    everything = next(each for each in shipped.summaries if each.of == "all")
    assert everything.crps_d.milestones == sum(each.outcome.status == "happened" for each in shipped.scored)


def test_no_record_of_an_outcome_is_no_delay(shipped):
    why = {(each.programme, each.milestone): each.why for each in shipped.left_out}
    assert "not recorded" in why["japan-pac-3", "first-production"]
    assert "had happened" in why["anka", "first-flight"]


def test_full_operation_was_open_as_long_as_a_source_says_so():
    assert open_until(load_events(), "turkey-s-400", "full-operation") == (
        date(2023, 6, 4),
        "turkey-s-400.deployable-after-order",
    )
    # In the facts of an earlier day it stands at what was said by then.
    for day, said in (("2023-12-31", "not-on-standby"), ("2020-12-31", "some-elements-in-operation")):
        known = as_known(load_events(), date.fromisoformat(day))
        found = open_until(known, "turkey-s-400", "full-operation")
        assert found is not None
        assert found[1] == f"turkey-s-400.{said}"


def test_others_count_one_each_and_never_the_programme_itself():
    events = [
        *programme("own", SIGNED, planned_d=1000, took_d=5000),
        *programme("a", SIGNED, planned_d=1000, took_d=2000),
        *programme("b", SIGNED, planned_d=1000, took_d=500)[1:],
        fact("b", "contract", "actual", SIGNED, link="contract"),
        fact("b", "last-delivery--plan", "planned", day(400), known_on=SIGNED),
        fact("b", "last-delivery", "actual", day(800)),
    ]
    (case, _), *_ = [each for each in cases(events)[0] if each[0].programme == "own"]
    seen = of_others(case, events, day(5000))
    assert set(seen.programmes) == {"a", "b"}
    assert sorted(seen.reached) == pytest.approx([np.log(0.5), np.log(2.0), np.log(2.0)])
    assert sorted(seen.reached_weight) == [0.5, 0.5, 1.0]
    assert seen.median_slip_d == 400.0  # of +1000, -500 and +400


def test_a_later_forecast_shows_that_a_milestone_was_open():
    events = [
        *programme("own", SIGNED, planned_d=1000, took_d=1100),
        *programme("late", SIGNED, planned_d=500, took_d=None),
        fact("late", "first-delivery--again", "forecast", day(1500), known_on=day(1000)),
    ]
    (case, _) = next(each for each in cases(events)[0] if each[0].programme == "own")
    seen = of_others(case, events, day(3000))
    assert seen.reached.size == 0
    assert seen.at_least == pytest.approx([np.log(2.0)])
    assert not seen.is_silent[0]
    # Without it nothing is known: open up to that day, or not on record.
    seen = of_others(case, events[:-1], day(3000))
    assert seen.at_least == pytest.approx([np.log(6.0)])
    assert seen.is_silent[0]
    assert seen.programmes == ()


def test_baselines_by_hand():
    events = [
        *programme("a", SIGNED, planned_d=300, took_d=400),
        *programme("b", SIGNED, planned_d=300, took_d=340),
        *programme("own", day(1000), planned_d=1000, took_d=1500),
    ]
    own = row(backcast(events=events, draws=500), "own")
    assert own.plan_off_d == 500.0
    assert own.median_slip_d == 70.0  # of 100 and 40
    assert own.plan_and_slip_off_d == 430.0
    # Before anything of the others was known their slip is none.
    assert row(backcast(events=events, draws=500), "a").plan_and_slip_off_d == 100.0
    # All that is known now: of "b" 40, of "own" 500.
    assert row(backcast(events=events, draws=500, evidence="any-time"), "a").median_slip_d == 270.0


def test_the_means_weigh_each_programme_alike():
    events = [
        *programme("a", SIGNED, planned_d=300, took_d=400),
        fact("a", "last-delivery--plan", "planned", day(400), known_on=SIGNED),
        fact("a", "last-delivery", "actual", day(600)),
        *programme("b", SIGNED, planned_d=300, took_d=310),
    ]
    (with_plan, _) = backcast(events=events, draws=500).summaries
    assert with_plan.plan_off_d is not None
    assert with_plan.plan_off_d.value == pytest.approx((150.0 + 10.0) / 2.0)
    assert with_plan.plan_off_d[3:] == (2, 3)


def test_without_a_plan_it_is_the_milestone_of_the_same_name_that_counts():
    events = [
        *programme("a", SIGNED, planned_d=None, took_d=1000),
        *programme("b", SIGNED, planned_d=None, took_d=3000),
        *programme("c", SIGNED, planned_d=None, took_d=50, milestone="set-complete"),
        *programme("own", day(4000), planned_d=None, took_d=1500),
    ]
    own = row(backcast(events=events, draws=500), "own")
    assert own.seen_of == "time to first-delivery"
    assert own.seen == ("a", "b")
    fewer = row(backcast(events=[each for each in events if each.programme != "b"], draws=500), "own")
    assert fewer.seen_of == "time to links of delivery"
    assert fewer.seen == ("a", "c")


def test_a_day_of_its_own_for_all(shipped):
    result = backcast(on=date(2018, 12, 31))
    assert {each.case.on for each in result.scored} == {date(2018, 12, 31)}
    for each in result.scored:
        assert each.outcome.day > date(2018, 12, 31)
        assert each.low_on >= date(2018, 12, 31)
    # China's first regiment had come by then.
    assert not any(
        each.case.milestone == "first-delivery" and each.case.programme == "china-s-400"
        for each in result.scored
    )
    assert row(result, "turkey-s-400").pit != row(shipped, "turkey-s-400").pit


def test_the_same_seed_gives_the_same_bits_whatever_else_is_scored(shipped):
    alone = backcast("milgem")
    assert dataclasses.asdict(row(alone, "milgem", "fifth-delivery")) == dataclasses.asdict(
        row(shipped, "milgem", "fifth-delivery")
    )


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        ({"programme": "turkey-s-40"}, "turkey-s-40"),
        ({"programme": "caatsa-ssb"}, "caatsa-ssb"),
        ({"on": date(1950, 1, 1)}, "1950-01-01"),
        ({"seed": -1}, -1),
        ({"draws": 1}, 1),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_mend(asked, value):
    with pytest.raises(ProgrammeError) as refused:
        backcast(**asked)
    assert refused.value.value == value
    assert refused.value.mend
    assert refused.value.where


ON_RECORD = assumed(load_catalog())._replace(reported=1.0)
"""Of programmes that never were every outcome is on record."""


def pits(events, assume=ON_RECORD) -> np.ndarray:
    return np.array([each.pit for each in backcast(events=events, draws=1000, assume=assume).scored])


def uniform(values) -> float:
    """The p-value of Kolmogorov and Smirnov."""
    return float(stats.kstest(values, "uniform").pvalue)


SLIPS = np.random.default_rng(11).normal(LAW_CENTRE, LAW_SPREAD, 200)


@pytest.fixture(scope="module")
def by_the_law():
    return backcast(events=many(200, SLIPS, seed=12), draws=1000, assume=ON_RECORD)


def test_200_programmes_of_one_law_come_out_uniform_and_covered(by_the_law):
    assert len(by_the_law.scored) == 200
    assert uniform([each.pit for each in by_the_law.scored]) > 0.05
    (summary, _) = by_the_law.summaries
    for level, covered in zip((0.5, 0.8, 0.9), summary.covered, strict=True):
        assert covered.value == pytest.approx(level, abs=3.0 * np.sqrt(level * (1.0 - level) / 200.0))
        assert covered.low < level < covered.high


def test_plans_that_are_too_early_are_worse_than_the_forecast_and_than_their_median_slip(by_the_law):
    (summary, _) = by_the_law.summaries
    assert isinstance(summary.skill_over_plan, Mean)
    assert summary.skill_over_plan.low > 0.2
    assert summary.skill_over_plan_and_slip.low > 0.2
    assert summary.plan_off_d.value > summary.plan_and_slip_off_d.value


def test_without_those_still_to_come_forecasts_would_be_too_early():
    # The quick ones are known first: as if nothing were ever learnt from silence.
    found = pits(many(200, SLIPS, seed=12), ON_RECORD._replace(reported=0.0))
    assert uniform(found) < 0.02
    assert found.mean() > 0.53


def test_plans_that_hold_cannot_be_bettered():
    slips = np.random.default_rng(18).normal(0.0, 0.01, 60)
    summary = backcast(events=many(60, slips, seed=13), draws=1000).summaries[0]
    assert 0.0 < summary.plan_off_d.value < 30.0
    assert summary.skill_over_plan.high < 0.0


def test_programmes_that_get_worse_and_worse_do_not_come_out_uniform():
    drift = np.linspace(-1.5, 1.5, 100) + np.random.default_rng(14).normal(0.0, 0.2, 100)
    assert uniform(pits(many(100, drift, seed=15))) < 1e-6


def test_200_programmes_without_plans_come_out_uniform_too():
    slips = np.random.default_rng(16).normal(0.0, 0.8, 200)
    assert uniform(pits(many(200, slips, seed=17, planned=False))) > 0.05


def test_nothing_is_forecast_from_what_became_public_after_its_day(shipped):
    facts = load_events()
    for each in shipped.scored:
        assert each.case.on >= (each.case.plan_said_on or date.min)
        known = {event.programme for event in as_known(facts, each.case.on)}
        assert set(each.seen) <= known - {each.case.programme}
