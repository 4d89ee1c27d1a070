"""The engine in settings so plain that a closed form says what it must give.

Expected values are those of the case files; tolerances are four standard errors of the simulation, whose seed
is fixed, and 2 % for two echelons as their case asks.
"""

import numpy as np
import pytest

from rangering._jit import hold
from rangering.programme.closed_forms.two_echelon import exact_two_echelon, repair_loop
from rangering.programme.kernels import codes
from rangering.programme.kernels.history import play_many
from rangering.programme.money import money_of
from rangering.programme.plan import NONE, Cause, Effect, Told
from rangering.programme.priced import Credit, LineMoney, LotValues, Payments, Priced, ShockMoney
from rangering.programme.state import make_out, make_state
from tests.oracle.case import CASES, Case, read
from tests.programme_plans import Line, Part, SmallProgramme, Step, ints, planned, played, ready, reals

LOGISTICS = read(CASES / "10_programme_logistics.csv")
LOG = 100_000
ERRORS = 4.0  # standard errors


def cases(quantity: str) -> list[Case]:
    return [case for case in LOGISTICS if case.quantity == quantity]


def named(case: Case) -> str:
    return case.case_id


def within(values: np.ndarray, expected: float) -> bool:
    """Whether independent means agree with an expected value."""
    error = values.std(ddof=1) / np.sqrt(len(values))
    return abs(values.mean() - expected) <= ERRORS * error + 1e-12


def settled(part: Part, units: int, span_d: float, months: int) -> SmallProgramme:
    """Fire units whose parts fail for so long that the start is forgotten, seen far apart."""
    seen_d = span_d * (1.0 + np.arange(months) / 4.0)
    return SmallProgramme((ready(units),), tuple(seen_d.tolist()), units=units, parts=(part,))


@pytest.mark.parametrize("memoryless", [False, True])
@pytest.mark.parametrize("case", cases("palm_poisson_backorders"), ids=named)
def test_palm_backorders_whatever_the_law_of_repair(case: Case, memoryless: bool):
    mean, stock = case.inputs["pipeline_mean"], case.inputs["stock"]
    part = Part(
        mean / 10.0,
        poisson=True,
        base_stock=stock,
        base_repair=1.0,
        base_repair_d=10.0,
        memoryless=memoryless,
    )
    out = played(settled(part, 1, 200.0, 200), 200)
    assert within(out.monthly[:, codes.BACKLOG].mean(axis=1), case.expected["expected_backorders"])


@pytest.mark.parametrize("case", cases("palm_poisson_backorders"), ids=named)
def test_palm_fill_rate(case: Case):
    mean, stock = case.inputs["pipeline_mean"], case.inputs["stock"]
    part = Part(mean / 10.0, poisson=True, base_stock=stock, base_repair=1.0, base_repair_d=10.0)
    plan = planned(settled(part, 1, 1000.0, 200))
    filled = []
    for history in range(30):
        state, out = make_state(plan, LOG), make_out(plan, 1)
        play_many(hold(plan), hold(state), hold(out), 1, history, 1)
        assert state.log.length[0] <= LOG
        kinds = state.log.kind[(state.log.time_d > 200.0) & (state.log.kind != Told.PART_REPLACED)]
        faults = np.isin(kinds, (Told.PART_FAILS, Told.PART_OWED))
        filled.append(np.mean(kinds[faults] == Told.PART_FAILS))
    assert within(np.array(filled), case.expected["fill_rate"])


@pytest.mark.parametrize("case", cases("pipeline_mean"), ids=named)
def test_littles_law(case: Case):
    rate, time_d = case.inputs["rate_per_day"], case.inputs["mean_time_days"]
    part = Part(rate, poisson=True, base_repair=0.0, abroad=1.0, abroad_d=time_d)
    out = played(settled(part, 1, 40.0 * time_d, 100), 200)
    assert within(out.monthly[:, codes.BACKLOG].mean(axis=1), case.expected)


