"""A launcher cannot be reloaded and fire at once: rounds promised, launched, put back and reloaded."""

import pytest

from rangering.mission.codes import Event
from rangering.mission.kernels.endure import between, fill, toggle_fault
from rangering.mission.kernels.events import RELOADED, pop
from rangering.mission.kernels.stockpile import (
    begin_reloads,
    count_ready,
    fire,
    left,
    put_back,
    release,
    take,
)
from rangering.mission.plan import MissionPlan
from rangering.mission.state import State, new_state
from tests.mission_scene import Coming, Ran, Site, hand_plan, run

pytestmark = pytest.mark.both_ways


def loaded(*sites: Site) -> tuple[MissionPlan, State]:
    """Full launchers and nothing promised."""
    plan = hand_plan((), sites)
    state = new_state(plan)
    fill(plan.launchers, state.stock)
    for unit in range(len(sites)):
        count_ready(unit, plan.launchers, state.stock)
    return plan, state


def times_s(ran: Ran, *events: Event) -> list[tuple[str, float]]:
    """When these happened, in order."""
    kept = int(ran.state.log.length[0])
    log = zip(ran.state.log.event[:kept].tolist(), ran.state.log.time_s[:kept].tolist(), strict=True)
    return [(Event(event).name, time_s) for event, time_s in log if event in events]


def test_rounds_of_the_first_launcher_are_promised_and_leave_first():
    plan, state = loaded(Site(rounds=2, launchers=2), Site(rounds=5))
    stock, launchers = state.stock, plan.launchers
    assert [take(0, 0, launchers, stock) for _ in range(5)] == [0, 0, 1, 1, -1]
    assert stock.promised[:, 0].tolist() == [2, 2, 0]
    assert (left(0, stock), left(1, stock)) == (0, 5)
    assert [fire(0, 0, launchers, stock) for _ in range(5)] == [0, 0, 1, 1, -1]
    assert stock.promised.sum() == 0
    assert stock.rounds[:, 0].tolist() == [0, 0, 5]


def test_what_is_put_back_stays_on_the_launcher_that_promised_it():
    plan, state = loaded(Site(rounds=2, launchers=2))
    stock, launchers = state.stock, plan.launchers
    for _ in range(3):
        take(0, 0, launchers, stock)
    stock.up[1] = False
    count_ready(0, launchers, stock)
    assert put_back(0, 0, launchers, stock) == 1  # on one that fails meanwhile it is not ready
    assert left(0, stock) == 0
    assert put_back(0, 0, launchers, stock) == 0
    assert left(0, stock) == 1
    assert (stock.rounds[:, 0].tolist(), stock.promised[:, 0].tolist()) == ([1, 2], [1, 0])
    assert stock.store[0, 0] == 0
    put_back(0, 0, launchers, stock)
    assert put_back(0, 0, launchers, stock) == -1


def test_a_launcher_that_owes_a_round_is_not_reloaded():
    plan, state = loaded(Site(rounds=2, store=2, reload_s=60.0))
    stock, launchers = state.stock, plan.launchers
    for _ in range(2):
        take(0, 0, launchers, stock)
    fire(0, 0, launchers, stock)
    begin_reloads(0, 5.0, launchers, stock, state.queue, state.log)
    assert not stock.reloading[0]
    fire(0, 0, launchers, stock)
    begin_reloads(0, 9.0, launchers, stock, state.queue, state.log)
    assert stock.reloading[0]
    assert pop(state.queue)[:3] == (69.0, RELOADED, 0)


def test_what_was_promised_when_a_raid_ended_is_there_in_the_next():
    plan, state = loaded(Site(rounds=3))
    stock = state.stock
    for _ in range(2):
        take(0, 0, plan.launchers, stock)
    between(1, 0.0, plan, stock)
    assert (stock.rounds[0, 0], stock.promised[0, 0]) == (3, 0)
    release(stock)
    assert stock.rounds[0, 0] == 3


def test_an_empty_launcher_that_is_repaired_is_reloaded():
    plan, state = loaded(Site(rounds=1, store=1, reload_s=60.0))
    stock = state.stock
    stock.up[0] = False
    stock.rounds[0, 0] = 0
    assert toggle_fault(0, 40.0, 9, 0, 0, plan, state) == 0
    assert stock.reloading[0]
    assert (state.queue.time_s[0], stock.store[0, 0]) == (100.0, 0)


def test_a_salvo_leaves_before_its_launcher_is_reloaded():
    """Committed at 1 s: out at 3 s, 8 s and 13 s; the reload begins with the last and takes 20 s."""
    site = Site(rounds=3, store=3, reload_s=20.0, reaction_s=2.0, interval_s=5.0, salvo=3, looks=False,
                most_shots=3, targets=2)  # fmt: skip
    ran = run(hand_plan([Coming(1.0), Coming(2.0)], [site], kill=1.0, flight_s=60.0), log_capacity=200)
    told = times_s(ran, Event.COMMITTED, Event.LAUNCHED, Event.RELOADING, Event.RELOADED)
    assert told == [
        ("COMMITTED", 1.0), ("LAUNCHED", 3.0), ("LAUNCHED", 8.0), ("LAUNCHED", 13.0), ("RELOADING", 13.0),
        ("RELOADED", 33.0), ("COMMITTED", 33.0), ("LAUNCHED", 35.0), ("LAUNCHED", 40.0), ("LAUNCHED", 45.0),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_no_round_is_lost_when_a_raid_is_cut_short(seed: int):
    """Whatever was held is fired, ready, promised or in store."""
    sites = [
        Site(rounds=2, launchers=2, store=5, reload_s=30.0, targets=3, salvo=2, looks=False, interval_s=4.0,
             reaction_s=6.0, assessment_s=2.0, most_shots=4),
        Site(rounds=3, store=2, reload_s=15.0, targets=2, reaction_s=2.0, assessment_s=1.0),
    ]  # fmt: skip
    flights = [Coming(3.0 * k, from_m=60_000.0) for k in range(12)]
    plan = hand_plan(flights, sites, kill=0.4, flight_s=12.0, seed=seed, end_s=90.0)
    ran = run(plan, log_capacity=2_000)
    stock = ran.state.stock
    held = stock.rounds.sum() + stock.promised.sum() + stock.store.sum()
    assert held + ran.state.units.fired.sum() == 2 * 2 + 5 + 3 + 2
    assert (stock.promised[stock.reloading] == 0).all()
    assert stock.promised.sum() > 0  # cut short in the middle of it


def test_a_raid_cut_short_keeps_the_rounds_it_had_promised():
    """Two raids of 10 s with a reaction of 20 s: nothing leaves, all is there again."""
    plan = hand_plan([Coming(1.0)], [Site(rounds=2, reaction_s=20.0)], end_s=10.0)
    ran = run(plan._replace(endure=plan.endure._replace(raids=2, interval_s=3600.0)))
    assert ran.rows[:, ran.layout.units + 4].tolist() == [0.0, 0.0]
    assert ran.rows[:, ran.layout.units + 5].tolist() == [1.0, 1.0]
    assert ran.state.stock.promised.tolist() == [[1]]
