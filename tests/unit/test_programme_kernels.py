"""Kernels of a programme in settings where every number can be told beforehand; both ways."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from rangering._jit import hold
from rangering.programme.kernels import codes
from rangering.programme.kernels.chance import counted, lasting
from rangering.programme.kernels.history import play_many
from rangering.programme.kernels.lines import made_between
from rangering.programme.kernels.queue import empty, next_d, pop, push
from rangering.programme.plan import Cause, Effect, Flow, Missiles, Told
from rangering.programme.state import make_out, make_state
from tests.programme_plans import Blow, Line, Part, SmallProgramme, Step, planned, played, ready

pytestmark = pytest.mark.both_ways


def told(stated: SmallProgramme, history: int = 0) -> list[tuple[float, Told, int, int]]:
    """One history's log."""
    plan = planned(stated)
    state, out = make_state(plan, 5000), make_out(plan, 1)
    play_many(hold(plan), hold(state), hold(out), 1, history, 1)
    log, lines = state.log, int(state.log.length[0])
    assert lines <= 5000
    rows = zip(log.time_d[:lines], log.kind[:lines], log.first[:lines], log.second[:lines], strict=True)
    return [(float(day), Told(kind), int(first), int(second)) for day, kind, first, second in rows]


def one_unit(*steps: Step, months_d: tuple[float, ...] = (0.0, 1000.0), **stated) -> SmallProgramme:
    """Steps, the last of which brings a fire unit into service."""
    last = replace(steps[-1], effects=(*steps[-1].effects, *ready(1).effects))
    return SmallProgramme((*steps[:-1], last), months_d, units=1, **stated)


def full_and_waits(stated: SmallProgramme) -> tuple[float, dict[Cause, float]]:
    out = played(stated)
    return float(out.times_d[0, codes.FULL]), {
        c: float(out.waits_d[0, c]) for c in Cause if out.waits_d[0, c]
    }


def test_a_chain_of_steps_waits_for_each_in_turn():
    steps = (Step(10.0, cause=Cause.FINANCE), Step(100.0, (0,)), Step(5.0, (1,), Cause.TRANSPORT))
    assert full_and_waits(one_unit(*steps)) == (
        115.0, {Cause.FINANCE: 10.0, Cause.PRODUCTION: 100.0, Cause.TRANSPORT: 5.0}
    )  # fmt: skip


def test_a_shock_stops_what_runs_and_it_goes_on_where_it_stood():
    stated = one_unit(
        Step(100.0, stopped_by=Flow.DELIVERIES),
        shocks=(Blow(begins_d=30.0, lasts_d=50.0, stops=Flow.DELIVERIES),),
    )
    assert full_and_waits(stated) == (150.0, {Cause.PRODUCTION: 100.0, Cause.SHOCK: 50.0})
    kinds = [kind for _, kind, _, _ in told(stated)]
    assert kinds[:6] == [
        Told.BEGINS, Told.SHOCK_COMES, Told.STOPS, Told.SHOCK_OVER, Told.GOES_ON, Told.ENDS
    ]  # fmt: skip


def test_two_shocks_at_once_stop_until_the_last_is_over():
    blows = (
        Blow(begins_d=30.0, lasts_d=50.0, stops=Flow.DELIVERIES),
        Blow(begins_d=60.0, lasts_d=50.0, stops=Flow.DELIVERIES | Flow.TRAINING),
    )
    stated = one_unit(Step(100.0, stopped_by=Flow.DELIVERIES), shocks=blows)
    assert full_and_waits(stated) == (180.0, {Cause.PRODUCTION: 100.0, Cause.SHOCK: 80.0})


def test_a_shock_keeps_a_step_from_beginning():
    steps = (Step(40.0), Step(10.0, (0,), Cause.INSTALLATION, stopped_by=Flow.INSTALLATION))
    blow = Blow(begins_d=20.0, lasts_d=100.0, stops=Flow.INSTALLATION)
    assert full_and_waits(one_unit(*steps, shocks=(blow,))) == (
        130.0, {Cause.PRODUCTION: 40.0, Cause.SHOCK: 80.0, Cause.INSTALLATION: 10.0}
    )  # fmt: skip


