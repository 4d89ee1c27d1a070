"""Money of histories that are known to the day."""

from math import inf

import numpy as np
import pytest

from rangering.programme.ledger import YEAR_D, Ledger
from rangering.programme.money import money_of, summed_unit_costs
from rangering.programme.plan import NONE, Cause, Effect, Flow
from rangering.programme.priced import Credit, LineMoney, LotValues, Payments, ShockMoney
from tests.oracle.test_programme_engine import nothing_paid
from tests.programme_plans import Blow, Line, SmallProgramme, Step, ints, planned, played, ready, reals

YEARS_D = tuple((YEAR_D * np.arange(6)).tolist())


def money(stated: SmallProgramme, histories: int = 1, **priced) -> dict[str, np.ndarray]:
    return money_of(nothing_paid(**priced), planned(stated), played(stated, histories))


def paying(amounts, activities, waits_d) -> Payments:
    return Payments(reals(amounts), ints(activities), reals(waits_d))


def test_instalments_fall_due_after_their_step():
    stated = SmallProgramme((Step(100.0), Step(2.0 * YEAR_D, likely=0.0)), YEARS_D)
    rows = money(stated, payments=paying([10.0, 20.0, 40.0], [NONE, 0, 1], [0.0, YEAR_D, 0.0]))
    assert rows["paid"][0].tolist() == [10.0, 10.0, 30.0, 30.0, 30.0, 30.0]
    assert rows["supplier_revenue"][0].tolist() == rows["paid"][0].tolist()
    assert "npv" not in rows


def test_present_values_discount_each_payment_from_its_own_day():
    stated = SmallProgramme((Step(0.5 * YEAR_D),), YEARS_D)
    rows = money(stated, payments=paying([100.0, 100.0], [NONE, 0], [0.0, YEAR_D]), discount_per_year=0.1)
    assert rows["npv"][0, -1] == pytest.approx(100.0 + 100.0 / 1.1**1.5)


def test_each_lot_draws_a_loan_of_its_own():
    """Two draws a year apart, each repaid in two equal parts with 10 % on what is owed."""
    stated = SmallProgramme((Step(0.0), Step(YEAR_D)), YEARS_D)
    credit = Credit(200.0, 0.1, 2.0 * YEAR_D, 0.0, False, 1, ints([0, 1]), reals([0.25, 0.75]))
    rows = money(stated, credit=credit)
    assert rows["owed"][0] == pytest.approx([50.0, 25.0 + 150.0, 75.0, 0.0, 0.0, 0.0])
    assert np.diff(rows["paid"][0]) == pytest.approx([30.0, 27.5 + 90.0, 82.5, 0.0, 0.0])


def test_a_lot_that_never_comes_draws_no_credit():
    stated = SmallProgramme((Step(1.0, likely=0.0),), YEARS_D)
    rows = money(stated, credit=Credit(200.0, 0.1, 730.5, 0.0, False, 1, ints([0]), reals([1.0])))
    assert not rows["owed"].any()
    assert not rows["paid"].any()


def test_a_grace_as_long_as_the_loan_leaves_one_repayment():
    credit = Credit(100.0, 0.1, 2.0 * YEAR_D, 9.0 * YEAR_D, True, 1, ints([NONE]), reals([1.0]))
    rows = money(SmallProgramme((Step(),), YEARS_D), credit=credit)
    assert np.diff(rows["paid"][0]) == pytest.approx([10.0, 110.0, 0.0, 0.0, 0.0])


def licensed(**changed) -> LineMoney:
    whole = {
        "transfer_activity": [0], "open_activity": [1], "investment": [50.0], "royalty": [0.1],
        "premium": [0.0], "unit_cost": [0.0], "unit_cost_at": [1.0], "learning": [1.0],
        "local_share_start": [0.2],
        "local_share_per_year": [0.1], "local_share_most": [0.45],
    } | changed  # fmt: skip
    return LineMoney(*(np.array(values) for values in whole.values()))


