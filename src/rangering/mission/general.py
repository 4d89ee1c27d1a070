"""What a run would tell a general, in five lines: outcome, what bound, how early, what it cost, who else."""

from collections.abc import Mapping, Sequence
from math import isnan

from rangering.mission.results import BoundShare, Estimate, MissileLine, UnitUse


def five_lines(
    measures: Mapping[str, Estimate],
    bounds: Sequence[BoundShare],
    units: Sequence[UnitUse],
    missiles: Sequence[MissileLine],
    per: str = "raid",
) -> tuple[str, ...]:
    """The five lines.

    Parameters
    ----------
    measures : mapping of str to Estimate
        By key, as in `rangering.mission.measures.MEASURES`.
    bounds, units, missiles
        Of the result.
    per : str
        What a mean is over.
    """
    return (
        _outcome(measures, per),
        _bound(measures, bounds, per),
        _depth(measures),
        _spent(measures, units, missiles, per),
        _others(measures, per),
    )


def _number(value: float) -> str:
    """As many digits as a reader keeps."""
    if isnan(value):
        return "none"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 1 else f"{value:.2g}"


def _percent(value: float) -> str:
    if 0.0 < value < 0.005:
        return "under 1 %"
    if 0.995 < value < 1.0:
        return "over 99 %"
    return f"{100 * value:.0f} %"


def _outcome(measures: Mapping[str, Estimate], per: str) -> str:
    leakers, free = measures["leakers"], measures["no_leaker"]
    span = "" if isnan(leakers.low) else f" ({_number(max(leakers.low, 0.0))} to {_number(leakers.high)})"
    turned = measures["aborted"].value
    also = f"; {_number(turned)} turn back" if turned else ""
    return (
        f"Of {_number(measures['hostile'].value)} hostile flights a {per}, {_number(leakers.value)}{span} "
        f"get through{also}; none does in {_percent(free.value)} of replicates."
    )


def _bound(measures: Mapping[str, Estimate], bounds: Sequence[BoundShare], per: str) -> str:
    if not bounds:
        return "Nothing ran out: every hostile flight was stopped or turned back."
    total = sum(each.per_raid.value for each in bounds)
    parts = [f"{each.words} ({_percent(each.per_raid.value / total)})" for each in bounds[:3]]
    return f"What bound first for those that got through: {', '.join(parts)}."


def _depth(measures: Mapping[str, Estimate]) -> str:
    seen, warning = measures["first_seen"].value, measures["warning"].value
    met, shots = measures["first_intercept"].value, measures["per_engaged"].value
    if isnan(seen):
        return "No hostile flight was seen at all."
    said = f"First seen {_number(seen / 1e3)} km and {_number(warning / 60)} min before the asset"
    if isnan(met):
        return f"{said}; no missile met one."
    return (
        f"{said}, first met {_number(met / 1e3)} km from it, with {_number(shots)} missiles a flight engaged."
    )


def _spent(
    measures: Mapping[str, Estimate], units: Sequence[UnitUse], missiles: Sequence[MissileLine], per: str
) -> str:
    fired, per_kill, cost = measures["missiles"].value, measures["per_kill"].value, measures["cost"].value
    said = f"Spent: {_number(fired)} missiles a {per}"
    said += "" if isnan(per_kill) else f", {_number(per_kill)} a kill"
    said += f", about {_number(cost / 1e6)} million USD" if cost else ""
    busiest = max(units, key=lambda each: each.full_fraction.value, default=None)
    emptiest = max(units, key=lambda each: each.ran_empty.value, default=None)
    if emptiest is not None and emptiest.ran_empty.value > 0.0:
        said += (
            f"; {emptiest.name} ran out of ready rounds in {_percent(emptiest.ran_empty.value)} of replicates"
        )
    if busiest is not None and busiest.full_fraction.value > 0.0:
        said += (
            f"; {busiest.name} had every channel taken {_percent(busiest.full_fraction.value)} of the time"
        )
    return said + "."


def _others(measures: Mapping[str, Estimate], per: str) -> str:
    own, civil = measures["own_engaged"].value, measures["civil_engaged"].value
    said = (
        f"Own and allied flights engaged by mistake: {_number(own)} a {per}, civil ones {_number(civil)}"
        if own or civil
        else "No own, allied or civil flight was engaged"
    )
    two = measures["duplicates"].value
    said += f"; {_number(two)} engagements doubled another" if two else ""
    return (
        f"{said}; {_percent(measures['identified'].value)} of the hostile ones were known for what they are."
    )