def test_the_second_waits_for_the_only_place():
    steps = (Step(60.0, place=0), Step(30.0, place=0), Step(0.0, (0, 1)))
    assert full_and_waits(one_unit(*steps, places=(1,))) == (90.0, {Cause.SLOT: 60.0, Cause.PRODUCTION: 30.0})
    assert full_and_waits(one_unit(*steps, places=(2,))) == (60.0, {Cause.PRODUCTION: 60.0})


def test_a_step_waits_for_its_day():
    assert full_and_waits(one_unit(Step(10.0, earliest_d=50.0))) == (
        60.0, {Cause.CALENDAR: 50.0, Cause.PRODUCTION: 10.0}
    )  # fmt: skip


def test_what_is_lost_is_done_again():
    stated = one_unit(Step(10.0, repeat=1.0, repeat_d=25.0))
    assert full_and_waits(stated) == (35.0, {Cause.PRODUCTION: 10.0, Cause.REPEAT: 25.0})
    assert Told.ENDS_REPEATED in [kind for _, kind, _, _ in told(stated)]


def test_what_waits_for_a_step_that_never_comes_never_comes_either():
    """Whatever the order in which the steps are listed."""
    steps = (Step(1.0, (1,)), Step(1.0, (2,)), Step(1.0, likely=0.0), Step(5.0, effects=ready(1).effects))
    out = played(SmallProgramme(steps, (0.0, 100.0), units=1), 3)
    assert np.isinf(out.ended_d[:, :3]).all()
    assert (out.times_d[:, codes.FULL] == 5.0).all()


def test_crews_go_to_the_first_units_and_a_lost_one_is_replaced():
    steps = (ready(2), Step(10.0, effects=((Effect.CREWS_TRAINED, 0, 3.0),)))
    stated = SmallProgramme(steps, (0.0, 9.0, 11.0), units=2, crews_needed=2, full_count=1)
    out = played(stated)
    assert out.monthly[0, codes.CREWED].tolist() == [0.0, 0.0, 1.0]
    leaving = replace(stated, attrition_per_d=0.05, retraining_d=20.0, months_d=(0.0, 200.0))
    log = told(leaving)
    lost = [day for day, kind, _, _ in log if kind is Told.CREW_LEAVES]
    back = [day for day, kind, _, _ in log if kind is Told.CREW_REPLACED]
    assert len(lost) > 3
    assert back == pytest.approx([day + 20.0 for day in lost[: len(back)]])


def test_retraining_goes_on_after_a_shock_where_it_stood():
    """As other steps that are stopped: what is left of it is still to do."""
    steps = (Step(effects=(*ready(1).effects, (Effect.CREWS_TRAINED, 0, 6.0))),)
    blows = (
        Blow(begins_d=40.0, lasts_d=100.0, stops=Flow.TRAINING),
        Blow(begins_d=100.0, lasts_d=60.0, stops=Flow.TRAINING),
    )
    stated = SmallProgramme(
        steps, (0.0, 400.0), units=1, crews_needed=1, attrition_per_d=0.01, retraining_d=30.0, shocks=blows
    )
    early = within = 0
    for history in range(10):
        log = told(stated, history)
        lost = np.array([day for day, kind, _, _ in log if kind is Told.CREW_LEAVES])
        back = np.array([day for day, kind, _, _ in log if kind is Told.CREW_REPLACED])
        worked = np.where(lost < 40.0, lost, np.maximum(lost - 120.0, 40.0))  # days on which training ran
        due = worked + 30.0
        expected = np.where(due < 40.0, due, due + 120.0)
        assert back == pytest.approx(expected[: len(back)])
        early += np.sum((lost > 10.0) & (lost < 40.0))
        within += np.sum((lost > 40.0) & (lost < 160.0))
    assert early > 3
    assert within > 3