OPENING = (
    Step(10.0, cause=Cause.TRANSFER),
    Step(0.0, (0,), Cause.SET_UP, effects=((Effect.LINE_OPENED, 0, 1.0),)),
)


def test_the_local_share_of_lots_grows_to_its_limit():
    lots_d = (YEAR_D + 10.0, 4.0 * YEAR_D)
    steps = (*OPENING, *(Step(day) for day in lots_d), Step(5.0))
    lots = LotValues(ints([2, 3, 4]), reals([100.0, 100.0, 100.0]), ints([0, 0, 0]), ints([1, 1, 0]))
    rows = money(SmallProgramme(steps, YEARS_D, lines=(Line(),)), lots=lots, lines=licensed())
    # The third lot comes before the line is open; 20 % + 10 a year for the first, the limit for the second.
    assert rows["local_value"][0].tolist() == pytest.approx([0.0, 0.0, 30.0, 30.0, 75.0, 75.0])
    assert rows["local_share"][0, 1:] == pytest.approx([0.0, 0.15, 0.15, 0.25, 0.25])
    assert np.isnan(rows["local_share"][0, 0])
    assert rows["royalty"][0, -1] == pytest.approx(7.5)
    assert rows["paid"][0, -1] == pytest.approx(50.0 + 7.5)  # the line's investment and its royalty


def test_missiles_made_at_home_are_paid_and_partly_bought_abroad():
    line = Line(per_d=10.0 / YEAR_D, most=20)
    rows = money(
        SmallProgramme(OPENING, YEARS_D, lines=(line,)),
        lines=licensed(unit_cost=[8.0], local_share_per_year=[0.0]),
    )
    assert rows["local_cost"][0, -1] == 160.0
    assert rows["local_value"][0, -1] == pytest.approx(32.0)
    assert rows["paid"][0, -1] == pytest.approx(
        50.0 + 160.0 + 3.2
    )  # royalty of a tenth on the 32 made at home
    assert rows["supplier_revenue"][0, -1] == pytest.approx(128.0 + 3.2)
    assert rows["lifecycle_share"][0, -1] == 1.0


def test_work_at_home_alone_learns_and_begins_where_the_curve_does():
    """Four missiles: a stated cost of 8 at unit 4, two doublings on, is 12.5 at unit 1 on an 80 % curve."""
    line = Line(per_d=4.0 / YEAR_D, most=4)
    steps = SmallProgramme(OPENING, YEARS_D, lines=(line,))
    shares = {
        "local_share_start": [0.25],
        "local_share_per_year": [0.0],
        "investment": [0.0],
        "royalty": [0.0],
    }
    rows = money(steps, lines=licensed(unit_cost=[8.0], unit_cost_at=[4.0], learning=[0.8], **shares))
    first = 8.0 / 0.8**2
    worked = first * (1.0 + 0.8 + 3.0 ** np.log2(0.8) + 0.8**2)
    cost = 0.25 * worked + 0.75 * 4 * 8.0
    assert rows["local_cost"][0, -1] == pytest.approx(cost)
    assert rows["received_value"][0, -1] == pytest.approx(32.0)  # what the same four cost abroad
    assert rows["local_value"][0, -1] == pytest.approx(8.0)
    assert rows["supplier_revenue"][0, -1] == pytest.approx(24.0)
    assert rows["home_extra"][0, -1] == pytest.approx(cost - 32.0)
    assert rows["paid"][0, -1] == pytest.approx(cost)


def test_a_lot_made_at_home_costs_its_premium_on_the_part_made_there():
    steps = (*OPENING, Step(YEAR_D))
    lots = LotValues(ints([2]), reals([100.0]), ints([0]), ints([1]))
    made = licensed(premium=[0.3], local_share_per_year=[0.0])
    rows = money(SmallProgramme(steps, YEARS_D, lines=(Line(),)), lots=lots, lines=made)
    assert rows["local_value"][0, -1] == pytest.approx(20.0)
    assert rows["home_extra"][0, -1] == pytest.approx(50.0 + 0.3 * 20.0 + 0.1 * 20.0)
    assert rows["paid"][0, -1] == rows["home_extra"][0, -1]  # instalments stand apart
    assert rows["local_share"][0, -1] == pytest.approx(0.2)  # the premium makes no more of it


