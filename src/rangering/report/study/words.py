"""What a study says of itself: what was run, and what makes it doubtful."""

from collections.abc import Callable

from rangering.report.study.tables import LABELS, between, share_words
from rangering.report.study.unknowns import axis_words
from rangering.study.assumptions import First
from rangering.study.bands import Bands
from rangering.study.comparing import Comparison
from rangering.study.covered import MAP
from rangering.study.paired import LEAST_READINGS, order_words
from rangering.study.sensitivity import Sensitivity
from rangering.study.stood import Stood
from rangering.units import percent, plain

Result = Bands | Sensitivity | Comparison
GETS_THROUGH = {"leakers": "hostile flights that get through"}
FEW_READINGS = 16
"""Fewer than these leave the edges of a band, one reading in twenty beyond each, to one or two readings."""


def ran_words(stood: Stood) -> str:
    """Readings, replicates, fidelity and seed."""
    if stood.fidelity == MAP:
        return f"{stood.readings:,} readings, a map of each, nothing left to chance, seed {stood.seed}"
    return (
        f"{stood.readings:,} readings, {stood.inner:,} replicates of each, fidelity {stood.fidelity}, "
        f"seed {stood.seed}"
    )


def doubts(found: Result) -> tuple[str, ...]:
    """What makes an answer doubtful, in sentences."""
    if isinstance(found, Bands):
        return _of_bands(found)
    return _of_indices(found) if isinstance(found, Sensitivity) else _of_comparison(found)


def _of_bands(found: Bands) -> tuple[str, ...]:
    said = []
    if found.readings < FEW_READINGS:
        said.append(f"{found.readings} readings are few: the edges of the bands rest on one or two of them.")
    noisy = [
        each for each in found.measures
        if each.band.components.mean and each.band.components.reliability < 0.5
    ]  # fmt: skip
    if noisy:
        names = ", ".join(
            f"{LABELS[each.measure]} ({percent(each.band.components.reliability)})" for each in noisy
        )
        said.append(
            "Chance makes up more than half of what the means of readings differ by, so the shape of these "
            f"bands is doubtful; more replicates help (share that is not chance): {names}."
        )
    return tuple(said)


def _of_indices(found: Sensitivity) -> tuple[str, ...]:
    said = []
    indices = found.indices
    if indices.variance <= 0.0:
        said.append("What readings differ by is not told from chance: no index says anything.")
    wide = [
        axis for axis, low, high in zip(indices.axes, indices.total_low, indices.total_high, strict=True)
        if not high - low <= 0.5
    ]  # fmt: skip
    if wide:
        said.append(
            f"{len(wide)} of {len(indices.axes)} total indices are known to no better than half of the whole "
            f"variance: more base rows than {found.base} help."
        )
    return tuple(said)


def first_unknown(found: Sensitivity, name: Callable[[str], str]) -> str:
    """Whether the unknown that matters most is the same whatever is assumed, in a sentence.

    Parameters
    ----------
    found : Sensitivity
        With other assumptions, or the sentence is of the study's own alone.
    name : callable
        What an axis is called.
    """
    stated, *others = found.firsts
    if stated.axis is None:
        return "No unknown comes first: what readings differ by is not told from chance."
    share = f"total index {_indexed(stated)}"
    if not others:
        return f"The first unknown is {name(stated.axis)} ({share}); other assumptions were left out."
    if all(each.axis == stated.axis for each in others):
        return (
            f"The first unknown is the same under all {_COUNTED.get(len(found.firsts), len(found.firsts))} "
            f"assumptions: {name(stated.axis)} ({share} as stated)."
        )
    said = [
        f"if {each.variant.words}, {_first_words(stated.axis, each, name)}" for each in others
        if each.axis != stated.axis
    ]  # fmt: skip
    same = " and otherwise" if len(said) < len(others) else ""
    return f"The first unknown changes: as stated{same} {name(stated.axis)} ({share}); {'; '.join(said)}."


_COUNTED = {2: "two", 3: "three", 4: "four"}


def _first_words(stated: str, first: First, name: Callable[[str], str]) -> str:
    if first.axis is None:
        return "none is told from chance"
    loose = "" if first.told else ", which is not told from it"
    return f"{name(first.axis)} ({_indexed(first)}{loose})"


def _indexed(first: First) -> str:
    return f"{plain(first.total)}, 95 % interval {between(first.low, first.high)}"


def _of_comparison(found: Comparison) -> tuple[str, ...]:
    said = []
    if found.readings < LEAST_READINGS:
        said.append(f"{found.readings} readings are few: no order is given from fewer than {LEAST_READINGS}.")
    if 1 < len(found.raids) < 5:
        said.append(
            f"{len(found.raids)} raids are few: intervals are over raids, and wide for that reason alone."
        )
    return tuple(said)


def first_sentence(found: Result, stood: Stood, measure: str = "leakers") -> str:
    """The finding in one sentence, for the head of a page."""
    if isinstance(found, Bands):
        leakers = next(each.band for each in found.measures if each.measure == "leakers")
        return (
            f"Nine readings in ten let {between(leakers.low.value, leakers.high.value)} flights of a raid "
            f"through; in {share_words(found.none_through)} more than half of all raids let nothing through."
        )
    if isinstance(found, Sensitivity):
        widest = found.swings.swings[0]
        if plain(widest.low) == plain(widest.high):
            return f"No unknown alone moves {LABELS[found.measure]} by what can be seen: {plain(widest.low)}."
        return (
            f"{axis_words(stood.catalog, widest.axis)} swings {LABELS[found.measure]} most: "
            f"{plain(widest.low)} at its low end, {plain(widest.high)} at its high end."
        )
    letters = [chr(ord("A") + n) for n in range(len(found.packages))]
    what = GETS_THROUGH.get(measure, LABELS[measure])
    means = ", ".join(
        f"{letter}\u00a0{plain(each.mean)}"
        for letter, each in zip(letters, found.offered.through, strict=True)
    )
    return f"Mean {what}, as offered: {means}; {order_words(found.offered.order, letters)}."
