"""From rows to measures: means over replicates with the interval that chance leaves.

A figure "per kill" or "per engaged flight" is a ratio of two means; its interval is that of the linearised
ratio.
Source: Law and Kelton, Simulation Modeling and Analysis, 3rd ed. (2000), chapter 9; Cochran, Sampling
Techniques, 3rd ed. (1977), section 2.11 (ratio estimates).
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from rangering.mission.codes import (
    BOUND_WORDS,
    BOUNDS,
    CAUSE_WORDS,
    CAUSES,
    PER_CLASS,
    PER_UNIT,
    Bound,
    Count,
)
from rangering.mission.intervals import mean_of, share_of
from rangering.mission.layout import Layout
from rangering.mission.plan import MissionPlan
from rangering.mission.results import (
    Array,
    BoundShare,
    ClassLine,
    Estimate,
    Labels,
    Measure,
    MissileLine,
    UnitUse,
)

Rows = NDArray[np.float32]
_ENGAGED = (Bound.MISSED, Bound.GUIDANCE, Bound.CALLED_DEAD)


def cube_of(rows: Rows, raids: int) -> Array:
    """Rows as numbers to work with, shape (replicates, raids, columns).

    Raids in a row are not independent: what the first has spent the second lacks. Intervals are taken over
    replicates, which are.
    """
    return rows.reshape(-1, raids, rows.shape[1]).astype(np.float64)


def share_in(happened: NDArray[np.bool_]) -> Estimate:
    """The share of raids in which something happened, shape (replicates, raids)."""
    if happened.shape[1] == 1:
        return share_of(happened[:, 0])
    return mean_of(happened.mean(axis=1))


def ratio_of(above: Array, below: Array) -> Estimate:
    """A ratio of two means over the same replicates; NaN where nothing stands below."""
    under = float(np.mean(below))
    if under == 0.0:
        return Estimate(float("nan"), float("nan"), float("nan"))
    ratio = float(np.mean(above)) / under
    spread = mean_of(above - ratio * below)
    half = (spread.high - spread.low) / (2.0 * under)
    return Estimate(ratio, ratio - half, ratio + half)


def _mean(which: Count) -> Callable[[Array], Estimate]:
    return lambda rows: mean_of(rows[:, which])


def _ratio(above: Count, below: Count) -> Callable[[Array], Estimate]:
    return lambda rows: ratio_of(rows[:, above], rows[:, below])


def _under_way(rows: Array) -> Array:
    """Hostile flights neither killed, nor through, nor turned back when the clock stopped."""
    ended = rows[:, Count.KILLED] + rows[:, Count.LEAKERS] + rows[:, Count.ABORTED]
    left: Array = rows[:, Count.HOSTILE] - ended
    return left


Line = tuple[str, str, str, Callable[[Array], Estimate]]


def _shot_at(side: str, words: str) -> tuple[Line, ...]:
    """Flights of a side shot at by mistake, and of these those of each cause."""
    first = Count[f"{side.upper()}_OTHER_OBJECT"]
    causes = slice(int(first), int(first) + len(CAUSES))
    every: Line = (
        f"{side}_shot_at", f"{words} shot at", "flights", lambda rows: mean_of(rows[:, causes].sum(axis=1)),
    )  # fmt: skip
    return (
        every,
        *(
            (f"{side}_{cause}", f"{words} shot at: {CAUSE_WORDS[cause]}", "flights", _mean(Count(first + n)))
            for n, cause in enumerate(CAUSES)
        ),
    )


MEASURES: tuple[Line, ...] = (
    ("hostile", "hostile flights", "flights", _mean(Count.HOSTILE)),
    ("leakers", "leakers", "flights", _mean(Count.LEAKERS)),
    ("hits", "asset hits", "flights", _mean(Count.HITS)),
    ("aborted", "turned back", "flights", _mean(Count.ABORTED)),
    ("under_way", "still on their way at the end", "flights", lambda rows: mean_of(_under_way(rows))),
    ("detected", "detected", "share", _ratio(Count.DETECTED, Count.HOSTILE)),
    ("tracked", "tracked", "share", _ratio(Count.TRACKED, Count.HOSTILE)),
    ("identified", "identified as hostile", "share", _ratio(Count.IDENTIFIED, Count.HOSTILE)),
    ("engaged", "engaged", "share", _ratio(Count.ENGAGED, Count.HOSTILE)),
    ("killed", "killed", "share", _ratio(Count.KILLED, Count.HOSTILE)),
    ("first_seen", "first detection, from the asset", "m", _ratio(Count.FIRST_SEEN_M, Count.DETECTED)),
    ("warning", "warning before the asset", "s", _ratio(Count.FIRST_SEEN_S, Count.DETECTED)),
    ("first_intercept", "first intercept, from the asset", "m",
     _ratio(Count.FIRST_INTERCEPT_M, Count.INTERCEPTED)),
    ("kill_distance", "kill, from the asset", "m", _ratio(Count.KILL_DISTANCE_M, Count.KILLED)),
    ("missiles", "missiles fired", "missiles", _mean(Count.MISSILES)),
    ("per_kill", "missiles per kill", "missiles", _ratio(Count.MISSILES, Count.MISSILE_KILLS)),
    ("per_engaged", "missiles per engaged flight", "missiles", _ratio(Count.MISSILES, Count.ENGAGED)),
    ("cost", "cost of missiles spent", "usd", _mean(Count.COST_USD)),
    ("channels_most", "target channels held at once, most", "channels", _mean(Count.TARGETS_MOST)),
    ("duplicates", "duplicate engagements", "engagements", _mean(Count.DUPLICATES)),
    ("guidance_lost", "missiles that lost guidance", "missiles", _mean(Count.GUIDANCE_LOST)),
    ("false_engaged", "engagements of nothing", "engagements", _mean(Count.FALSE_ENGAGED)),
    ("own_engaged", "own and allied flights engaged", "flights", _mean(Count.OWN_ENGAGED)),
    ("own_killed", "own and allied flights killed", "flights", _mean(Count.OWN_KILLED)),
    *_shot_at("own", "own and allied flights"),
    ("civil_engaged", "civil flights engaged", "flights", _mean(Count.CIVIL_ENGAGED)),
    ("civil_killed", "civil flights killed", "flights", _mean(Count.CIVIL_KILLED)),
    *_shot_at("civil", "civil flights"),
    ("breaks", "track breaks", "tracks", _mean(Count.BREAKS)),
    ("swaps", "track swaps", "tracks", _mean(Count.SWAPS)),
    ("false_tracks", "false tracks", "tracks", _mean(Count.FALSE_TRACKS)),
    ("looks", "looks", "looks", _mean(Count.LOOKS)),
)  # fmt: skip
"""Key, label, unit, and how it follows from the rows."""

ONLY_FULL = ("breaks", "swaps", "false_tracks", "false_engaged", "looks")
"""What the fast fidelity does not model: plots, filters and clutter."""

FAST_WITHIN = 0.02
"""Share of the full mean by which the fast fidelity's leakers and missiles may be off."""


