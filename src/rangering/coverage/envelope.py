"""What a fire unit can reach: its missiles, the envelope of each, and the competing claims.

Claims make a box about the launchers: from a least to a greatest ground range, from a least height above the
ground under the target to a ceiling above the ground at the launchers. Inside it a missile's fly-out, fitted
to its nominal claims once (`rangering.catalog.calibrate`), says how far it reaches at each height, as a share
of its greatest reach, and how long it flies there. In a reading the reach is the one drawn: the outline grows
or shrinks along the ground with it, and so do the lines of equal time. Where the claims fit no fly-out, the
outline of the nearest one is scaled to the claimed reach likewise. Figures against ballistic targets are
never used.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.fire_unit import resolve_fire_unit, resolve_interceptor
from rangering.catalog.inputs import Input, Reading, Search, range_class_of
from rangering.catalog.reach import SystemReach, reach_claims, system_reach
from rangering.catalog.read import Catalog
from rangering.coverage.plan import FloatArray
from rangering.scenario.defence import FireUnit, Group
from rangering.scenario.models import Scenario

PUBLISHED = "published"  # the name of the only claim where none compete
_BOX = ("range_min_m", "altitude_max_m", "altitude_min_m")


class Box(NamedTuple):
    """The claims on one missile's envelope."""

    interceptor: str  # catalog id
    title: str
    claim: str  # on the system's reach, under which it is so; empty for the one drawn or nominal
    range_min_m: float  # ground range from the launchers
    range_max_m: float
    altitude_min_m: float  # above the ground under the target
    altitude_max_m: float  # above the ground at the launchers
    inputs: tuple[Input, ...]


class Outline(NamedTuple):
    """The fly-out of one missile, freed of how far it reaches."""

    share: FloatArray  # reach at each height over the greatest, (heights,)
    height_step_m: float
    time_s: NDArray[np.float32]  # finite everywhere: beyond the edge as at it (heights, ranges)
    range_step_share: float  # between columns, over the greatest reach
    inconsistent: tuple[str, ...]  # claims that no fly-out meets together
    inputs: tuple[Input, ...]


class Claim(NamedTuple):
    """One of several readings of how far a system reaches."""

    name: str  # "claimed", "independent"; "published" where none compete
    words: str  # "reach 400 km: s-400.range_max_claim, grade B"
    reach_m: float  # of the longest missile
    grade: str


class Timing(NamedTuple):
    """How long a fire unit takes for its steps."""

    reaction_s: float  # from the first track to the first launch
    assessment_s: float  # from one intercept to the next launch
    inputs: tuple[Input, ...]


def claims_of(scenario: Scenario, catalog: Catalog, *, reading: Reading | None = None) -> tuple[Claim, ...]:
    """The claims on reach that compete in a scenario, the nominal one first.

    Parameters
    ----------
    scenario : Scenario
        One that was checked against this catalog.
    catalog : Catalog
        Where claims stand, in ``alternatives.reach`` of a system.
    reading : mapping, optional
        Values by quantity id, in SI; nominal values where it says nothing.

    Returns
    -------
    tuple of Claim
        One for every name that any system's claims bear; a system without a claim of that name takes its
        nominal one. A single one, "published", where no claims compete.
    """
    systems = dict.fromkeys(group.system for group in scenario.groups)
    names: dict[str, None] = {}
    for system in systems:
        stated = reach_claims(catalog, system)
        if stated is not None:
            names |= dict.fromkeys([stated.nominal, *(option.name for option in stated.options)])
    found = []
    for name in names or [PUBLISHED]:
        longest = [_longest(scenario, catalog, system, name, reading) for system in systems]
        parts = [each for each in longest if each is not None]
        words = ", ".join(
            dict.fromkeys(
                f"reach {each.value / 1e3:g} km: {each.quantity}, grade {each.grade}" for each in parts
            )
        )
        widest = max(parts, key=lambda each: each.value, default=None)
        if widest is None:
            found.append(Claim(name, "no missile is there", 0.0, "D"))
        else:
            found.append(Claim(name, words, widest.value, widest.grade))
    return tuple(found)


def boxes_of(
    catalog: Catalog,
    group: Group,
    unit: FireUnit,
    *,
    claim: str | None = None,
    reading: Reading | None = None,
    allow_defaults: bool = True,
) -> tuple[Box, ...]:
    """The claimed envelopes of a fire unit's missiles: those stated, else all of its system.

    Under a claim on the system's reach, the missile with the farthest published range reaches as far as
    claimed, and no other farther.

    Parameters
    ----------
    catalog : Catalog
        What public sources say.
    group, unit : Group, FireUnit
        Whose missiles; types of which none is ready are left out.
    claim : str, optional
        Name of one of the competing claims. Default: the one drawn in the reading, else the nominal one.
    reading : mapping, optional
        Drawn values by quantity id, in SI; nominal values where it says nothing.
    allow_defaults : bool
        Whether class defaults may stand in for figures nobody publishes.

    Raises
    ------
    CatalogError
        A figure is missing and may not be assumed.
    """
    types = tuple(dict.fromkeys(stock.type for stock in unit.missiles if stock.ready_count > 0))
    if not unit.missiles:
        types = catalog[group.system].interceptors
    reach = system_reach(catalog, group.system, claim, reading)
    return tuple(
        _box(catalog, each, group.system, claim or "", reach, reading, allow_defaults) for each in types
    )