def test_royalties_of_lots_and_lines_have_one_base():
    """The value made at home, whichever way it was made."""
    lots = LotValues(ints([2]), reals([100.0]), ints([0]), ints([1]))
    stated = SmallProgramme((*OPENING, Step(YEAR_D)), YEARS_D, lines=(Line(per_d=10.0 / YEAR_D, most=20),))
    rows = money(stated, lots=lots, lines=licensed(unit_cost=[8.0], unit_cost_at=[1.0]))
    assert rows["royalty"][0] == pytest.approx(0.1 * rows["local_value"][0])
    assert rows["royalty"][0, -1] > 0.0


def test_learning_never_makes_a_unit_dearer():
    costs = np.diff(summed_unit_costs(50, 0.8))
    assert costs[0] == 1.0
    assert costs[1] == pytest.approx(0.8)
    assert costs[3] == pytest.approx(0.64)


def test_upkeep_runs_while_fire_units_serve():
    stated = SmallProgramme((Step(2.0 * YEAR_D, effects=ready(1).effects),), YEARS_D, units=1)
    rows = money(stated, upkeep_per_unit_year=12.0, upkeep_supplier_share=0.25)
    # Between two reports the mean of both: the half year before the second stands for the day it began.
    assert rows["paid"][0] == pytest.approx([0.0, 0.0, 6.0, 18.0, 30.0, 42.0])
    assert rows["supplier_revenue"][0, -1] == pytest.approx(10.5)


def test_a_shock_costs_once_and_by_the_year_and_stands_apart():
    blows = (Blow(begins_d=0.5 * YEAR_D, lasts_d=2.0 * YEAR_D, stops=Flow.TRAINING), Blow(likely=0.0))
    rows = money(
        SmallProgramme((Step(),), YEARS_D, shocks=blows),
        shocks=ShockMoney(reals([5.0, 100.0]), reals([2.0, 100.0]), reals([0.0, 0.0])),
    )
    assert rows["shock_cost"][0] == pytest.approx([0.0, 6.0, 8.0, 9.0, 9.0, 9.0])
    assert not rows["paid"].any()


def test_a_sum_over_years_falls_due_evenly_and_ends_with_its_shock():
    blows = (Blow(begins_d=0.5 * YEAR_D), Blow(begins_d=YEAR_D, lasts_d=1.0 * YEAR_D), Blow(likely=0.0))
    rows = money(
        SmallProgramme((Step(),), YEARS_D, shocks=blows),
        shocks=ShockMoney(
            reals([6.0, 40.0, 7.0]), reals([0.0, 0.0, 0.0]), reals([3.0 * YEAR_D, 4.0 * YEAR_D, YEAR_D])
        ),
    )
    # 2 a year for three years from the middle of the first; 10 in the one year of four that the other lasts.
    lasting, cut = np.array([0.0, 1.0, 3.0, 5.0, 6.0, 6.0]), np.array([0.0, 0.0, 10.0, 10.0, 10.0, 10.0])
    assert rows["shock_cost"][0] == pytest.approx(lasting + cut)


def test_no_money_without_a_price():
    stated = SmallProgramme((Step(),), YEARS_D)
    assert money(stated, price=0.0) == {}


def test_a_flow_is_booked_in_the_first_report_on_or_after_its_day():
    ledger = Ledger(np.array([0.0, 10.0, 20.0]), 2)
    ledger.book(("a",), np.array([[0.0, 10.0], [10.5, inf]]), np.array([1.0, 2.0]))
    ledger.book(("a",), np.array([[20.1], [20.0]]), np.array([[4.0], [8.0]]))
    assert ledger.total("a").tolist() == [[1.0, 3.0, 3.0], [0.0, 0.0, 9.0]]
    assert not ledger.total("nothing").any()
