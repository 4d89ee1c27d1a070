"""The engine against an independent model of small programmes: their histories end alike.

Programmes are generated, small enough that both run hundreds of times, and with every link in them. When full
capability comes is held against the other by the test of Kolmogorov and Smirnov, numbers of fire units,
missiles and parts owed by the chi-square test of two samples. All comparisons together fail by chance less
than once in 1,000 times (Bonferroni).
"""

from dataclasses import replace
from math import inf

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, ks_2samp

from rangering.programme.kernels import codes
from rangering.programme.plan import Cause, Effect, Flow, Missiles
from tests.oracle.simpy_programme import Outcome, lived
from tests.programme_plans import Blow, Line, Part, SmallProgramme, Step, played

RUNS, PROGRAMMES = 250, 15
LEVEL = 1e-3 / (11 * PROGRAMMES + 20)
LEAST = 20  # in a cell of both samples together
MONTHS_D = (0.0, 400.37, 803.71, 1501.13, 3000.7)


@st.composite
def small_programmes(draw: st.DrawFn) -> SmallProgramme:
    """Two lots of fire units, crews, a decision, a line at home, shocks, parts and missiles."""
    spread = draw(st.sampled_from([0.2, 0.5]))
    slots, teams, classes = 0, 1, 2
    steps = [Step(draw(st.integers(20, 100)), cause=Cause.FINANCE, spread=spread)]
    installs, units = [], 0
    for _ in range(2):
        made = Step(draw(st.integers(100, 400)), (0,), spread=spread, place=slots, stopped_by=Flow.DELIVERIES)
        steps.append(made)
        oldest_d = draw(st.sampled_from([0, 500]))
        missiles = (Effect.MISSILES, oldest_d, float(draw(st.integers(3, 12))))
        spares = (Effect.SPARES, 0, 1.0)
        lost = draw(st.sampled_from([0.0, 0.3]))
        steps.append(
            Step(30.0, (len(steps) - 1,), Cause.TRANSPORT, spread, repeat=lost, repeat_d=120.0,
                 stopped_by=Flow.DELIVERIES, effects=(missiles, spares))
        )  # fmt: skip
        for _ in range(draw(st.integers(1, 2))):
            done = ((Effect.FIRE_UNIT_INSTALLED, units, 1.0), (Effect.FIRE_UNIT_DELIVERED, units, 1.0))
            installs.append(
                Step(90.0, (len(steps) - 1,), Cause.INSTALLATION, spread, place=teams,
                     stopped_by=Flow.INSTALLATION, effects=done)
            )  # fmt: skip
            units += 1
    steps += installs
    need = draw(st.integers(1, 2))
    for _ in range(2):
        steps.append(
            Step(150.0, (0,), Cause.TRAINING, spread, earliest_d=draw(st.integers(0, 300)) + 0.117,
                 place=classes, stopped_by=Flow.TRAINING | Flow.SUPPLIER_TRAINING,
                 effects=((Effect.CREWS_TRAINED, 0, float(units * need // 2 + 1)),))
        )  # fmt: skip
    released = tuple((Effect.FIRE_UNIT_RELEASED, unit, 1.0) for unit in range(units))
    steps.append(
        Step(60.0, (2,), Cause.DECISION, spread, likely=0.9, stopped_by=Flow.DECISION, effects=released)
    )
    steps.append(Step(200.0, (2,), Cause.TRANSFER, spread, likely=0.8, stopped_by=Flow.TRANSFER))
    steps.append(
        Step(100.0, (len(steps) - 1,), Cause.SET_UP, spread, effects=((Effect.LINE_OPENED, 0, 1.0),))
    )
    every = int(Flow.DELIVERIES | Flow.TRAINING | Flow.SUPPLIER_REPAIR | Flow.LICENSED | Flow.TRANSFER)
    every |= int(Flow.SUPPLIER_TRAINING)
    shocks = (
        Blow(0.7, 100.0, 300.0, 250.0, 0.4, draw(st.integers(1, 255))),
        Blow(0.5, 500.0, 400.0, draw(st.sampled_from([300.0, inf])), 0.3, every & draw(st.integers(1, 255))),
    )
    ageing = draw(st.booleans())
    parts = (
        Part(draw(st.sampled_from([0.004, 0.01])), 2, draw(st.integers(1, 2)), stages=draw(st.integers(1, 3)),
             base_stock=draw(st.integers(0, 1)), depot_stock=1, base_repair=0.3, base_repair_d=10.0,
             depot_repair_d=30.0, depot_crews=draw(st.integers(0, 2)), abroad=0.5, abroad_d=120.0, line=0,
             ship_d=3.0, memoryless=draw(st.booleans())),
        Part(0.005, 4, 3, poisson=draw(st.booleans()), depot_stock=draw(st.integers(0, 2)),
             depot_repair_d=60.0, depot_crews=1),
    )  # fmt: skip
    # Where missiles age, a line that hands them over by the month would make them a little younger.
    line = Line(
        0.0 if ageing else 0.01,
        draw(st.sampled_from([0.0, 300.0])),
        draw(st.sampled_from([0.5, 1.0])),
        0.5,
        draw(st.sampled_from([0, 8])),
    )
    missiles = Missiles(
        draw(st.integers(0, 5)), 900.0 if ageing else inf, draw(st.sampled_from([0.0, 0.004])),
        draw(st.sampled_from([0.0, 91.3])), 350.21, 1200.0, 1.5, draw(st.sampled_from([0.0, 800.0])),
    )  # fmt: skip
    return SmallProgramme(
        tuple(steps), MONTHS_D, units=units, crews_needed=need,
        attrition_per_d=draw(st.sampled_from([0.0, 0.001])), retraining_d=draw(st.sampled_from([150.0, inf])),
        taught_at_home=draw(st.sampled_from([0.0, 0.5])),
        initial_count=1, full_count=draw(st.integers(1, units)),
        places=(draw(st.integers(1, 2)), draw(st.integers(1, 2)), 1),
        shocks=shocks, parts=parts, lines=(line,), missiles=missiles,
    )  # fmt: skip


def chance(one: np.ndarray, other: np.ndarray) -> float:
    """Probability that two samples of one law differ as much: chi-square, small cells taken together."""
    values, place = np.unique(np.concatenate([one, other]), return_inverse=True)
    cells = [np.bincount(part, minlength=len(values)) for part in np.split(place, [len(one)])]
    table, held = [], np.zeros(2)
    for cell in np.stack(cells, axis=1):
        held = held + cell
        if held.sum() >= LEAST:
            table.append(held)
            held = np.zeros(2)
    if table:
        table[-1] = table[-1] + held
    if len(table) < 2:
        return 1.0
    return float(chi2_contingency(np.array(table), correction=False).pvalue)


def compared(stated: SmallProgramme, told: list[Outcome]) -> dict[str, float]:
    """Probability of a difference as great as there is, by what is compared."""
    out = played(stated, 4 * RUNS, seed=7)
    days_d = [np.minimum(each, 1e6) for each in (out.times_d[:, codes.FULL], [o.full_d for o in told])]
    found = {"full": float(ks_2samp(*days_d).pvalue)}
    rows = {
        "serving": (codes.IN_SERVICE, (2, 3)),
        "available": (codes.AVAILABLE, (2, 4)),
        "missiles": (codes.MISSILES, (1, 2, 3)),
        "owed": (codes.BACKLOG, (3,)),
        "made": (codes.MADE, (3,)),
        "fired": (codes.FIRED, (2,)),
    }
    for name, (row, months) in rows.items():
        for month in months:
            mine = np.array([getattr(each, name)[month] for each in told])
            found[f"{name} {month}"] = chance(mine, out.monthly[:, row, month].astype(int))
    return found


@settings(max_examples=PROGRAMMES)
@given(small_programmes())
def test_small_programmes_go_as_the_plain_model_says(stated: SmallProgramme):
    found = compared(stated, lived(stated, RUNS, 1))
    assert min(found.values()) > LEVEL, found


def test_the_comparison_would_notice_a_tenth():
    """A production that takes a tenth longer, and one crew lost for four, are found."""
    stated = SmallProgramme(
        (
            Step(300.0, spread=0.2, effects=((Effect.FIRE_UNIT_INSTALLED, 0, 1.0),)),
            Step(0.0, effects=((Effect.FIRE_UNIT_RELEASED, 0, 1.0), (Effect.CREWS_TRAINED, 0, 2.0))),
        ),
        MONTHS_D, units=1, crews_needed=2, attrition_per_d=0.001, retraining_d=100.0,
    )  # fmt: skip
    told = lived(stated, RUNS, 1)
    assert min(compared(stated, told).values()) > LEVEL
    slower = replace(stated, steps=(replace(stated.steps[0], days=330.0), stated.steps[1]))
    assert compared(slower, told)["full"] < LEVEL
    leaving = replace(stated, attrition_per_d=0.003)
    assert compared(leaving, told)["serving 3"] < LEVEL