def test_without_the_supplier_s_instructors_own_ones_teach_slower():
    """30 days of training, 12 of them before the day; the other 18 take 72 at a quarter of the pace."""
    steps = (
        Step(effects=(*ready(1).effects, (Effect.CREWS_TRAINED, 0, 1.0))),
        Step(100.0, stopped_by=Flow.TRAINING | Flow.SUPPLIER_TRAINING),
        Step(100.0, stopped_by=Flow.TRAINING),
    )
    stated = SmallProgramme(
        steps, (0.0, 2000.0), units=1, crews_needed=1, attrition_per_d=0.1, retraining_d=30.0,
        taught_at_home=0.25,
    )  # fmt: skip
    lost_d = next(day for day, kind, _, _ in told(stated) if kind is Told.CREW_LEAVES)
    without = replace(stated, shocks=(Blow(begins_d=lost_d + 12.0, stops=Flow.SUPPLIER_TRAINING),))
    back = [day for day, kind, _, _ in told(without) if kind is Told.CREW_REPLACED]
    assert back[0] == pytest.approx(lost_d + 84.0)
    ended_d = played(without).ended_d[0]
    assert np.isinf(ended_d[1])  # a class of the supplier's
    assert ended_d[2] == 100.0  # one at home
    nobody = replace(without, taught_at_home=0.0)
    assert Told.CREW_REPLACED not in [kind for _, kind, _, _ in told(nobody)]


def test_retraining_waits_for_the_end_of_a_shock():
    steps = (Step(effects=(*ready(1).effects, (Effect.CREWS_TRAINED, 0, 1.0))),)
    blow = Blow(begins_d=1.0, lasts_d=500.0, stops=Flow.TRAINING)
    stated = SmallProgramme(
        steps, (0.0, 1000.0), units=1, crews_needed=1, attrition_per_d=0.1, retraining_d=1.0, shocks=(blow,)
    )
    log = told(stated)
    out_d = next(day for day, kind, _, _ in log if kind is Told.OUT_OF_SERVICE)
    assert out_d < 400.0
    assert [day for day, kind, _, _ in log if kind is Told.IN_SERVICE][1] == pytest.approx(502.0)


def test_full_capability_by_a_retrained_crew_counts_as_training():
    """The crew of the first fire unit has left before the second is installed."""
    first = Step(effects=(*ready(1).effects, (Effect.CREWS_TRAINED, 0, 2.0)))
    second = Step(100.0, cause=Cause.INSTALLATION, effects=tuple((e, 1, n) for e, _, n in ready(1).effects))
    later = Step(4000.0, effects=tuple((e, 2, n) for e, _, n in ready(1).effects))
    stated = SmallProgramme(
        (first, second, later), (0.0, 5000.0), units=3, crews_needed=1, attrition_per_d=0.05,
        retraining_d=60.0, full_count=2,
    )  # fmt: skip
    out = played(stated, 20)
    full_d = out.times_d[:, codes.FULL]
    late = (full_d > 100.0) & (full_d < 4000.0)
    assert late.any()
    assert out.waits_d.sum(axis=1)[late] == pytest.approx(full_d[late])
    assert out.waits_d[late, Cause.TRAINING] == pytest.approx(full_d[late] - 100.0)


def test_a_programme_without_fire_units_has_no_capability():
    out = played(SmallProgramme((Step(10.0),), (0.0, 100.0), initial_count=0, full_count=0))
    assert np.isinf(out.times_d).all()


def test_parts_are_owed_repaired_and_sent():
    """Constant times: a fault at a time of chance, and everything after it to the day."""
    part = Part(0.01, depot_repair_d=40.0, ship_d=2.0, memoryless=False)
    stated = SmallProgramme((ready(1),), (0.0, 1000.0), units=1, parts=(part,))
    log = [(day, kind) for day, kind, _, _ in told(stated) if kind in (Told.PART_OWED, Told.PART_REPLACED)]
    owed, back = (
        np.array([day for day, k in log if k is kind]) for kind in (Told.PART_OWED, Told.PART_REPLACED)
    )
    assert len(back) > 3
    assert back == pytest.approx(owed[: len(back)] + 42.0)


@pytest.mark.parametrize(
    ("part", "days"),
    [
        (Part(0.01, base_repair=1.0, base_repair_d=7.0, memoryless=False), 7.0),
        (Part(0.01, base_repair=1.0, base_repair_d=7.0, memoryless=False, stages=2), 7.0),  # parts that age
        (Part(0.01, abroad=1.0, abroad_d=90.0, ship_d=3.0, memoryless=False), 93.0),
        (Part(0.01, depot_stock=50, ship_d=3.0, depot_repair_d=40.0), 3.0),
        (Part(0.01, depot_stock=50, depot_repair_d=40.0), 0.0),
    ],
)
def test_how_long_a_place_stays_empty(part: Part, days: float):
    log = told(SmallProgramme((ready(1),), (0.0, 1500.0), units=1, parts=(part,)))
    owed = np.array([day for day, kind, _, _ in log if kind is Told.PART_OWED])
    back = np.array([day for day, kind, _, _ in log if kind is Told.PART_REPLACED])
    assert len(back) > 3
    assert back == pytest.approx(owed[: len(back)] + days)


