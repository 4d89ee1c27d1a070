"""What money rests on: amounts and rates of one reading, tied to the activities whose ends they wait for.

Money is in the contract's currency, times in days, rates a year. Indices are activities of the same reading's
plan; NONE stands for the day of signature. What waits for an activity that never ends is never paid.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Payments(NamedTuple):
    """What the buyer pays out of its own; P of them."""

    amount: Floats  # (P,)
    activity: Ints  # (P,) whose end makes it due; NONE: signature
    wait_d: Floats  # (P,) after that


class Credit(NamedTuple):
    """What the supplier's state lends; D draws. No draw: no credit."""

    amount: float
    rate_per_year: float
    tenor_d: float
    grace_d: float
    is_annuity: bool
    payments_per_year: int
    draw_activity: Ints  # (D,) whose end draws it
    draw_share: Floats  # (D,) of the amount; they sum to 1


class LotValues(NamedTuple):
    """What each lot is worth; N lots, in the order of the file."""

    activity: Ints  # (N,) whose end delivers it
    value: Floats  # (N,) its part of the price of its contract
    line: Ints  # (N,) licensed line that makes some of it; NONE
    made_at_home: Ints  # (N,) 1: put together at home


class LineMoney(NamedTuple):
    """What each licensed line costs and keeps at home; L lines, in the order of the plan's."""

    transfer_activity: Ints  # (L,) whose end is followed by the investment
    open_activity: Ints  # (L,) whose end opens the line
    investment: Floats  # (L,)
    royalty: Floats  # (L,) share of the value made at home
    premium: Floats  # (L,) what a lot's work at home costs above the same work abroad, over that
    unit_cost: Floats  # (L,) of a missile, 0: not known
    unit_cost_at: Floats  # (L,) how many had been made when one cost that, 1 or more
    learning: Floats  # (L,) Crawford's rate, 1: none
    local_share_start: Floats  # (L,)
    local_share_per_year: Floats  # (L,)
    local_share_most: Floats  # (L,)


class ShockMoney(NamedTuple):
    """What each shock costs the buyer; S shocks, in the order of the plan's."""

    whole: Floats  # (S,) a sum
    per_year: Floats  # (S,) while it lasts
    over_d: Floats  # (S,) in which the sum falls due, evenly, while the shock lasts; 0: at once


class Priced(NamedTuple):
    """The money of one reading."""

    price: float  # of the contract alone; 0: not known
    option_prices: Floats  # (O,)
    option_activity: Ints  # (O,)
    payments: Payments
    credit: Credit
    lots: LotValues
    lines: LineMoney
    shocks: ShockMoney
    upkeep_per_unit_year: float
    upkeep_supplier_share: float
    discount_per_year: float  # 0: none