FAST_MISLEADS = 1.0 / 30.0
"""Share of the hostile flights, and of the missiles fired, from which on a difference is warned of."""


def measures_of(rows: Rows, fidelity: str, bands: Mapping[str, Array], raids: int = 1) -> tuple[Measure, ...]:
    """All measures of some rows.

    Parameters
    ----------
    rows : float32 array, shape (replicates * raids, columns)
        At least one.
    fidelity : str
        Measures that it does not model are left out.
    bands : mapping of str to array
        Values of measures by key in other readings of what nobody outside knows.
    raids : int
        Rows of one replicate; figures are means a raid.
    """
    cube = cube_of(rows, raids)
    found = [("no_leaker", "P(no leaker)", "share", share_in(cube[:, :, Count.LEAKERS] == 0.0))]
    found += [
        (key, label, unit, work_out(cube.mean(axis=1)))
        for key, label, unit, work_out in MEASURES
        if fidelity != "fast" or key not in ONLY_FULL
    ]
    return tuple(Measure(key, label, unit, value, _band(bands, key)) for key, label, unit, value in found)


def _band(bands: Mapping[str, Array], key: str) -> tuple[float, float] | None:
    if key not in bands or np.all(np.isnan(bands[key])):
        return None
    return float(np.nanmin(bands[key])), float(np.nanmax(bands[key]))


def difference_of(fast: Rows, full: Rows, raids: int = 1) -> tuple[Measure, ...]:
    """Fast minus full for what both model, as runs that do not share their chance."""
    whole, other = cube_of(fast, raids).mean(axis=1), cube_of(full, raids).mean(axis=1)
    found = []
    for key, label, unit, work_out in MEASURES:
        if key in ONLY_FULL:
            continue
        a, b = work_out(whole), work_out(other)
        half = float(np.hypot(a.high - a.low, b.high - b.low)) / 2.0
        value = a.value - b.value
        found.append(Measure(key, label, unit, Estimate(value, value - half, value + half)))
    return tuple(found)


