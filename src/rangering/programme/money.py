"""Money of a programme, history by history: paid, owed, its worth, what stays at home, the seller's books.

The seller's side is its country: the firm, and the state that lends. Limits: amounts are those of the
contract, in its prices, no index moves them; each draw of credit is repaid on its own schedule whatever
happens; what a line makes is worth its price abroad, whatever it costs. A royalty is due on the value that is
made at home, of a lot as of a line's missiles: what is bought from the supplier for them is paid already.
Where no price is known no money is worked out.
Source: as `closed_forms.loans` and `closed_forms.learning`.
"""

import numpy as np
from numpy.typing import NDArray

from rangering.programme.closed_forms.learning import learning_exponent
from rangering.programme.closed_forms.loans import Repayment, loan_schedule
from rangering.programme.kernels import codes
from rangering.programme.ledger import YEAR_D, Ledger
from rangering.programme.plan import NONE, Plan
from rangering.programme.priced import Credit, LineMoney, Priced
from rangering.programme.state import Out

FloatArray = NDArray[np.float64]

OWN, ABROAD = ("paid",), ("paid", "supplier")
_ROUNDING = 1e-9  # of a credit: what adding it up month by month may leave of it
UPKEEP = ("paid", "supplier", "lifecycle")
EXTRA = ("paid", "home_extra")
ROYALTY = ("royalty", "home_extra", *UPKEEP)


def money_of(priced: Priced, plan: Plan, out: Out) -> dict[str, FloatArray]:
    """Accounts by name, each in the contract's currency from the signature up to each report.

    Parameters
    ----------
    priced : Priced
        Amounts and rates of the reading.
    plan : Plan
        What was run.
    out : Out
        What its histories left.

    Returns
    -------
    dict of float arrays, shape (histories, months)
        `paid` by the buyer; `owed`, principal of credit that is drawn and not repaid; `npv`, present value of
        what was paid; `received_value`, what was received at its price abroad; `local_value`, of that what
        was made at home; `local_share`, the second over the first (NaN before anything is received);
        `local_cost` of the lines' missiles; `home_extra`, what was paid for work at home beyond the price
        abroad: investment, premium, dearer first missiles, royalty; `royalty`, on `local_value`;
        `shock_cost`, what shocks cost the buyer beside all this; `supplier_revenue`; `lifecycle_share`, what
        comes after delivery in it (NaN before any). No `npv` without a discount rate; nothing at all without
        a price.
    """
    if priced.price <= 0.0:
        return {}
    ledger = Ledger(plan.months, len(out.events), priced.discount_per_year)
    _instalments(ledger, priced, out)
    _credit(ledger, priced.credit, out)
    _lots(ledger, priced, out)
    _lines(ledger, priced.lines, plan, out)
    _upkeep(ledger, priced, out)
    _shocks(ledger, priced, out)
    received, revenue = ledger.total("received"), ledger.total("supplier")
    local, after = ledger.total("local"), ledger.total("lifecycle")
    owed = ledger.total("owed")
    discounted = {"npv": ledger.total("present")} if priced.discount_per_year > 0.0 else {}
    return discounted | {
        "paid": ledger.total("paid"),
        "owed": np.where(owed < _ROUNDING * priced.credit.amount, 0.0, owed),
        "received_value": received,
        "local_value": local,
        "local_share": _share(local, received),
        "local_cost": ledger.total("local_cost"),
        "home_extra": ledger.total("home_extra"),
        "royalty": ledger.total("royalty"),
        "shock_cost": ledger.total("shock_cost"),
        "supplier_revenue": revenue,
        "lifecycle_share": _share(after, revenue),
    }


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Part of the whole; NaN where there is none."""
    share: FloatArray = np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0.0)
    return share


def _ended_d(out: Out, activities: NDArray[np.int64]) -> FloatArray:
    """When these activities ended, day 0 for the signature, shape (histories, activities)."""
    ended_d: FloatArray = np.where(activities == NONE, 0.0, out.ended_d[:, activities])
    return ended_d


def _instalments(ledger: Ledger, priced: Priced, out: Out) -> None:
    payments = priced.payments
    ledger.book(ABROAD, _ended_d(out, payments.activity) + payments.wait_d, payments.amount)


def _credit(ledger: Ledger, credit: Credit, out: Out) -> None:
    """Every draw is a loan of its own."""
    if credit.amount <= 0.0 or len(credit.draw_activity) == 0:
        return
    drawn_d = _ended_d(out, credit.draw_activity)
    amounts = credit.amount * credit.draw_share
    ledger.book(("owed",), drawn_d, amounts)
    period_d = YEAR_D / credit.payments_per_year
    periods = max(1, round(credit.tenor_d / period_d))
    grace = min(round(credit.grace_d / period_d), periods - 1)
    how = Repayment.ANNUITY if credit.is_annuity else Repayment.EQUAL_PRINCIPAL
    one = loan_schedule(1.0, credit.rate_per_year / credit.payments_per_year, periods, grace, how)
    after_d = period_d * np.arange(1, periods + 1)
    for draw, amount in enumerate(amounts):
        due_d = drawn_d[:, draw, None] + after_d
        ledger.book(ABROAD, due_d, amount * one.payment)
        ledger.book(("owed",), due_d, -amount * one.principal)


def _lots(ledger: Ledger, priced: Priced, out: Out) -> None:
    """What is received, and what of it was made at home."""
    lots = priced.lots
    came_d = _ended_d(out, lots.activity)
    ledger.book(("received",), came_d, lots.value)
    licensed = np.flatnonzero(lots.line != NONE)
    if len(licensed) == 0:
        return
    came_d, line = came_d[:, licensed], lots.line[licensed]
    open_d = out.ended_d[:, priced.lines.open_activity[line]]
    both = np.isfinite(came_d) & np.isfinite(open_d)
    since_d = np.subtract(came_d, open_d, out=np.full_like(came_d, -1.0), where=both)
    kept = lots.value[licensed] * _local_share(priced.lines, line, since_d)
    # What is made at home is paid at home: the contract's instalments keep their total.
    ledger.book(("local",), came_d, kept)
    ledger.book(("supplier",), came_d, -kept)
    ledger.book(EXTRA, came_d, kept * priced.lines.premium[line])
    ledger.book(ROYALTY, came_d, kept * priced.lines.royalty[line])


def _local_share(lines: LineMoney, line: NDArray[np.int64], since_d: FloatArray) -> FloatArray:
    """Share of a licensed value that is made at home, so long after its line opened; none before."""
    share = lines.local_share_start[line] + lines.local_share_per_year[line] * since_d / YEAR_D
    bound: FloatArray = np.where(since_d >= 0.0, np.minimum(share, lines.local_share_most[line]), 0.0)
    return bound


def _lines(ledger: Ledger, lines: LineMoney, plan: Plan, out: Out) -> None:
    """Missiles made at home, the line's royalty and its investment.

    Crawford's learning runs over all the line has made, and over the work done at home alone: kits from
    abroad come from a works that has long learnt. Work on the first missile costs what it does on the stated
    one, taken back along the curve to number one.
    """
    for line in range(len(lines.open_activity)):
        after = lines.transfer_activity[line : line + 1]
        ledger.book(EXTRA, _ended_d(out, after), lines.investment[line : line + 1])
        price, learning = lines.unit_cost[line], lines.learning[line]
        if price <= 0.0:
            continue
        made = np.rint(out.monthly[:, codes.ROWS + line]).astype(np.int64)
        # In missiles as dear as the stated one.
        first = lines.unit_cost_at[line] ** -learning_exponent(learning)
        sums = first * summed_unit_costs(int(made.max(initial=0)), learning)
        worked = price * np.diff(sums[made], axis=1, prepend=0.0)
        value = price * np.diff(made, axis=1, prepend=0)
        open_d = out.ended_d[:, lines.open_activity[line], None]
        since_d = np.where(np.isfinite(open_d), plan.months - open_d, -1.0)
        share = _local_share(lines, np.array([line]), since_d)
        kept, cost = share * value, share * worked + (1.0 - share) * value
        ledger.book_monthly(("received",), value)
        ledger.book_monthly(("local_cost", "paid"), cost)
        ledger.book_monthly(("home_extra",), cost - value)
        ledger.book_monthly(("local",), kept)
        ledger.book_monthly(("supplier", "lifecycle"), value - kept)
        ledger.book_monthly(ROYALTY, kept * lines.royalty[line])


def summed_unit_costs(units: int, learning: float) -> FloatArray:
    """Cost of the first n units in first units, Crawford's curve, n = 0 to `units`, shape (units + 1,)."""
    numbers = np.arange(1, units + 1, dtype=np.float64)
    sums: FloatArray = np.concatenate(([0.0], np.cumsum(numbers ** learning_exponent(learning))))
    return sums