def test_an_own_spare_replaces_a_part_at_once():
    log = told(SmallProgramme((ready(1),), (0.0, 500.0), units=1, parts=(Part(0.01, base_stock=50),)))
    assert {kind for _, kind, _, _ in log} >= {Told.PART_FAILS, Told.PART_REPLACED}
    assert Told.PART_OWED not in {kind for _, kind, _, _ in log}


def test_one_hand_repairs_one_part_at_a_time():
    part = Part(0.2, 10, 1, depot_repair_d=10.0, depot_crews=1, memoryless=False)
    log = told(SmallProgramme((ready(1),), (0.0, 200.0), units=1, parts=(part,)))
    back = np.array([day for day, kind, _, _ in log if kind is Told.PART_REPLACED])
    assert len(back) > 10
    assert np.diff(back) == pytest.approx(np.full(len(back) - 1, 10.0))


def test_an_embargo_keeps_parts_on_both_sides_of_the_border():
    part = Part(0.01, 40, 1, abroad=1.0, abroad_d=30.0, memoryless=False)
    blow = Blow(begins_d=40.0, lasts_d=100.0, stops=Flow.SUPPLIER_REPAIR)
    stated = SmallProgramme((ready(1),), (0.0, 139.9, 300.0), units=1, parts=(part,), shocks=(blow,))
    log = told(stated)
    kept = {second for _, kind, _, second in log if kind is Told.KEPT_AT_BORDER}
    back = np.array([day for day, kind, _, _ in log if kind is Told.PART_REPLACED])
    assert kept == {0, 1}
    assert not ((back > 40.0) & (back < 140.0)).any()
    assert (back == 140.0).any()
    assert (back == 170.0).any()  # left the day it was over


def test_a_line_at_home_takes_repairs_over():
    opens = Step(effects=(*ready(1).effects, (Effect.LINE_OPENED, 0, 1.0)))
    part = Part(0.05, 4, 1, abroad=1.0, abroad_d=500.0, depot_repair_d=5.0, line=0)
    stated = SmallProgramme((opens,), (0.0, 400.0), units=1, parts=(part,), lines=(Line(repair_share=1.0),))
    out = played(stated)
    assert out.monthly[0, codes.REPAIRS_ABROAD, 1] == 0.0
    assert out.monthly[0, codes.REPAIRS_HOME, 1] == out.monthly[0, codes.FAULTS, 1] > 5.0


def test_spares_that_come_serve_those_who_wait():
    brings = Step(300.0, effects=((Effect.SPARES, 0, 2.0),))
    part = Part(0.1, 1, 1, abroad=1.0, abroad_d=inf, memoryless=False)
    log = told(SmallProgramme((ready(1), brings), (0.0, 301.0), units=1, parts=(part,)))
    assert next(day for day, kind, _, _ in log if kind is Told.PART_REPLACED) == 300.0


def test_a_line_makes_missiles_over_its_ramp_up_to_its_limit():
    opens = Step(10.0, effects=((Effect.LINE_OPENED, 0, 1.0),))
    stated = SmallProgramme((opens,), (0.0, 60.0, 110.0, 210.0, 1000.0), lines=(Line(1.0, 100.0, most=200),))
    made = played(stated).monthly[0, codes.ROWS]
    assert made.tolist() == [0.0, 12.0, 50.0, 150.0, 200.0]  # 50² / 200 = 12.5, half the ramp, then one a day


def test_a_line_cut_off_from_parts_works_and_learns_slower():
    opens = Step(0.0, effects=((Effect.LINE_OPENED, 0, 1.0),))
    blow = Blow(begins_d=0.0, lasts_d=100.0, stops=Flow.LICENSED)
    stated = SmallProgramme(
        (opens,), (0.0, 100.0, 150.0, 250.0), lines=(Line(1.0, 100.0, imported_share=0.5),), shocks=(blow,)
    )
    made = played(stated).monthly[0, codes.ROWS]
    assert made.tolist() == [0.0, 12.0, 50.0, 150.0]  # as if the first 100 days had been 50