def fast_against_full(difference: Sequence[Measure], full: Rows, pilot: bool) -> tuple[str, ...]:
    """In a line for leakers and one for missiles, how far the fast fidelity is off, and whether it may be.

    Parameters
    ----------
    difference : sequence of Measure
        Of `difference_of`.
    full : float32 array, shape (rows, columns)
        The full replicates it is against.
    pilot : bool
        Whether these are those that the fast fidelity learnt its rates from.
    """
    against = f"the {len(full):,} full replicates" + (" its rates come from" if pilot else "")
    said = []
    for key, count in (("leakers", Count.LEAKERS), ("missiles", Count.MISSILES)):
        off = next(each.estimate for each in difference if each.key == key)
        mean = float(full[:, count].mean(dtype=np.float64))
        reach = FAST_WITHIN * mean
        if -reach <= off.low and off.high <= reach:
            verdict = "no more"
        elif off.low > reach or off.high < -reach:
            verdict = "more: take headline numbers from full"
        else:
            verdict = "whether more, chance leaves open"
        share = f", {100.0 * off.value / mean:+.1f} %" if mean else ""
        said.append(
            f"Fast minus full, {key}: {off.value:+.2g} a raid ({off.low:+.2g} to {off.high:+.2g}){share}, "
            f"against {against}; it should keep within {100.0 * FAST_WITHIN:g} %: {verdict}."
        )
    return tuple(said)


def fast_misleads(difference: Sequence[Measure], full: Rows) -> tuple[str, ...]:
    """What the fast fidelity gets wrong by much, where chance alone does not make the difference.

    Parameters
    ----------
    difference : sequence of Measure
        Of `difference_of`.
    full : float32 array, shape (rows, columns)
        The full replicates it is against.
    """
    said = []
    for key, whole in (("leakers", Count.HOSTILE), ("missiles", Count.MISSILES)):
        off = next(each.estimate for each in difference if each.key == key)
        most = FAST_MISLEADS * float(full[:, whole].mean(dtype=np.float64))
        if abs(off.value) > most and (off.low > 0.0 or off.high < 0.0):
            than = "more" if off.value > 0.0 else "fewer"
            said.append(
                f"Fast counts {abs(off.value):.2g} {than} {key} a raid than "
                f"full here (fast minus full {off.low:+.2g} to {off.high:+.2g}): do not use it for this raid."
            )
    return tuple(said)


def bounds_of(rows: Rows, layout: Layout, raids: int = 1) -> tuple[BoundShare, ...]:
    """Hostile flights that were not stopped, by what bound first, the commonest first."""
    block = cube_of(rows, raids).mean(axis=1)[:, layout.bounds : layout.bounds + BOUNDS]
    found = [
        BoundShare(each.name.lower(), BOUND_WORDS[each], each in _ENGAGED, mean_of(block[:, each]))
        for each in Bound
        if each and block[:, each].any()
    ]
    return tuple(sorted(found, key=lambda each: -each.per_raid.value))


def units_of(
    rows: Rows, layout: Layout, plan: MissionPlan, names: Labels, duration_s: float, raids: int = 1
) -> tuple[UnitUse, ...]:
    """How busy each fire unit was."""
    found = []
    for n, name in enumerate(names.units):
        at = layout.units + n * len(PER_UNIT)
        each_raid = cube_of(rows[:, at : at + len(PER_UNIT)], raids)
        block = each_raid.mean(axis=1)
        found.append(
            UnitUse(
                name=name,
                system=names.systems[n],
                target_channels=int(plan.units.targets[n]),
                missile_channels=int(plan.units.missiles[n]),
                targets_held=mean_of(block[:, 0] / duration_s),
                targets_most=mean_of(block[:, 2]),
                full_fraction=mean_of(block[:, 3] / duration_s),
                fired=mean_of(block[:, 4]),
                left=mean_of(block[:, 5]),
                ran_empty=share_in(~np.isnan(each_raid[:, :, 7])),
            )
        )
    return tuple(found)


def classes_of_rows(rows: Rows, layout: Layout, names: Labels, raids: int = 1) -> tuple[ClassLine, ...]:
    """What became of hostile flights, class by class; classes that never came are left out."""
    found = []
    for n, (target, title) in enumerate(zip(names.classes, names.class_titles, strict=True)):
        at = layout.classes + n * len(PER_CLASS)
        block = cube_of(rows[:, at : at + len(PER_CLASS)], raids).mean(axis=1)
        if block[:, 0].any():
            counts = {what: mean_of(block[:, k]) for k, what in enumerate(PER_CLASS)}
            found.append(ClassLine(target, title, counts))
    return tuple(found)


def missiles_of_rows(
    rows: Rows, layout: Layout, names: Labels, prices_usd: Sequence[float], raids: int = 1
) -> tuple[MissileLine, ...]:
    """What was fired of each type."""
    found = []
    for n, (kind, title) in enumerate(zip(names.types, names.type_titles, strict=True)):
        at = layout.types + 2 * n
        fired, killed = cube_of(rows[:, at : at + 2], raids).mean(axis=1).T
        found.append(MissileLine(kind, title, mean_of(fired), mean_of(killed), float(prices_usd[n])))
    return tuple(found)