def _upkeep(ledger: Ledger, priced: Priced, out: Out) -> None:
    """By fire units in service, between two reports the mean of both."""
    if priced.upkeep_per_unit_year <= 0.0:
        return
    serving = out.monthly[:, codes.IN_SERVICE].astype(np.float64)
    lasted_y = np.diff(ledger.months_d, prepend=0.0) / YEAR_D
    before = np.concatenate((serving[:, :1], serving[:, :-1]), axis=1)
    cost = 0.5 * (before + serving) * lasted_y * priced.upkeep_per_unit_year
    ledger.book_monthly(OWN, cost)
    ledger.book_monthly(("supplier", "lifecycle"), cost * priced.upkeep_supplier_share)


def _shocks(ledger: Ledger, priced: Priced, out: Out) -> None:
    """A sum when it comes, or evenly over its years; and by the year while it lasts."""
    shocks = priced.shocks
    at_once = np.where(shocks.over_d > 0.0, 0.0, shocks.whole)
    ledger.book(("shock_cost",), out.shock_begins_d, at_once)
    for s in range(len(shocks.whole)):
        begins_d, ends_d = out.shock_begins_d[:, s, None], out.shock_ends_d[:, s, None]
        lasted_d = np.maximum(np.minimum(ledger.months_d, ends_d) - begins_d, 0.0)
        cost_d = lasted_d * shocks.per_year[s] / YEAR_D
        if shocks.over_d[s] > 0.0:
            cost_d = cost_d + shocks.whole[s] * np.minimum(lasted_d / shocks.over_d[s], 1.0)
        if cost_d.any():
            ledger.book_monthly(("shock_cost",), np.diff(cost_d, axis=1, prepend=0.0))
