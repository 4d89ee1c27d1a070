"""Runs of programmes: the same bits on any threads, bands apart from chance, a history told again."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from rangering._jit import hold
from rangering.catalog.read import load_catalog
from rangering.errors import ProgrammeError
from rangering.programme.compile import compile_programme
from rangering.programme.kernels import codes
from rangering.programme.kernels.history import play_many
from rangering.programme.plan import Cause, Told
from rangering.programme.play import CHUNK, play_plan
from rangering.programme.read import load_programme
from rangering.programme.results import ProgrammeResult
from rangering.programme.run import run_programme
from rangering.programme.state import make_out, make_state
from rangering.programme.telling import Words, tell
from tests.programme_plans import Part, SmallProgramme, planned, ready

HISTORIES, READINGS = CHUNK + 30, 4


@pytest.fixture(scope="module")
def turkey():
    return load_programme("turkey-s-400")


@pytest.fixture(scope="module")
def result(turkey) -> ProgrammeResult:
    return run_programme(turkey, histories=HISTORIES, readings=READINGS, seed=3)


def test_threads_change_no_bit(turkey, result):
    other = run_programme(turkey, histories=HISTORIES, readings=READINGS, seed=3, jobs=3)
    for name, values in result.nominal.series.items():
        np.testing.assert_array_equal(values, other.nominal.series[name])
        np.testing.assert_array_equal(result.readings.series[name], other.readings.series[name])
    np.testing.assert_array_equal(result.nominal.ended_d, other.nominal.ended_d)
    np.testing.assert_array_equal(result.nominal.waits_d, other.nominal.waits_d)
    np.testing.assert_array_equal(result.readings.ended_d, other.readings.ended_d)


def test_chunks_and_their_order_change_no_bit(turkey):
    plan = compile_programme(turkey, load_catalog()).plan
    whole = play_plan(plan, 2 * CHUNK, 5, jobs=2)
    parts = [play_plan(plan, count, 5, first=first) for first, count in ((100, 2 * CHUNK - 100), (0, 100))]
    for together, late, early in zip(whole, *parts, strict=True):
        np.testing.assert_array_equal(together, np.concatenate([early, late]))


def test_a_band_is_over_readings_and_chance_over_histories(result):
    for name in ("units_operational", "missiles", "paid", "availability"):
        band, chance = result.band(name), result.chance(name)
        means = result.readings.series[name]
        assert means.shape == (READINGS, len(result.months_d))
        np.testing.assert_array_equal(band.low, np.fmin.reduce(means, axis=0))
        np.testing.assert_array_equal(band.high, np.fmax.reduce(means, axis=0))
        for spread in (band, chance):
            known = ~np.isnan(spread.low)
            assert (spread.low[known] <= spread.median[known]).all()
            assert (spread.median[known] <= spread.high[known]).all()
    ranked = np.sort(result.nominal.times_d["full_d"])
    assert result.chance("full_d").median == ranked[HISTORIES // 2 - 1]
    medians = np.sort(result.readings.times_d["full_d"], axis=1)[:, HISTORIES // 2 - 1]
    assert result.band("full_d").low == medians.min()


def test_what_was_waited_for_adds_up(result):
    full_d = result.nominal.times_d["full_d"]
    reached = np.isfinite(full_d)
    assert sum(result.waited_d().values()) == pytest.approx(full_d[reached].mean())
    assert result.waited_d()[Cause.SITE] > 0.0


def test_a_probability_by_a_month_is_the_share_of_histories_done(result):
    by = result.probability_by("full_d")
    assert (np.diff(by) >= 0.0).all()
    assert by[-1] == np.isfinite(result.nominal.times_d["full_d"]).mean()
    assert result.shares_by("full_d").shape == (READINGS, len(result.months_d))


def test_months_are_dated_from_the_signature(result, turkey):
    assert result.months[0] == turkey.day_0
    assert result.months[12] == date(turkey.day_0.year + 1, turkey.day_0.month, turkey.day_0.day)


def test_money_is_what_the_contract_says(result):
    """45 % in advance, the rest lent: all of the price is paid in the end, and interest with it."""
    paid, owed = result.mean("paid"), result.mean("owed")
    price = 2.5e9
    assert paid[6] == pytest.approx(0.45 * price, rel=1e-6)
    assert owed.max() == pytest.approx(0.55 * price, rel=1e-6)
    assert owed[-1] == 0.0
    assert paid[-1] > price


def test_no_readings_give_no_band(turkey):
    alone = run_programme(turkey, histories=5, readings=0)
    assert alone.readings_count == 0
    with pytest.raises(ProgrammeError, match="no readings were drawn"):
        alone.band("missiles")
    assert "not varied" in alone.assumptions[0]


def test_an_unknown_name_is_answered_with_the_nearest(result):
    with pytest.raises(ProgrammeError, match="did you mean missiles"):
        result.chance("misiles")


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"histories": 0}, "-n"),
        ({"readings": -1}, "--readings"),
        ({"jobs": 0}, "--jobs"),
        ({"seed": -1}, "--seed"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(turkey, asked, where):
    with pytest.raises(ProgrammeError) as error:
        run_programme(turkey, **asked)
    assert error.value.where == where
    assert error.value.mend


def test_more_at_once_than_there_is_room_for_is_an_error():
    stated = SmallProgramme((ready(4),), (0.0, 1.0), units=4, parts=(Part(1e-3, 5000, 1, stages=2),))
    with pytest.raises(ProgrammeError, match="more under way at once") as error:
        play_plan(planned(stated), 2, 1)
    assert error.value.where == "history 0"


def test_a_history_is_told_as_it_was_run(turkey, result):
    compiled = compile_programme(turkey, load_catalog())
    number = int(np.flatnonzero(np.isfinite(result.nominal.times_d["full_d"]))[0])
    events = tell(turkey, compiled, number, 3)
    ended = {e.first: e.day_d for e in events if e.kind in (Told.ENDS, Told.ENDS_REPEATED)}
    for activity, day_d in enumerate(result.nominal.ended_d[number]):
        assert ended.get(activity, np.inf) == day_d
    assert all(a.day_d <= b.day_d for a, b in pairwise(events))
    faults = sum(e.kind in (Told.PART_FAILS, Told.PART_OWED) for e in events)
    assert faults == result.nominal.series["faults"][number, -1]
    assert events[0].words == "contract: entry into force begins"
    assert events[0].date == turkey.day_0
    assert any(e.words == "fire unit 1 in service" for e in events)


def test_every_kind_of_event_has_words():
    """Each other ones, in a programme with a line at home and two shocks."""
    joint = load_programme("turkey-second-set")
    words = Words(joint, compile_programme(joint, load_catalog()))
    said = {kind: words.of(kind, 0, 0) for kind in Told}
    assert len(set(said.values())) == len(Told)
    assert words.of(Told.KEPT_AT_BORDER, 0, 1) != said[Told.KEPT_AT_BORDER]
    assert "5 of 8 wanted" in words.of(Told.FIRED_RAID, 5, 8)


def test_a_small_log_grows_until_all_is_told(turkey):
    compiled = compile_programme(turkey, load_catalog())
    plan = compiled.plan
    state, out = make_state(plan, 10), make_out(plan, 1)
    play_many(hold(plan), hold(state), hold(out), 1, 0, 1)
    assert state.log.length[0] == len(tell(turkey, compiled, 0, 1)) > 10


def test_chance_is_the_same_whatever_a_figure_is_worth(turkey):
    """A shorter installation shifts what follows it and nothing else, where nothing is known of ends."""
    plan = compile_programme(turkey.model_copy(update={"known_by": None}), load_catalog()).plan
    activities = plan.activities
    training = activities.cause == Cause.TRAINING
    shorter = replace_durations(plan, activities.cause == Cause.INSTALLATION, 0.5)
    one, other = play_plan(plan, 50, 1), play_plan(shorter, 50, 1)
    np.testing.assert_array_equal(one.ended_d[:, training], other.ended_d[:, training])
    np.testing.assert_array_equal(one.shock_begins_d, other.shock_begins_d)
    assert (one.monthly[:, codes.INSTALLED] <= other.monthly[:, codes.INSTALLED]).all()


def replace_durations(plan, which, factor):
    days = np.where(which, factor, 1.0) * plan.activities.duration_d
    return plan._replace(activities=plan.activities._replace(duration_d=days))


def test_results_are_frozen(result):
    with pytest.raises(AttributeError):
        result.seed = 5
    assert replace(result, seed=5).seed == 5