def timing_of(
    scenario: Scenario,
    catalog: Catalog,
    group: Group,
    unit: FireUnit,
    *,
    reading: Reading | None = None,
    allow_defaults: bool = True,
) -> Timing:
    """How long a fire unit takes to fire, and to fire again.

    A fire unit on standby becomes ready first. After a salvo the last missile's effect is awaited.

    Parameters
    ----------
    scenario, group, unit : Scenario, Group, FireUnit
        Doctrine, state and system.
    catalog, reading, allow_defaults
        As in `boxes_of`.

    Raises
    ------
    CatalogError
        A figure is missing and may not be assumed.
    """
    facts = resolve_fire_unit(
        catalog,
        group.system,
        reading=reading,
        allow_defaults=allow_defaults,
        fields=("reaction_time_s", "launch_interval_s"),
    )
    search = Search(catalog, group.system, str(catalog[group.system].range_class), reading)
    assessment_s = search.field(
        "assessment_time_s",
        [catalog[group.system]],
        ("assessment_time",),
        ("fire_unit.assessment_time",),
    )
    doctrine = group.doctrine or scenario.doctrine
    after_first_s = 0.0
    if doctrine.firing == "salvo":
        after_first_s = (doctrine.salvo_size - 1) * facts.launch_interval_s
    used = [each for each in facts.inputs if each.field == "reaction_time_s" or after_first_s]
    return Timing(
        facts.reaction_time_s + (unit.time_to_ready_s if unit.alert == "standby" else 0.0),
        assessment_s + after_first_s,
        (*used, *search.done(allow_defaults)),
    )


def outline_of(catalog: Catalog, box: Box, *, allow_defaults: bool = True) -> Outline:
    """The fly-out of a missile at nominal values, fitted to the reach of its box.

    Parameters
    ----------
    catalog : Catalog
        What public sources say.
    box : Box
        Of `boxes_of`, nominal.
    allow_defaults : bool
        Whether class defaults may stand in for figures nobody publishes.

    Raises
    ------
    CatalogError
        A figure is missing and may not be assumed.
    """
    from rangering.catalog.calibrate import calibrated
    from rangering.flight.flyout import reach_by_height_m

    own_m = resolve_interceptor(catalog, box.interceptor, fields=("range_max_m",)).range_max_m
    (*_, claimed) = (each for each in box.inputs if each.field == "range_max_m")  # what caps a range is last
    another = box.range_max_m != own_m
    found = calibrated(
        catalog,
        box.interceptor,
        reach_m=box.range_max_m if another else None,
        reach_from=claimed if another else None,
        allow_defaults=allow_defaults,
    )
    reach_m, time_s = reach_by_height_m(found.fly_out), found.fly_out.time_s.copy()
    columns = np.rint(reach_m / found.fly_out.range_step_m).astype(np.int64)
    for row, column in enumerate(columns):
        if np.isfinite(time_s[row, column]):
            time_s[row, column:] = time_s[row, column]
        else:
            time_s[row] = time_s[row - 1]  # reached nowhere: its share is 0
    return Outline(
        share=reach_m / reach_m.max(),
        height_step_m=found.fly_out.height_step_m,
        time_s=time_s,
        range_step_share=found.fly_out.range_step_m / float(reach_m.max()),
        inconsistent=found.inconsistent,
        inputs=found.inputs,
    )


def box_array(boxes: Sequence[Box], outlines: Sequence[Outline]) -> FloatArray:
    """Boxes as kernels read them, shape (missiles, 6).

    Least and greatest ground range, least height above the target's ground, ceiling above the launchers'
    ground, distance between the rows and between the columns of the fly-out. [m]
    """
    rows = [
        (
            box.range_min_m,
            box.range_max_m,
            box.altitude_min_m,
            box.altitude_max_m,
            outline.height_step_m,
            outline.range_step_share * box.range_max_m,
        )
        for box, outline in zip(boxes, outlines, strict=True)
    ]
    return np.array(rows, dtype=np.float64).reshape(-1, 6)


def _box(
    catalog: Catalog,
    interceptor_id: str,
    system_id: str,
    claim: str,
    reach: SystemReach | None,
    reading: Reading | None,
    allow_defaults: bool,
) -> Box:
    entry = catalog[interceptor_id]
    search = Search(catalog, interceptor_id, range_class_of(catalog, entry), reading)
    is_claimed = reach is not None and reach.is_for(catalog, interceptor_id)
    wanted = (*_BOX, *(() if is_claimed else ("range_max_m",)))
    facts = resolve_interceptor(
        catalog, interceptor_id, reading=reading, allow_defaults=allow_defaults, fields=wanted
    )
    range_max_m = facts.range_max_m
    if reach is not None:
        range_max_m = reach.reach_m if is_claimed else min(range_max_m, reach.reach_m)
        if range_max_m == reach.reach_m:
            search.take("range_max_m", catalog.quantity(reach.quantity), range_max_m)
    return Box(
        interceptor=interceptor_id,
        title=facts.title,
        claim=claim,
        range_min_m=facts.range_min_m,
        range_max_m=range_max_m,
        altitude_min_m=facts.altitude_min_m,
        altitude_max_m=facts.altitude_max_m,
        inputs=(*facts.inputs, *search.done(allow_defaults)),
    )


def _longest(
    scenario: Scenario, catalog: Catalog, system_id: str, claim: str, reading: Reading | None
) -> Input | None:
    """The range of the farthest-reaching missile any fire unit of a system has, as an input."""
    ranges = list(_ranges(scenario, catalog, system_id, claim, reading))
    return max(ranges, key=lambda each: each.value, default=None)


def _ranges(
    scenario: Scenario, catalog: Catalog, system_id: str, claim: str, reading: Reading | None
) -> Iterator[Input]:
    for group in scenario.groups:
        for unit in group.fire_units if group.system == system_id else ():
            for box in boxes_of(catalog, group, unit, claim=claim, reading=reading):
                # What caps a range comes after it.
                yield [each for each in box.inputs if each.field == "range_max_m"][-1]