def test_output_of_a_line_is_the_area_under_its_ramp():
    assert made_between(2.0, 10.0, 0.0, 10.0) == 10.0
    assert made_between(2.0, 10.0, 5.0, 10.0) == pytest.approx(7.5 + 10.0)
    assert made_between(2.0, 0.0, 3.0, 4.0) == 8.0


def test_the_oldest_missiles_go_first_and_the_rest_expires():
    missiles = Missiles(10, 100.0, 0.0, 30.0, 20.0, 60.0, 3.0)
    brings = Step(50.0, effects=((Effect.MISSILES, 0, 5.0),))
    months_d = (0.0, 99.0, 101.0, 149.0, 151.0)
    out = played(SmallProgramme((brings, ready(1)), months_d, units=1, missiles=missiles), 5)
    fired, expired, stock = (out.monthly[:, row] for row in (codes.FIRED, codes.EXPIRED, codes.MISSILES))
    assert (fired[:, 1] > 0.0).any()
    assert (stock[:, 1] == 15.0 - fired[:, 1]).all()
    assert (expired[:, 2] == np.maximum(10.0 - fired[:, 2], 0.0)).all()
    assert (stock[:, 4] == 0.0).all()


def test_a_stock_of_many_ages_expires_little_by_little():
    """Even ages from new to 600 days, 1000 days of life: one in 600 a day goes from day 400 on."""
    seen_d = (0.0, 399.0, 550.0, 700.0, 850.0, 1001.0)
    stated = SmallProgramme((Step(),), seen_d, missiles=Missiles(120, 1000.0, 0.0, 0.0, 0.0, inf, 0.0, 600.0))
    stock = played(stated).monthly[0, codes.MISSILES]
    assert stock == pytest.approx([120.0, 120.0, 90.0, 60.0, 30.0, 0.0], abs=3.1)  # half a month of them
    struck_off = [number for _, kind, number, _ in told(stated) if kind is Told.MISSILES_EXPIRE]
    assert len(struck_off) == 20
    assert max(struck_off) == 6


def test_the_oldest_goes_first_whenever_it_came():
    """New ones are in stock when older ones come, which are fired and struck off before them."""
    missiles = Missiles(4, 1000.0, 0.0, 500.0, 500.0, 500.0, 3.0)
    brings = Step(100.0, effects=((Effect.MISSILES, 400, 12.0),))  # 200 to 600 days of life left, mean 800
    stated = SmallProgramme((brings, ready(1)), (0.0, 699.0, 999.0, 1101.0), units=1, missiles=missiles)
    for history in range(5):
        log = told(stated, history)
        fired = next(first for _, kind, first, _ in log if kind is Told.FIRED_RAID)
        old = [(day, n) for day, kind, n, _ in log if kind is Told.MISSILES_EXPIRE]
        assert sum(n for _, n in old) == 16 - fired
        # All four new ones are left on day 1000; the first of the others go from day 700 on.
        assert sum(n for day, n in old if day == 1000.0) == 4
        assert min(day for day, _ in old) > 700.0 + 400.0 * (fired - 1) / 12.0
        assert sum(n for day, n in old if 700.0 < day < 1000.0) == pytest.approx(9 - fired, abs=1)


def test_what_comes_too_old_is_struck_off_at_once():
    stated = SmallProgramme(
        (Step(),), (0.0, 1.0), missiles=Missiles(10, 100.0, 0.0, 0.0, 0.0, inf, 0.0, 200.0)
    )
    out = played(stated)
    assert out.monthly[0, codes.EXPIRED].tolist() == [5.0, 5.0]