@pytest.mark.parametrize("case", cases("k_out_of_n_steady_availability"), ids=named)
def test_k_of_n_with_crews(case: Case):
    stated = case.inputs
    repair_d = 1.0 / stated["repair_rate_per_h"]
    part = Part(
        stated["failure_rate_per_h"], stated["n"], stated["k"], depot_repair_d=repair_d,
        depot_crews=stated["repair_crews"],
    )  # fmt: skip
    out = played(settled(part, 1, 60.0 * repair_d, 400), 2000)
    assert within(out.monthly[:, codes.AVAILABLE].mean(axis=1), case.expected["availability"])
    assert within(out.monthly[:, codes.BACKLOG].mean(axis=1), case.expected["mean_units_down"])


@pytest.mark.parametrize("case", cases("renewal_function_erlang2"), ids=named)
def test_renewals_of_erlang_lives(case: Case):
    units, time_d = 40, case.inputs["time"]
    part = Part(case.inputs["stage_rate"] / 2.0, stages=2, base_stock=1000)
    stated = SmallProgramme((ready(units),), (0.0, time_d), units=units, parts=(part,))
    out = played(stated, 2000)
    assert within(out.monthly[:, codes.FAULTS, 1] / units, case.expected)


def two_echelons(units: int, rate: float, base_stock: int, depot_stock: int, repair_d: float, ship_d: float,
                 share: float, base_d: float):  # fmt: skip
    """Mean number short at one base: of the engine, and of Graves's closed form."""
    part = Part(
        rate, poisson=True, base_stock=base_stock, depot_stock=depot_stock, base_repair=share,
        base_repair_d=base_d, depot_repair_d=repair_d, ship_d=ship_d, memoryless=False,
    )  # fmt: skip
    out = played(settled(part, units, 20.0 * (repair_d + ship_d + base_d), 400), 600)
    loop = repair_loop(
        [rate] * units, base_stock, depot_stock=depot_stock, depot_repair_d=repair_d, order_and_ship_d=ship_d,
        base_repair_d=base_d, base_repair_fraction=share,
    )  # fmt: skip
    return out.monthly[:, codes.BACKLOG].mean() / units, exact_two_echelon(loop).base_backorders[0]


def test_two_echelons_of_the_published_five_bases():
    """Inputs of the case `T10-V-metric-five-base`: the law that both METRICs approximate."""
    case = next(each for each in LOGISTICS if each.case_id == "T10-V-metric-five-base").inputs
    found, exact = two_echelons(
        5, case["base_demand_rates"][0], 1, case["depot_stock"], case["depot_repair_time"],
        case["order_and_ship_time"], case["fraction_repaired_at_base"], case["base_repair_time"],
    )  # fmt: skip
    assert found == pytest.approx(exact, rel=0.02)


@pytest.mark.parametrize("base_stock", [0, 1, 2])
def test_two_echelons_with_the_times_of_the_published_exact_case(base_stock: int):
    """Times, rates and depot of `T10-V-exact2-lindo`; its bases differ in stock, fire units here do not."""
    case = next(each for each in LOGISTICS if each.case_id == "T10-V-exact2-lindo").inputs
    found, exact = two_echelons(
        2, case["base_demand_rates"][0], base_stock, case["depot_stock"], case["depot_repair_time"],
        case["order_and_ship_time"], 0.0, 0.0,
    )  # fmt: skip
    assert found == pytest.approx(exact, rel=0.02)


def walked(legs: list[tuple[str, str, float]], critical: list[str]):
    """A network of legs between events; those of the stated path are production, all others site."""
    ends = {name: tuple(n for n, (_, to, _) in enumerate(legs) if to == name) for name, _, _ in legs}
    last = tuple(n for n, (_, to, _) in enumerate(legs) if not any(begin == to for begin, _, _ in legs))
    steps = [
        Step(months, ends[begin], Cause.PRODUCTION if f"{begin}-{to}" in critical else Cause.SITE)
        for begin, to, months in legs
    ]
    arrived = Step(0.0, last, Cause.TRANSPORT, effects=ready(1).effects)
    return played(SmallProgramme((*steps, arrived), (0.0, 100.0), units=1))


