"""What a sweep says of itself: how it was run, what was found, and what makes that doubtful."""

from collections.abc import Sequence

from rangering.mission.results import Estimate
from rangering.report.study.tables import LABELS, between, value_words
from rangering.report.study.words import GETS_THROUGH
from rangering.study.sweeping import SweepResult, Swept
from rangering.units import plain

FEW_REPLICATES = 100
"""Fewer than these leave an interval to the shape of a law that nobody has seen much of."""


def ran_words(found: SweepResult) -> str:
    """Points, replicates, fidelity and seed."""
    count = len(found.points)
    times = f"{found.replicates:,} replicates at each"
    if found.precise:
        times = f"as many replicates at each as it takes, at most {found.replicates:,}"
    return (
        f"{count:,} point{'' if count == 1 else 's'}, nominal values alone, {times}, "
        f"fidelity {found.fidelity}, seed {found.seed}"
    )


def point_words(point: Swept) -> str:
    """What was stated at a point."""
    names = short(tuple(point.stated))
    said = [
        f"{name} = {value_words(value)}" for name, value in zip(names, point.stated.values(), strict=True)
    ]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def first_sentence(found: SweepResult) -> str:
    """Where the first measure is least and where it is most."""
    measure = found.measures[0]
    what = GETS_THROUGH.get(measure, LABELS[measure])
    what = what if measure == "no_leaker" else f"mean {what}"
    least, most = extremes(found)
    low, high = least.estimates[measure], most.estimates[measure]
    if low.value == high.value:
        return f"{what[:1].upper()}{what[1:]}: {_figure(low)} at every point."
    loose = "; their intervals overlap" if overlap(found) else ""
    return (
        f"{what[:1].upper()}{what[1:]}: least {_figure(low)} where {point_words(least)}, "
        f"most {_figure(high)} where {point_words(most)}{loose}."
    )


def extremes(found: SweepResult) -> tuple[Swept, Swept]:
    """The points where the first measure is least and where it is most; of equal ones the first."""
    measure = found.measures[0]
    order = sorted(found.points, key=lambda point: point.estimates[measure].value)
    return order[0], max(order, key=lambda point: point.estimates[measure].value)


def overlap(found: SweepResult) -> bool:
    """Whether the first measure's intervals leave open that its least and its most are one."""
    least, most = (point.estimates[found.measures[0]] for point in extremes(found))
    return not least.high < most.low


def doubts(found: SweepResult) -> tuple[str, ...]:
    """What makes an answer doubtful, in sentences."""
    said = []
    loose = sum(not point.precise for point in found.points)
    if loose:
        said.append(
            f"{loose} of {len(found.points)} points are not as precise as was asked for: the greatest "
            "number of replicates came first."
        )
    fewest = min(point.replicates for point in found.points)
    if fewest < FEW_REPLICATES:
        said.append(f"{fewest} replicates at a point are few: intervals may be too narrow.")
    if len(found.points) > 1 and overlap(found):
        said.append(
            f"The intervals of the least and the greatest {LABELS[found.measures[0]]} overlap. Chance is "
            "the same at every point, so differences are surer than intervals tell; how much surer is not "
            "worked out."
        )
    return tuple(said)


def values_of(found: SweepResult, field: str) -> list[object]:
    """The values of a field, each once, in their order."""
    values: list[object] = []
    for point in found.points:
        if point.stated[field] not in values:
            values.append(point.stated[field])
    return values


def numbers_of(values: Sequence[object]) -> tuple[list[float], str] | None:
    """Values as numbers of one unit, and that unit; none where one is no number or has another unit.

    >>> numbers_of(["0 mm/h", "20 mm/h"])
    ([0.0, 20.0], 'mm/h')
    """
    numbers, units = [], set()
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return None
        number, _, unit = str(value).strip().partition(" ")
        try:
            numbers.append(float(number))
        except ValueError:
            return None
        units.add(unit.strip())
    return (numbers, units.pop()) if len(units) == 1 else None


def short(fields: Sequence[str]) -> list[str]:
    """Fields without the element they belong to, where no two are then alike."""
    last = [field.rpartition('", ')[2] for field in fields]
    return last if len(set(last)) == len(last) else list(fields)


def _figure(estimate: Estimate) -> str:
    return f"{plain(estimate.value)} ({between(estimate.low, estimate.high)})"
