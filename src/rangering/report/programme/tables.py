"""The tables of a programme as rows of text: the terminal and the page say the same figures the same way."""

from collections.abc import Callable, Sequence
from math import isfinite

import numpy as np

from rangering.programme.results import ProgrammeResult
from rangering.report.programme.words import (
    CAUSES,
    NEVER,
    day_words,
    millions,
    millions_between,
    months_between,
    months_words,
    never_share,
    percent_between,
    plain_between,
    waits_of,
)
from rangering.units import percent, plain

Lines = list[tuple[str, ...]]
TIMES = {
    "first_delivery_d": "first fire unit delivered",
    "full_delivery_d": "last fire unit delivered",
    "initial_d": "initial capability",
    "full_d": "full capability",
}
MONEY = {
    "paid": "paid", "owed": "owed on credit", "npv": "present value of what was paid",
    "shock_cost": "cost of shocks, beside what was paid",
    "received_value": "value received, at its price abroad",
    "local_value": "value made at home",
    "local_cost": "cost of missiles made at home",
    "home_extra": "paid for work at home beyond the price abroad",
    "royalty": "royalties", "supplier_revenue": "revenue of the supplier",
}  # fmt: skip
COUNTS = {
    "units_delivered": "fire units delivered", "units_installed": "fire units installed",
    "units_crewed": "fire units crewed", "units_operational": "fire units in service",
    "units_available": "fire units ready to fire", "missiles": "missiles on hand",
    "local_missiles": "missiles made at home", "missiles_fired": "missiles fired",
    "missiles_expired": "missiles past their life", "raids_unmet": "raids that met no fire unit in service",
    "spares_backlog": "parts waited for",
    "repairs_abroad": "repairs abroad", "repairs_home": "repairs at home",
    "transfers": "technologies handed over",
}  # fmt: skip
SHARES = {
    "availability": "availability: ready of those in service",
    "local_share": "share made at home of what was received",
    "lifecycle_share": "share of that after delivery",
}  # fmt: skip
LABELS = COUNTS | SHARES | MONEY
STATE = (
    "units_delivered", "units_crewed", "units_operational", "units_available", "availability", "missiles",
    "local_missiles", "spares_backlog", "local_share", "paid", "owed", "npv", "shock_cost",
)  # fmt: skip
BOOKS = ("supplier_revenue", "lifecycle_share", "royalty", "transfers")
CHANCE, BAND = "chance, 5 to 95 %", "band of readings"
TIME_COLUMNS = ("milestone", "nominal middle", CHANCE, NEVER, BAND)
DELAY_COLUMNS = ("waited for", "days, mean", "of the way", "in histories", f"{BAND}, days")
MARKS_YEARS = (2.0, 5.0, 10.0)


def label_of(result: ProgrammeResult, name: str) -> str:
    """What a series is called, with its unit where that is money."""
    return f"{LABELS[name]}, million {result.currency}" if name in MONEY else LABELS[name]


def time_lines(result: ProgrammeResult) -> Lines:
    """When each stage is reached: middle, chance and band apart."""
    lines: Lines = []
    for name, words in TIMES.items():
        chance = result.chance(name)
        middle = float(chance.median)
        said = f"{months_words(middle)}, {day_words(result, middle)}" if isfinite(middle) else NEVER
        band = "–"
        if result.readings_count:
            low, _, high = result.band(name)
            band = months_between(float(low), float(high))
        between = months_between(float(chance.low), float(chance.high))
        lines.append((words, said, between, percent(never_share(result, name)), band))
    return lines


def marks_of(result: ProgrammeResult) -> list[tuple[str, int]]:
    """The days on which states are told: after some years and at the end, each with its month."""
    years = [year for year in MARKS_YEARS if year < result.horizon_years] + [result.horizon_years]
    last = len(result.months_d) - 1
    return [(f"{year:g} years", min(round(12.0 * year), last)) for year in years]


def state_columns(result: ProgrammeResult) -> tuple[str, ...]:
    """A column a mark."""
    return ("mean, and band of readings", *(f"after {words}" for words, _ in marks_of(result)))


def state_lines(result: ProgrammeResult, names: Sequence[str] = STATE) -> Lines:
    """What stands after so many years; a line of nothing but nought is left out."""
    lines: Lines = []
    for name in names:
        if name not in result.names or not shown(result, name):
            continue
        lines.append((label_of(result, name), *(cell(result, name, month) for _, month in marks_of(result))))
    return lines


def shown(result: ProgrammeResult, name: str) -> bool:
    """Whether a series is ever anything but nought, nominal or in a reading."""
    values = [result.mean(name), result.readings.series[name]]
    return any(bool(np.nan_to_num(each).any()) for each in values)


def cell(result: ProgrammeResult, name: str, month: int) -> str:
    """A series in one month: nominal mean, and the band where readings were drawn."""
    said = said_of(name)(float(result.mean(name)[month]))
    if not result.readings_count:
        return said
    band = result.band(name)
    low, high = float(band.low[month]), float(band.high[month])
    between = _between(name, low, high)
    return said if between == said else f"{said} ({between})"


def said_of(name: str) -> Callable[[float], str]:
    """How a value of a series is written: a share, millions, or a plain number."""
    if name in SHARES:
        return _share
    return millions if name in MONEY else plain


def _share(value: float) -> str:
    return percent(value) if isfinite(value) else "–"


def _between(name: str, low: float, high: float) -> str:
    if name in SHARES:
        return percent_between(low, high)
    return millions_between(low, high) if name in MONEY else plain_between(low, high)


def delay_lines(result: ProgrammeResult) -> Lines:
    """What full capability waited for, the longest first."""
    waits = waits_of(result)
    total = sum(days for _, days, _, _ in waits) or 1.0
    return [
        (
            CAUSES[cause], f"{days:,.0f}", percent(days / total), percent(share),
            "–" if band is None else f"{band[0]:,.0f} to {band[1]:,.0f}",
        )
        for cause, days, share, band in waits
    ]  # fmt: skip


BOOK_COLUMNS = ("the supplier's books at the end", "nominal mean", CHANCE, BAND)


def book_lines(result: ProgrammeResult) -> Lines:
    """What the supplier earns, and what it hands over, up to the end of the horizon."""
    lines: Lines = []
    for name in BOOKS:
        if name not in result.names:
            continue
        chance = result.chance(name)
        said = said_of(name)(float(result.mean(name)[-1]))
        band = "–"
        if result.readings_count:
            found = result.band(name)
            band = _between(name, float(found.low[-1]), float(found.high[-1]))
        lines.append(
            (
                label_of(result, name),
                said,
                _between(name, float(chance.low[-1]), float(chance.high[-1])),
                band,
            )
        )
    return lines