def test_nothing_is_fired_while_no_fire_unit_is_in_service():
    """Ready from day 50 on: five raids meet nobody, five spend missiles."""
    missiles = Missiles(10_000, inf, 1.0, 10.0, 5.0, 100.0, 20.0)
    serves = Step(50.0, effects=ready(1).effects)
    stated = SmallProgramme((serves,), (0.0, 49.0, 101.0), units=1, missiles=missiles)
    out = played(stated, 5)
    assert not out.monthly[:, codes.FIRED, 1].any()
    assert (out.monthly[:, codes.FIRED, 2] > 50.0).all()
    assert (out.monthly[:, codes.UNMET] == (0.0, 5.0, 5.0)).all()
    log = told(stated)
    assert [day for day, kind, _, _ in log if kind is Told.RAID_UNMET] == [5.0, 15.0, 25.0, 35.0, 45.0]
    assert [day for day, kind, _, _ in log if kind is Told.FIRED_RAID] == [55.0, 65.0, 75.0, 85.0, 95.0]
    assert min(day for day, kind, _, _ in log if kind is Told.FIRED_PRACTICE) > 50.0


def test_ageless_missiles_lie_in_one_heap():
    missiles = Missiles(4, inf, 0.1, 0.0, 0.0, inf, 0.0)
    brings = Step(5.0, effects=((Effect.MISSILES, 0, 3.0),))
    stated = SmallProgramme((brings, ready(1)), (0.0, 500.0), units=1, missiles=missiles)
    out = played(stated)
    assert out.monthly[0, codes.FIRED, 1] == 7.0
    assert out.monthly[0, codes.MISSILES, 1] == 0.0
    assert [n for _, kind, n, _ in told(stated) if kind is Told.FIRED_PRACTICE][:7] == [1] * 7


@pytest.mark.parametrize("most", [3, 40, 300, 1000])
def test_events_come_in_order_however_many_there_are(most: int):
    """Against a sorted list; days are whole, so that many fall on one."""
    state, chance = make_state(planned(SmallProgramme((Step(),), (0.0, 1.0)))), np.random.default_rng(most)
    empty(state.queue)
    held, queue, waiting = hold(state), hold(state.queue), []
    for turn in range(4 * most):
        # It fills, empties and fills again.
        if len(waiting) < most and (chance.random() < 0.7) == (turn // most % 2 == 0):
            far = 1000 if chance.random() < 0.2 else 0
            event = (
                float(turn + far + chance.integers(0, 50)),
                *map(int, chance.integers(0, (15, 300, 300))),
            )
            push(held, *event)
            waiting.append(event)
        elif waiting:
            waiting.sort()
            assert pop(queue) == waiting.pop(0)
    assert [pop(queue) for _ in waiting] == sorted(waiting)
    assert next_d(queue) == inf
    assert state.counters[codes.OVERFLOW] == 0


def test_faults_fall_on_the_same_days_whether_or_not_a_part_stands_there():
    """So that a programme can be held against itself under an embargo; an empty place does not fail."""

    def days(base_stock: int) -> list[float]:
        part = Part(0.02, 1, 1, base_stock=base_stock, depot_repair_d=30.0)
        log = told(SmallProgramme((ready(1),), (0.0, 2000.0), units=1, parts=(part,)))
        return [day for day, kind, _, _ in log if kind in (Told.PART_FAILS, Told.PART_OWED)]

    all_days, some = days(500), days(0)
    assert set(some) < set(all_days)
    assert len(some) < 0.8 * len(all_days)


def test_a_full_queue_is_said():
    part = Part(1e-3, 5000, 1, stages=2)
    plan = planned(SmallProgramme((ready(4),), (0.0, 1.0), units=4, parts=(part,)))
    out = make_out(plan, 1)
    play_many(hold(plan), hold(make_state(plan)), hold(out), 1, 0, 1)
    assert out.overflow[0] == 1


def test_durations_are_lognormal_about_their_median():
    drawn = np.array([lasting(1, 5, 0, k, 100.0, 0.4) for k in range(400)])
    assert np.log(drawn / 100.0).mean() == pytest.approx(0.0, abs=4.0 * 0.4 / 20.0)
    assert np.log(drawn / 100.0).std() == pytest.approx(0.4, abs=0.06)
    assert lasting(1, 5, 0, 3, inf, 0.4) == inf
    assert lasting(1, 5, 0, 3, 7.0, 0.0) == 7.0


def test_numbers_fired_in_a_raid_are_poisson():
    drawn = np.array([counted(1, 5, 0, k, 2.5) for k in range(600)])
    assert drawn.mean() == pytest.approx(2.5, abs=4.0 * np.sqrt(2.5 / 600))
    assert drawn.var() == pytest.approx(2.5, abs=0.7)