@pytest.mark.parametrize("case", cases("critical_path"), ids=named)
def test_the_critical_path_and_what_it_waited_for(case: Case):
    legs, critical = case.inputs["activities_from_to_months"], case.expected["critical_path"]
    out = walked(legs, critical)
    assert out.times_d[0, codes.FULL] == case.expected["duration"]
    assert out.waits_d[0].sum() == case.expected["duration"]
    # The published network has two longest paths; a day less off the stated one leaves it alone.
    alone = [[a, b, days if f"{a}-{b}" in critical else days - 1] for a, b, days in legs]
    assert walked(alone, critical).waits_d[0, Cause.PRODUCTION] == case.expected["duration"]


def nothing_paid(**stated) -> Priced:
    """Money of which only the stated part is anything."""
    none, some = ints([]), reals([])
    whole = {
        "price": 1.0,
        "option_prices": some,
        "option_activity": none,
        "payments": Payments(some, none, some),
        "credit": Credit(0.0, 0.0, 0.0, 0.0, True, 1, none, some),
        "lots": LotValues(none, some, none, none),
        "lines": LineMoney(none, none, *9 * [some]),
        "shocks": ShockMoney(some, some, some),
        "upkeep_per_unit_year": 0.0,
        "upkeep_supplier_share": 0.0,
        "discount_per_year": 0.0,
    }
    return Priced(**(whole | stated))


@pytest.mark.parametrize("case", cases("loan_schedule"), ids=named)
def test_a_credit_is_repaid_by_its_schedule(case: Case):
    stated, year_d = case.inputs, 365.25
    credit = Credit(
        stated["principal"], stated["rate_per_period"], stated["periods"] * year_d,
        stated["grace_periods_interest_only"] * year_d, stated["mode"] == "annuity", 1, ints([NONE]),
        reals([1.0]),
    )  # fmt: skip
    small = SmallProgramme((Step(),), tuple((year_d * np.arange(stated["periods"] + 1)).tolist()))
    plan = planned(small)
    money = money_of(nothing_paid(credit=credit), plan, played(small))
    paid, owed = np.diff(money["paid"][0]), money["owed"][0]
    principal, interest = -np.diff(owed), paid + np.diff(owed)
    assert owed[0] == stated["principal"]
    assert interest == pytest.approx(case.expected["interest_by_period"], rel=case.tol_rel, abs=1e-4)
    assert principal == pytest.approx(case.expected["principal_by_period"], rel=case.tol_rel, abs=1e-4)
    assert interest.sum() == pytest.approx(case.expected["total_interest"], rel=case.tol_rel)


def made_at_home(units: int, learning: float, first: float, seen_d: tuple[float, ...]) -> np.ndarray:
    """Cost so far of a line that makes one missile a day from day 0, seen on these days."""
    steps = (Step(cause=Cause.TRANSFER), Step(after=(0,), effects=((Effect.LINE_OPENED, 0, 1.0),)))
    small = SmallProgramme(steps, (0.0, *seen_d), lines=(Line(per_d=1.0, most=units),))
    lines = LineMoney(
        ints([0]), ints([1]), reals([0.0]), reals([0.0]), reals([0.0]), reals([first]), reals([1.0]),
        reals([learning]), reals([1.0]), reals([0.0]), reals([1.0]),
    )  # fmt: skip
    out = played(small)
    return money_of(nothing_paid(lines=lines), planned(small), out)["local_cost"][0, 1:]


@pytest.mark.parametrize("case", cases("crawford_unit_and_cumulative_factor"), ids=named)
def test_learning_over_all_that_a_line_makes(case: Case):
    units = case.inputs["units"]
    cost = made_at_home(
        units, case.inputs["learning_rate"], case.inputs["first_unit"], (units - 1.0, 2.0 * units)
    )
    assert cost[1] == pytest.approx(case.expected["cumulative"], abs=case.tol_abs)
    assert cost[1] - cost[0] == pytest.approx(case.expected["unit_n"], abs=case.tol_abs)


@pytest.mark.parametrize("case", cases("learning_curve_lot_cost"), ids=named)
def test_cost_of_a_lot_of_a_line(case: Case):
    stated = case.inputs
    before = stated["first_unit_of_lot"] - 1
    last = before + stated["lot_size"]
    cost = made_at_home(
        last, stated["learning_rate"], stated["first_unit_cost"], (float(before), float(last))
    )
    assert cost[1] - cost[0] == pytest.approx(case.expected["crawford_lot_cost"], rel=case.tol_rel)
