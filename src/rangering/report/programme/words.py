"""What a programme comes to, in words: five lines for a general; one way of writing a day, a sum, a share.

Bands are over readings of what nobody outside knows; chance is over the histories of the nominal reading. No
sentence mixes them.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from math import isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.models import Quantity
from rangering.programme.gathered import Gathered
from rangering.programme.plan import Cause
from rangering.programme.results import ProgrammeResult, mean_over_histories
from rangering.programme.terms import ACTIVATION
from rangering.units import percent, plain

MONTH_D = 365.25 / 12.0
NEVER = "never"
CAUSES = {
    Cause.FINANCE: "entry into force of contracts",
    Cause.DEVELOPMENT: "development",
    Cause.PRODUCTION: "production",
    Cause.TRANSPORT: "transport",
    Cause.SITE: "ground and buildings",
    Cause.INSTALLATION: "installation",
    Cause.TRAINING: "training of crews",
    Cause.DECISION: "the decision to put into service",
    Cause.TRANSFER: "transfer of technology",
    Cause.SET_UP: "set-up of lines at home",
    Cause.SLOT: "waiting for a free place",
    Cause.SHOCK: "shocks from outside",
    Cause.CALENDAR: "waiting for a stated day",
    Cause.REPEAT: "lost or damaged, made again",
}
BANDS = (
    "Band: least to greatest over readings of what nobody outside knows, each the mean (of times, the "
    "middle) of its histories; it is no probability. Chance: 5 to 95 % of the histories of the nominal "
    "reading."
)
OURS = "our assumption"
_LEFT_OUT = ", which leaves it out"


class Moment(NamedTuple):
    """The day that sums and stocks are told for."""

    words: str
    """Such as "by full capability in May 2023"."""
    month: int
    """Index into the months of the result."""


def ran_words(result: ProgrammeResult) -> str:
    """Histories, readings and seed."""
    readings = f"{result.readings_count:,} readings besides the nominal one" if result.readings_count else (
        "nominal values alone"
    )  # fmt: skip
    return f"{result.histories:,} histories, {readings}, seed {result.seed}"


def is_outside(nominal: float, low: float, high: float, written: Callable[[float], str]) -> bool:
    """Whether a band leaves the nominal value out, as a reader sees them."""
    return not low <= nominal <= high and written(nominal) not in (written(low), written(high))


def months_words(days: float) -> str:
    """Days since the signature as months.

    >>> months_words(365.25), months_words(float("inf"))
    ('12 months', 'never')
    """
    if not isfinite(days):
        return NEVER
    count = round(days / MONTH_D)
    return f"{count} month{'' if count == 1 else 's'}"


def day_words(result: ProgrammeResult, days: float) -> str:
    """The month of a day since the signature, such as May 2023."""
    return f"{result.signed + timedelta(days=round(days)):%B %Y}" if isfinite(days) else NEVER


def months_between(low: float, high: float) -> str:
    """Two times as one text: "48 to 73 months", "48 months to never", "never"."""
    first, second = months_words(low), months_words(high)
    if first == second:
        return first
    return f"{first.split()[0]} to {second}" if isfinite(high) else f"{first} to {NEVER}"


def sum_words(amount: float, currency: str) -> str:
    """A sum of money in millions or billions of its currency.

    >>> sum_words(2.5e9, "USD"), sum_words(3.2e7, "EUR"), sum_words(0.0, "USD")
    ('2.50 billion USD', '32.0 million EUR', '0 USD')
    """
    if not isfinite(amount):
        return "–"
    if abs(amount) >= 1e9:
        return f"{plain(amount / 1e9)} billion {currency}"
    return f"{plain(amount / 1e6)} million {currency}" if abs(amount) >= 1e6 else f"{amount:,.0f} {currency}"


def sums_between(low: float, high: float, currency: str) -> str:
    """Two sums as one text, their unit once where both have the same.

    >>> sums_between(1.67e9, 2.13e9, "USD"), sums_between(9e8, 2e9, "USD")
    ('1.67 to 2.13 billion USD', '900 million USD to 2.00 billion USD')
    """
    first, second = sum_words(low, currency), sum_words(high, currency)
    if first == second:
        return first
    number, _, unit = first.partition(" ")
    return f"{number} to {second}" if second.partition(" ")[2] == unit else f"{first} to {second}"


def millions(amount: float) -> str:
    """A sum in millions, the unit left to the column; less than one unit of the currency is nothing.

    >>> millions(2.5e9), millions(0.3)
    ('2,500', '0')
    """
    return plain(amount / 1e6) if abs(amount) >= 1.0 else "0"


def millions_between(low: float, high: float) -> str:
    """Two sums in millions, the unit left to the column.

    >>> millions_between(2.5e9, 3.1e9)
    '2,500 to 3,100'
    """
    first, second = millions(low), millions(high)
    return first if first == second else f"{first} to {second}"


def plain_between(low: float, high: float) -> str:
    """Two numbers as one text."""
    first, second = plain(low), plain(high)
    return first if first == second else f"{first} to {second}"


def percent_between(low: float, high: float) -> str:
    """Two shares as one text."""
    if not (isfinite(low) and isfinite(high)):
        return "–"
    first, second = percent(low), percent(high)
    return first if first == second else f"{first.removesuffix(' %')} to {second}"


def never_share(result: ProgrammeResult, name: str) -> float:
    """Share of the nominal histories in which a time does not come within the horizon."""
    return float(np.mean(~np.isfinite(result.nominal.times_d[name])))


def moment_of(result: ProgrammeResult) -> Moment:
    """Full capability at its nominal middle; else initial capability; else the end of the horizon."""
    for name, words in (("full_d", "full capability"), ("initial_d", "initial capability")):
        days = float(result.chance(name).median)
        if isfinite(days):
            month = min(int(np.searchsorted(result.months_d, days)), len(result.months_d) - 1)
            return Moment(f"by {words} in {day_words(result, days)}", month)
    return Moment(f"after {result.horizon_years:g} years", len(result.months_d) - 1)


def mean_from(result: ProgrammeResult, name: str, month: int) -> tuple[float, NDArray[np.float64]]:
    """Mean of a series from a month on: nominal, and in each reading; months without a value stand aside."""
    nominal = float(mean_over_histories(result.mean(name)[month:]))
    each = result.readings.series[name][:, month:]
    return nominal, mean_over_histories(each.T)


def waits_of(result: ProgrammeResult) -> list[tuple[Cause, float, float, tuple[float, float] | None]]:
    """What full capability waited for, the longest first.

    Returns
    -------
    list of (Cause, float, float, (float, float) or None)
        Mean days over nominal histories that reach it; the share of these that waited for it at all; least
        and greatest mean over readings. Causes that nobody waited for are left out; empty where full
        capability never comes.
    """
    reached = np.isfinite(result.nominal.times_d["full_d"])
    if not reached.any():
        return []
    waits_d = result.nominal.waits_d[reached]
    readings = result.readings.waits_d
    readings = readings[~np.isnan(readings).any(axis=1)]
    found = []
    for cause in Cause:
        days = waits_d[:, cause]
        band = (float(readings[:, cause].min()), float(readings[:, cause].max())) if len(readings) else None
        if days.any() or (band is not None and band[1] > 0.0):
            found.append((cause, float(days.mean()), float(np.mean(days > 0.0)), band))
    return sorted(found, key=lambda each: -each[1])


def quantities_of(gathered: Gathered) -> tuple[Quantity, ...]:
    """Every figure once, in the order of the file."""
    return tuple({q.id: q for q in (gathered.quantity(each.figure) for each in gathered.stated)}.values())


def assumed_count(quantities: Sequence[Quantity]) -> int:
    """How many figures are our own assumptions."""
    return sum(each.grade == "D" or OURS in each.source for each in quantities)


def headlines(result: ProgrammeResult, gathered: Gathered) -> tuple[str, ...]:
    """Five lines: what is operational when; what was paid; what held it up; with what; what is assumed."""
    return (
        _operational(result, gathered), _paid(result), _held_up(result), _missiles(result),
        _assumed(result, gathered),
    )  # fmt: skip


def first_sentence(result: ProgrammeResult, gathered: Gathered) -> str:
    """The finding in one sentence, for the head of a page."""
    full = gathered.programme.full_count
    unit = gathered.programme.unit
    middle = float(result.chance("full_d").median)
    never = never_share(result, "full_d")
    if isfinite(middle):
        said = (
            f"All {full} {unit}s stand in service {months_words(middle)} after signature, in the middle of "
        )
        said += "nominal histories"
    else:
        said = f"In most nominal histories full capability of {full} {unit}s does not come within "
        said += f"{result.horizon_years:g} years"
    if never > 0.0 and isfinite(middle):
        said += f"; in {percent(never)} they never do"
    if result.readings_count:
        band = result.band("full_d")
        said += f"; readings put that middle at {months_between(float(band.low), float(band.high))}"
    return f"{said}."


def _when(result: ProgrammeResult, name: str) -> str:
    middle = float(result.chance(name).median)
    if not isfinite(middle):
        return NEVER
    return f"after {months_words(middle)} ({day_words(result, middle)})"


def _operational(result: ProgrammeResult, gathered: Gathered) -> str:
    programme = gathered.programme
    chance, never = result.chance("full_d"), never_share(result, "full_d")
    count = programme.operational.initial
    first = f"{count} {programme.unit}{'' if count == 1 else 's'} in service"
    low, high = float(chance.low), float(chance.high)
    between = months_between(low, high).replace(" to ", " and ")
    said = (
        f"Operational: {first} {_when(result, 'initial_d')}, all {programme.full_count} "
        f"{_when(result, 'full_d')}. "
    )
    said += f"Chance: all between {between}" if " and " in between else "Chance moves neither"
    said += f", never in {percent(never)} of histories" if never else ""
    if result.readings_count:
        band = result.band("full_d")
        ends = float(band.low), float(band.high)
        out = _LEFT_OUT if is_outside(float(chance.median), *ends, months_words) else ""
        said += f". Band of readings: {months_between(*ends)}{out}"
    return f"{said}."


def _banded(result: ProgrammeResult, name: str, month: int) -> tuple[float, float, float]:
    nominal = float(result.mean(name)[month])
    if not result.readings_count:
        return nominal, nominal, nominal
    band = result.band(name)
    return nominal, float(band.low[month]), float(band.high[month])


def _paid(result: ProgrammeResult) -> str:
    if "paid" not in result.names:
        return "Paid: no price is known, and no money is worked out."
    moment = moment_of(result)
    paid, low, high = _banded(result, "paid", moment.month)
    owed = float(result.mean("owed")[moment.month])
    worth = ""
    if "npv" in result.names:  # no discount rate: none
        worth = f"present value {sum_words(float(result.mean('npv')[moment.month]), result.currency)}; "
    out = _LEFT_OUT if is_outside(paid, low, high, lambda each: sum_words(each, result.currency)) else ""
    band = f" (band {sums_between(low, high, result.currency)}{out})" if result.readings_count else ""
    return (
        f"Paid {moment.words}: {sum_words(paid, result.currency)}{band}; {worth}still owed "
        f"{sum_words(owed, result.currency)}."
    )


def _held_up(result: ProgrammeResult) -> str:
    waits = waits_of(result)
    if not waits:
        return "Held up: full capability never comes in nominal histories; what it waited for is not told."
    total = sum(days for _, days, _, _ in waits)
    cause, days, _, band = waits[0]
    never = never_share(result, "full_d")
    begins = "Where it comes, held up most by" if never else "Held up most by"
    said = f"{begins} {CAUSES[cause]}: {days:,.0f} of {total:,.0f} days on the way to full capability"
    if band is not None:
        said += f" (band {band[0]:,.0f} to {band[1]:,.0f})"
    rest = [f"{CAUSES[each]} {days:,.0f}" for each, days, _, _ in waits[1:3] if days >= 0.5]
    said = f"{said}; then {', '.join(rest)}." if rest else f"{said}."
    return f"{said} {_undecided(result)}".rstrip()


def _undecided(result: ProgrammeResult) -> str:
    """How often full capability never comes for want of the decision; empty where that is not so."""
    never = ~np.isfinite(result.nominal.times_d["full_d"])
    if not never.any() or ACTIVATION not in result.steps:
        return ""
    ended_d = result.nominal.ended_d[never, result.steps[ACTIVATION]]
    share = float(np.mean(~np.isfinite(ended_d)))
    if share == 0.0:
        return ""
    where = "all of these" if share == 1.0 else f"{percent(share)} of these"
    return f"In {percent(float(never.mean()))} it never comes: in {where} the decision is not taken."


def _missiles(result: ProgrammeResult) -> str:
    moment = moment_of(result)
    stock, low, high = _banded(result, "missiles", moment.month)
    said = "Missiles: none are stated"
    if result.mean("missiles").any():
        last = plain(float(result.mean("missiles")[-1]))
        band = _band_words(plain(stock), plain_between(low, high), is_outside(stock, low, high, plain))
        said = f"Missiles on hand {moment.words}: {plain(stock)}{band}, {last} at the end"
    available, each = mean_from(result, "availability", moment.month)
    if not isfinite(available):
        return f"{said}; no fire unit is in service afterwards."
    known = each[np.isfinite(each)]
    band = ""
    if len(known):
        ends = float(known.min()), float(known.max())
        outside = is_outside(available, *ends, percent)
        band = _band_words(percent(available), percent_between(*ends), outside)
    return f"{said}; {percent(available)}{band} of what is in service from then on is ready to fire."


def _band_words(nominal: str, between: str, outside: bool) -> str:
    """A band in brackets, where it says more than the nominal value."""
    return f" (band {between}{_LEFT_OUT if outside else ''})" if between != nominal else ""


def _assumed(result: ProgrammeResult, gathered: Gathered) -> str:
    quantities = quantities_of(gathered)
    return (
        f"Assumed: {assumed_count(quantities)} of {len(quantities)} figures are our own assumptions "
        f"(grade D), {len(result.values)} were drawn; rangering programme describe names each with its "
        "reason."
    )
