"""Figures of a raid as text: one way of writing for a mean, a share, a distance, a price, an interval.

SI becomes a reader's unit here: metres kilometres, dollars millions, shares per cents.
"""

import re
from collections.abc import Mapping
from math import isfinite
from typing import Any

from rangering.mission.results import Estimate, MissionResult
from rangering.units import percent, plain

CHANCE = "95 %, chance alone"
NOT_CHANCE = (
    "Intervals are 95 %, of chance alone: what nobody outside knows about the systems is not in them."
)
BANDS = "Bands: least and greatest mean over readings of what nobody outside knows; they are no probability."
SHARE_UNITS = ("share", "fraction", "probability")


def amount(value: float, unit: str = "") -> str:
    """A value as its unit wants it, the unit left out where a column names it.

    >>> amount(0.25, "share"), amount(22_100.0, "m"), amount(4.8e7, "usd"), amount(95.0, "s")
    ('25 %', '22.1 km', '$48.0 million', '95.0 s')
    """
    if not isfinite(value):
        return "–"
    if unit in SHARE_UNITS:
        return percent(value) if value >= 0.0 else f"-{percent(-value)}"
    if unit == "m":
        return f"{plain(value / 1e3)} km" if abs(value) >= 1000.0 else f"{plain(value)} m"
    if unit.startswith("usd"):
        year = unit.removeprefix("usd").strip("_ ")
        return f"{money(value)}{f' of {year}' if year else ''}"
    return f"{plain(value)} s" if unit == "s" else plain(value)


def money(usd: float) -> str:
    """A price in dollars.

    >>> money(4.8e7), money(1.25e9), money(600_000.0), money(float("nan"))
    ('$48.0 million', '$1.25 billion', '$600,000', 'no price')
    """
    if not isfinite(usd):
        return "no price"
    size = abs(usd)
    if size >= 1e9:
        return f"${plain(usd / 1e9)} billion"
    return f"${plain(usd / 1e6)} million" if size >= 1e6 else f"${usd:,.0f}"


def between(low: float, high: float, unit: str = "") -> str:
    """Two ends as one text: "12.3 to 14.1", "25 to 31 %"; a dash where there are none."""
    if not (isfinite(low) and isfinite(high)):
        return "–"
    first, second = amount(low, unit), amount(high, unit)
    if first == second:
        return first
    tail = re.search(r" (%|km|m|s|million|billion)$", second)
    if tail and first.endswith(tail[0]):
        first = first[: -len(tail[0])]
    return f"{first} to {second.removeprefix('$') if first.startswith('$') else second}"


def interval(estimate: Estimate, unit: str = "", *, signed: bool = False) -> str:
    """The interval of a figure; of a count or a share, which cannot be negative, as far as zero.

    >>> interval(Estimate(0.2, -0.1, 0.5)), interval(Estimate(0.2, -0.1, 0.5), signed=True)
    ('0 to 0.50', '-0.10 to 0.50')
    """
    low = estimate.low if signed or not isfinite(estimate.low) else max(estimate.low, 0.0)
    return between(low, estimate.high, unit)


def with_interval(estimate: Estimate, unit: str = "") -> str:
    """The figure and its interval: "13.2 (12.3 to 14.1)"."""
    value = amount(estimate.value, unit)
    ends = interval(estimate, unit)
    return value if ends in ("–", value) else f"{value} ({ends})"


def unit_words(unit: str) -> str:
    """What stands in the column of units: nothing where the figures carry theirs."""
    return "" if unit in (*SHARE_UNITS, "m", "s") or unit.startswith("usd") else unit


def replicates_words(result: MissionResult) -> str:
    """What the figures are means over."""
    raids = f" of {result.raids} raids each" if result.raids > 1 else ""
    counted = f"{result.replicates:,} replicate{'' if result.replicates == 1 else 's'}"
    return f"{counted}{raids}, seed {result.seed}, fidelity {result.fidelity}"


def earth_words(result: MissionResult) -> str:
    """Earth and ground, as far as the result states them."""
    return earth_words_of(result.environment)


def earth_words_of(stated: Mapping[str, Any]) -> str:
    """The same of an environment alone."""
    said = []
    if "k" in stated:
        said.append(f"k = {stated['k']:.4g}")
    if "earth_radius_m" in stated:
        said.append(f"Earth radius {stated['earth_radius_m'] / 1e3:.1f} km")
    if stated.get("terrain"):
        said.append(f"ground: {stated['terrain']}")
    return ", ".join(said)
