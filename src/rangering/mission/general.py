"""What a run would tell a general, in five lines: outcome, what bound, how early, what it cost, who else.

Figures are written as in the tables, so that the two never seem to differ.
"""

from collections.abc import Mapping, Sequence
from math import isnan

from rangering.mission.codes import CAUSE_WORDS, CAUSES
from rangering.mission.results import BoundShare, Estimate, UnitUse
from rangering.units import percent, plain

_LONG_S = 120.0  # from here on minutes stand beside the seconds
_WORTH_TELLING = 0.01  # share of the time with every channel taken, below which it is not


def five_lines(
    measures: Mapping[str, Estimate],
    bounds: Sequence[BoundShare],
    units: Sequence[UnitUse],
    *,
    own_count: int = 0,
    civil_count: int = 0,
    raids: int = 1,
    prices_assumed: bool = False,
) -> tuple[str, ...]:
    """The five lines.

    Parameters
    ----------
    measures : mapping of str to Estimate
        By key, as in `rangering.mission.measures.MEASURES`; means of a raid.
    bounds, units
        Of the result.
    own_count, civil_count : int
        Own and allied flights, and civil ones, that are in the air in each raid.
    raids : int
        Raids in a row.
    prices_assumed : bool
        Whether the price of some missile comes from a class default.
    """
    return (
        _outcome(measures, raids),
        _bound(measures, bounds),
        _depth(measures),
        _spent(measures, units, prices_assumed),
        _others(measures, own_count, civil_count),
    )


def _count(value: float) -> str:
    """A whole number without decimals, a mean with them."""
    return f"{value:,.0f}" if value == int(value) else plain(value)


def _span(estimate: Estimate) -> str:
    """The interval of a count, in brackets; nothing where chance leaves none."""
    if isnan(estimate.low) or estimate.low == estimate.high:
        return ""
    return f" ({plain(max(estimate.low, 0.0))} to {plain(estimate.high)})"


def _listed(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _outcome(measures: Mapping[str, Estimate], raids: int) -> str:
    if not measures["hostile"].value:
        return "No hostile flight was in the air."
    leakers, under_way = measures["leakers"], measures["under_way"].value
    parts = [f"{_count(leakers.value)}{_span(leakers)} get through"]
    killed = measures["killed"].value * measures["hostile"].value
    parts.append(f"{_count(killed) if killed else 'none'} are killed")
    if measures["aborted"].value:
        parts.append(f"{_count(measures['aborted'].value)} turn back")
    if under_way > 0.0:
        parts.append(f"{_count(under_way)} are still on their way when the clock stops")
    opening = "Of" if raids == 1 else f"Mean of {raids} raids in a row: of"
    said = f"{opening} {_count(measures['hostile'].value)} hostile flights a raid, {_listed(parts)}."
    return f"{said} In {percent(measures['no_leaker'].value)} of raids none gets through."


def _bound(measures: Mapping[str, Estimate], bounds: Sequence[BoundShare]) -> str:
    leakers = measures["leakers"].value
    if not measures["hostile"].value:
        return "So none got through, and nothing bound."
    if not bounds or not leakers:
        late = " Those still on their way may yet." if measures["under_way"].value > 0.0 else ""
        return f"No hostile flight got through, so nothing bound.{late}"
    parts = [
        f"{each.words.replace(': ', ' – ')} ({percent(min(each.per_raid.value / leakers, 1.0))})"
        for each in bounds[:3]
    ]
    more = "" if len(bounds) <= 3 else "; the rest is in the table"
    return f"What bound first for those that got through: {'; '.join(parts)}{more}."


def _depth(measures: Mapping[str, Estimate]) -> str:
    seen_m, warning_s = measures["first_seen"].value, measures["warning"].value
    met_m, shots = measures["first_intercept"].value, measures["per_engaged"].value
    if isnan(seen_m):
        return "No hostile flight was seen at all."
    minutes = f" ({warning_s / 60.0:.0f} min)" if warning_s >= _LONG_S else ""
    early = f"{plain(seen_m / 1e3)} km and {plain(warning_s)} s{minutes}"
    said = f"On average a flight is first seen {early} before its asset"
    if isnan(met_m):
        return f"{said}; no missile met one."
    return (
        f"{said}, and first met by a missile {plain(met_m / 1e3)} km from it; {plain(shots)} missiles are "
        "fired for each flight engaged."
    )


def _spent(measures: Mapping[str, Estimate], units: Sequence[UnitUse], prices_assumed: bool) -> str:
    fired, per_kill, cost = measures["missiles"].value, measures["per_kill"].value, measures["cost"].value
    said = f"Spent: {_count(fired)} missiles a raid"
    said += "" if isnan(per_kill) else f", {plain(per_kill)} for each kill"
    if cost > 0.0:
        priced = "prices we assume" if prices_assumed else "published prices"
        said += f", ${plain(cost / 1e6)} million at {priced}"
    emptiest = max(units, key=lambda each: each.ran_empty.value, default=None)
    if emptiest is not None:
        said += (
            f"; {emptiest.name} ran out of ready rounds in {percent(emptiest.ran_empty.value)} of raids"
            if emptiest.ran_empty.value > 0.0
            else "; no fire unit ran out of ready rounds"
        )
    busiest = max(units, key=lambda each: each.full_fraction.value, default=None)
    if busiest is not None and busiest.full_fraction.value >= _WORTH_TELLING:
        share = percent(busiest.full_fraction.value)
        said += f"; {busiest.name} had every target channel taken {share} of the time"
    return said + "."


def _others(measures: Mapping[str, Estimate], own_count: int, civil_count: int) -> str:
    said = [_mistaken(measures, own_count, civil_count)]
    for side, words in (("own", "own and allied"), ("civil", "civil")):
        if f"{side}_shot_at" in measures and measures[f"{side}_shot_at"].value:
            causes = (f"{CAUSE_WORDS[each]} {plain(measures[f'{side}_{each}'].value)}" for each in CAUSES)
            said.append(f"{words} flights shot at, by cause: {', '.join(causes)}")
    if measures["duplicates"].value:
        said.append(f"{plain(measures['duplicates'].value)} engagements a raid doubled another")
    nothing = measures.get("false_engaged")
    if nothing is not None and nothing.value:
        said.append(f"{plain(nothing.value)} engagements a raid were of nothing that flies")
    if measures["hostile"].value:
        said.append(
            f"{percent(measures['identified'].value)} of the hostile flights were known for what they are"
        )
    return f"{'; '.join(said)}."


def _mistaken(measures: Mapping[str, Estimate], own_count: int, civil_count: int) -> str:
    if not own_count + civil_count:
        return "No own, allied or civil flight was in the air"
    parts = []
    for side, count, words in (("own", own_count, "own and allied"), ("civil", civil_count, "civil")):
        if count:
            engaged, killed = measures[f"{side}_engaged"].value, measures[f"{side}_killed"].value
            parts.append(f"{plain(engaged)} of {count} {words} ({plain(killed)} killed)")
    return f"Engaged by mistake, flights a raid: {', '.join(parts)}"
