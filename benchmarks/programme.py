"""Programmes: histories and events a second, against SimPy on the same small programme.

The realistic programme: four fire units in two lots, six components, 18 activities, three shocks, crews that
leave, missiles that expire, one licensed line, 20 years by the month. An event is one taken off the queue;
reports by the month are not counted. The ratio to SimPy is of histories.
"""

import os
import sys
import tempfile
import time
from math import inf
from subprocess import run

from benchmarks.timing import in_turn, row
from rangering.programme.kernels import codes
from rangering.programme.plan import Cause, Effect, Flow, Missiles
from rangering.programme.play import play_plan
from rangering.programme.read import load_programme
from rangering.programme.run import run_programme
from tests.oracle.simpy_programme import lived
from tests.programme_plans import Blow, Line, Part, SmallProgramme, Step, planned

YEAR_D = 365.25
MONTHS_D = tuple(YEAR_D / 12.0 * month for month in range(20 * 12 + 1))
HISTORIES, PEER_HISTORIES = 10_000, 40


def realistic(months_d: tuple[float, ...] = MONTHS_D) -> SmallProgramme:
    """Four fire units over 20 years."""
    steps = [Step(150.0, cause=Cause.FINANCE, spread=0.3)]
    for lot in range(2):
        steps.append(Step(500.0, (0,), spread=0.3, place=0, stopped_by=Flow.DELIVERIES))
        brought = ((Effect.MISSILES, 0, 60.0), (Effect.SPARES, 0, 1.0), (Effect.SPARES, 3, 1.0))
        units = [(Effect.FIRE_UNIT_DELIVERED, unit, 1.0) for unit in (2 * lot, 2 * lot + 1)]
        steps.append(
            Step(20.0, (len(steps) - 1,), Cause.TRANSPORT, 0.3, repeat=0.05, repeat_d=200.0,
                 stopped_by=Flow.DELIVERIES, effects=(*brought, *units))
        )  # fmt: skip
    for unit in range(4):
        site = Step(300.0, (0,), Cause.SITE, 0.3)
        steps.append(site)
        steps.append(
            Step(90.0, (2 + 2 * (unit // 2), len(steps) - 1), Cause.INSTALLATION, 0.3, place=2,
                 stopped_by=Flow.INSTALLATION, effects=((Effect.FIRE_UNIT_INSTALLED, unit, 1.0),))
        )  # fmt: skip
    steps += [
        Step(150.0, (0,), Cause.TRAINING, 0.3, place=1, stopped_by=Flow.TRAINING,
             effects=((Effect.CREWS_TRAINED, 0, 5.0),))
        for _ in range(2)
    ]  # fmt: skip
    released = tuple((Effect.FIRE_UNIT_RELEASED, unit, 1.0) for unit in range(4))
    steps.append(Step(200.0, (2,), Cause.DECISION, 0.3, stopped_by=Flow.DECISION, effects=released))
    steps.append(Step(600.0, (0,), Cause.TRANSFER, 0.3, likely=0.7, stopped_by=Flow.TRANSFER))
    opens = ((Effect.LINE_OPENED, 0, 1.0),)
    steps.append(Step(500.0, (len(steps) - 1,), Cause.SET_UP, 0.3, effects=opens))
    shocks = (
        Blow(0.5, 900.0, 700.0, 1500.0, 0.3, int(Flow.SUPPLIER_REPAIR | Flow.LICENSED)),
        Blow(0.3, 900.0, 400.0, inf, 0.0, int(Flow.TRANSFER)),
        Blow(0.4, 600.0, 300.0, 180.0, 0.5, int(Flow.INSTALLATION | Flow.TRAINING | Flow.DECISION)),
    )
    rates = ((2, 1, 0.002), (1, 1, 0.003), (3, 2, 0.001), (4, 3, 0.001), (2, 1, 0.002), (8, 6, 0.0005))
    parts = tuple(
        Part(rate, items, needed, base_stock=1, depot_stock=2, base_repair=0.3, base_repair_d=10.0,
             depot_repair_d=40.0, abroad=0.5, abroad_d=180.0, line=0, ship_d=3.0)
        for items, needed, rate in rates
    )  # fmt: skip
    return SmallProgramme(
        tuple(steps), months_d, units=4, crews_needed=2, attrition_per_d=0.1 / YEAR_D, retraining_d=200.0,
        full_count=4, places=(1, 1, 2), shocks=shocks, parts=parts,
        lines=(Line(10.0 / YEAR_D, 700.0, 0.5, 0.5),),
        missiles=Missiles(0, 3650.0, 4.0 / YEAR_D, 0.0, 0.0, inf, 0.0),
    )  # fmt: skip


def main() -> None:
    """Every row of programmes."""
    print("programme")
    _speed()
    _peer()
    _whole()
    _first()


def _speed() -> None:
    plan = planned(realistic())
    timed = in_turn(
        {"one": lambda: play_plan(plan, HISTORIES, 1), "two": lambda: play_plan(plan, HISTORIES, 1, jobs=2)},
        3,
    )
    out = play_plan(plan, 1000, 1)
    events = float(out.events.mean())
    row(f"{HISTORIES:,} histories of 20 years, two cores, warm", str(timed["two"]), "≤ 10 s")
    row("the same on one core", str(timed["one"]))
    row(
        "events a history; a second on one core",
        f"{events:,.0f}; {events * HISTORIES / timed['one'].median_s / 1e6:.2f} million",
    )
    row("histories with full capability", f"{(out.times_d[:, codes.FULL] < inf).mean():.2f}")


def _peer() -> None:
    """The same plan, months and all."""
    stated = realistic()
    plan = planned(stated)
    timed = in_turn(
        {
            "ours": lambda: play_plan(plan, 50 * PEER_HISTORIES, 1),
            "SimPy": lambda: lived(stated, PEER_HISTORIES, 1),
        },
        3,
    )
    ratio = 50.0 * timed["SimPy"].median_s / timed["ours"].median_s
    row("against SimPy, the same programme, one core each", f"{ratio:.0f} times as fast", "≥ 100 times")
    row("a history in SimPy", f"{timed['SimPy'].median_s / PEER_HISTORIES * 1e3:.1f} ms")


def _whole() -> None:
    programme = load_programme("turkey-s-400")
    timed = in_turn({"run": lambda: run_programme(programme, histories=1000, readings=16, jobs=2)}, 3)
    row("turkey-s-400, 17 readings of 1,000 histories, money and all", str(timed["run"]))


def _first() -> None:
    """A process of its own with an empty kernel cache."""
    code = (
        "from rangering.programme.read import load_programme;"
        "from rangering.programme.run import run_programme;"
        "run_programme(load_programme('t129'), histories=1, readings=0)"
    )
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        run([sys.executable, "-c", code], env=os.environ | {"RANGERING_CACHE": folder}, check=True)
        row("first run with an empty kernel cache", f"{time.perf_counter() - start:.0f} s", "≤ 60 s")


if __name__ == "__main__":
    sys.exit(main())
