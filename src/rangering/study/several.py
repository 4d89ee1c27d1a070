"""One comparison in several scenarios, so that no single picture decides; and in how many of them it holds.

Packages stand at the sites of each scenario in turn and meet its own raids and those of their families. Each
scenario is a comparison by itself, with its own unknowns: nothing is averaged over scenarios, which stand for
no sample of anything. What is counted is in how many of them, and of all their raids, a sign or an order
holds. A raid counts as it was run, by its mean over readings and replicates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.errors import RangeringError, ScenarioError, StudyError
from rangering.scenario.models import Scenario
from rangering.study.compare_words import Compared, about_words, closing_words, letters_of, result_words
from rangering.study.comparing import Comparison, Prepared, compared, counted, prepared
from rangering.study.paired import LEAST_READINGS, LEAST_SHARE, Difference, listed, percent, share_in_words
from rangering.study.questions import Asked


class Skipped(NamedTuple):
    """A scenario that was left out."""

    scenario: str
    why: str


class InAll(NamedTuple):
    """One pair of packages over all scenarios, from the side of the one that is named first."""

    first: str
    second: str
    scenarios_fewer: int
    """Scenarios in whose mean the first lets fewer through."""
    scenarios_held: int | None
    """Scenarios in which it does so in nine of ten readings or more; None: too few readings to say."""
    raids_fewer: int
    """Raids of all scenarios in whose mean the first lets fewer through."""
    raids: int


class OrderInAll(NamedTuple):
    """An order of packages over all scenarios."""

    ranks: tuple[str, ...]
    scenarios_held: int | None
    """Scenarios in which it holds in nine of ten readings or more; None: too few readings to say."""
    raids_held: int
    """Raids of all scenarios whose means stand in this order."""
    raids: int


@dataclass(frozen=True)
class Several:
    """Packages compared in several scenarios."""

    names: tuple[str, ...]
    compared: tuple[Comparison, ...]
    skipped: tuple[Skipped, ...]

    def parts(self, at_spend: bool) -> list[Compared]:
        """What each scenario gave, as offered or at equal spend; empty where that was not run."""
        found = [each.at_spend if at_spend else each.offered for each in self.compared]
        return [each for each in found if each is not None]


def ready_scenarios(
    questions: Sequence[Asked], *, skip: bool, packages: Sequence[str] = (), measure: str = "leakers",
    readings: int = 16, family: int = 3, spend_of: str | None = None, variants: bool = True,
) -> tuple[list[Prepared], list[Skipped]]:  # fmt: skip
    """Make every comparison ready before the first is run.

    Parameters
    ----------
    questions : sequence of Asked
        One a scenario.
    skip : bool
        Whether scenarios without a raid, or in which a package cannot stand, are left out; else they are an
        error.
    packages, measure, readings, family, spend_of, variants
        As in `rangering.study.comparing.compare`.

    Raises
    ------
    RangeringError
        As there; or no scenario is left.
    """
    ready, skipped = [], []
    for asked in questions:
        try:
            _require_raid(asked.scenario)
            ready.append(
                prepared(
                    asked, packages, measure=measure, readings=readings, family=family, spend_of=spend_of,
                    variants=variants,
                )
            )  # fmt: skip
        except StudyError:
            raise  # of what was asked, whatever the scenario
        except RangeringError as error:
            if not skip:
                raise
            why = error.sentence().removeprefix(f"{asked.scenario.read_as}: ")
            skipped.append(Skipped(asked.scenario.name, why))
    if not ready:
        raise StudyError(
            "leaves no scenario in which the packages can be compared", where="scenarios",
            value=", ".join(each.scenario for each in skipped),
            mend=skipped[0].why if skipped else "name one",
        )  # fmt: skip
    return ready, skipped


def _require_raid(scenario: Scenario) -> None:
    if not scenario.raids:
        raise ScenarioError("has no raid", where=scenario.read_as, mend="add a [[raid]] table")


def compare_several(ready: Sequence[Prepared], skipped: Sequence[Skipped] = ()) -> Several:
    """Run all comparisons that were made ready."""
    names = tuple(each.asked.scenario.name for each in ready)
    return Several(names, tuple(compared(each) for each in ready), tuple(skipped))


def pairs_in_all(parts: Sequence[Compared]) -> list[InAll]:
    """Every pair over all scenarios, named from the side that lets fewer through in more raids."""
    packages = [each.package for each in parts[0].fielded]
    found = []
    for k, pair in enumerate(parts[0].differences):
        raids = np.concatenate([in_all(part)[pair.first] - in_all(part)[pair.second] for part in parts])
        all_pairs = [part.differences[k] for part in parts]
        first, second, side = pair.first, pair.second, -1.0
        if np.sum(raids > 0.0) > np.sum(raids < 0.0):
            first, second, side = second, first, 1.0
        held = None
        if len(pair.mean_in) >= LEAST_READINGS:
            held = sum(_share(each, side) >= LEAST_SHARE - 1e-12 for each in all_pairs)
        found.append(
            InAll(
                packages[first], packages[second], sum(side * each.mean > 0.0 for each in all_pairs), held,
                int(np.sum(side * raids > 0.0)), len(raids),
            )
        )  # fmt: skip
    return found


def order_in_all(parts: Sequence[Compared]) -> OrderInAll:
    """The order of the means over all raids, and in how many scenarios and raids it holds."""
    packages = [each.package for each in parts[0].fielded]
    table = np.concatenate([in_all(part) for part in parts], axis=1)
    # Beaten packages counted raid by raid: large raids would decide a mean.
    beaten = (table[:, np.newaxis] < table[np.newaxis]).sum(axis=(1, 2))
    ranks = tuple(int(each) for each in np.argsort(-beaten, kind="stable"))
    held = np.all([table[a] < table[b] for a, b in pairwise(ranks)], axis=0)
    scenarios = None
    if parts[0].order.readings >= LEAST_READINGS:
        scenarios = sum(part.order.ranks == ranks for part in parts)
    return OrderInAll(tuple(packages[each] for each in ranks), scenarios, int(held.sum()), table.shape[1])


def several_words(found: Several, ready: Sequence[Prepared]) -> list[str]:
    """All comparisons in words, packages told once, and what holds in all of them last."""
    catalog, measure = ready[0].asked.catalog, ready[0].measure
    lines = [f"Packages compared in {len(found.names)} scenarios: {', '.join(found.names)}", ""]
    lines += about_words(catalog, found.compared[0].packages)
    for name, each in zip(found.names, found.compared, strict=True):
        lines += ["", f"{name}: {each.title}"]
        lines += result_words(
            catalog, each.offered, each.at_spend, spend=each.spend, what=counted(measure), raids=each.raids
        )
    lines += ["", *summary_words(found)]
    return [*lines, *(f"Left out: {each.scenario}: {each.why}" for each in found.skipped)]


def last_words(found: Several) -> list[str]:
    """What intervals and shares are of, and the caveat."""
    raids = max(len(each.raids) for each in found.compared)
    return closing_words(raids, drew_others=any(each.offered.others for each in found.compared))


def summary_words(found: Several) -> list[str]:
    """In how many scenarios and raids signs and orders hold, as offered and at equal spend."""
    letters = letters_of(found.compared[0].packages)
    lines = []
    for words, at_spend in (("as offered", False), ("at equal spend", True)):
        parts = found.parts(at_spend)
        if not parts:
            continue
        many = len(parts)
        lines.append(f"Over {many} scenarios, {words}")
        lines += [
            f"  {letters[each.first]} lets fewer through than {letters[each.second]} in the mean of "
            f"{each.scenarios_fewer} of {many} scenarios and of {each.raids_fewer} of {each.raids} raids"
            f"{_held_words(each.scenarios_held, many)}"
            for each in pairs_in_all(parts)
        ]
        order = order_in_all(parts)
        ranks = listed(range(len(order.ranks)), [letters[each] for each in order.ranks])
        lines.append(
            f"  the order {ranks} holds in the means of {order.raids_held} of {order.raids} raids"
            f"{_held_words(order.scenarios_held, many)}"
        )
    return lines


def _held_words(scenarios: int | None, many: int) -> str:
    if scenarios is None:
        return f"; nothing is counted over fewer than {LEAST_READINGS} readings"
    return f", and in {percent(LEAST_SHARE)} of readings or more in {scenarios} of {many} scenarios"


def pair_columns(found: Several) -> tuple[str, ...]:
    """Of `pair_lines`: a pair, and each scenario."""
    return ("package, less", *found.names)


def pair_lines(found: Several, *, at_spend: bool = False) -> list[tuple[str, ...]]:
    """One line a pair: by how much the first lets more through in each scenario, and in how many readings."""
    parts = found.parts(at_spend)
    letters = letters_of(found.compared[0].packages)
    lines = []
    for k, pair in enumerate(parts[0].differences if parts else ()):
        names = [letters[parts[0].fielded[each].package] for each in (pair.first, pair.second)]
        cells = []
        for part in parts:
            each, raids = part.differences[k], in_all(part)
            fewer = int(np.sum(raids[pair.first] < raids[pair.second]))
            cells.append(
                f"{each.mean:+.2f}; fewer in {share_in_words(each.fewer)}, {fewer} of {raids.shape[1]} raids"
            )
        lines.append((f"{names[0]}, {names[1]}", *cells))
    return lines


def in_all(part: Compared) -> NDArray[np.float64]:
    """How much gets through each package in each raid; shape (packages, raids)."""
    assert part.in_raid is not None  # every comparison that was run has it
    return part.in_raid


def _share(each: Difference, side: float) -> float:
    return each.fewer.value if side < 0.0 else each.more.value
