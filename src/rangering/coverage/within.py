"""Whether a point lies where a fire unit's missiles are published to reach, claim by claim.

The envelope is the map's: the outline of a fly-out about the launchers, see `rangering.coverage.envelope`.
Inside it nothing is promised: guidance and line of sight are not asked here.
"""

from collections.abc import Iterator
from typing import NamedTuple

from rangering.catalog.inputs import Input
from rangering.catalog.read import Catalog
from rangering.coverage.chain import links
from rangering.coverage.envelope import Box, box_array, boxes_of, claims_of, outline_of
from rangering.coverage.envelope_kernels import in_box, reach_needed_m
from rangering.scenario.defence import FireUnit, Group
from rangering.scenario.models import Scenario

_OF_A_BOX = ("range_min_m", "range_max_m", "altitude_min_m", "altitude_max_m")


class Place(NamedTuple):
    """Where a point lies as seen from the launchers. [m]"""

    ground_range_m: float
    above_ground_m: float  # of the target, above the ground below it
    above_unit_m: float  # of the target, above the launchers' ground; negative below it


class Envelope(NamedTuple):
    """One type of missile at one fire unit under one claim or several, and whether the point lies inside."""

    fire_unit: str
    interceptor: str
    title: str
    claims: tuple[str, ...]  # under which it is so; empty where none compete for this missile
    range_min_m: float
    range_max_m: float
    range_here_m: float  # how far it reaches at the height of the point; 0 where it does not come so high
    altitude_min_m: float
    altitude_max_m: float
    grade: str  # of the greatest range
    ground_range_m: float
    above_ground_m: float
    above_unit_m: float
    inside: bool  # as the map has it

    @property
    def in_range(self) -> bool:
        """Neither too near nor too far."""
        return self.range_min_m <= self.ground_range_m <= min(self.range_max_m, self.range_here_m)

    @property
    def in_altitude(self) -> bool:
        """Neither too low nor too high."""
        return self.altitude_min_m <= self.above_ground_m and self.above_unit_m <= self.altitude_max_m


def envelopes(
    scenario: Scenario,
    catalog: Catalog,
    group: Group,
    unit: FireUnit,
    place: Place,
    *,
    allow_defaults: bool = True,
) -> Iterator[tuple[Envelope, tuple[Input, ...]]]:
    """Each envelope of a fire unit's missiles, with the inputs it rests on.

    Parameters
    ----------
    scenario : Scenario
        Whose claims compete.
    catalog : Catalog
        With the scenario's own bounds in place.
    group, unit : Group, FireUnit
        Whose missiles; none where no launcher is there.
    place : Place
        The point.
    allow_defaults : bool
        False leaves out envelopes that rest on class defaults.
    """
    own = [each for each in links(scenario, catalog) if each.site == unit.shown and each.role == "launcher"]
    if not any(each.present for each in own):
        return
    under: dict[tuple[str, float], tuple[Box, list[str]]] = {}
    claims = claims_of(scenario, catalog)
    for claim in claims:
        for box in boxes_of(catalog, group, unit, claim=claim.name):
            # A missile shorter than every claim is the same under all of them.
            under.setdefault((box.interceptor, box.range_max_m), (box, []))[1].append(claim.name)
    order = list(dict.fromkeys(interceptor for interceptor, _ in under))
    for box, names in sorted(under.values(), key=lambda each: order.index(each[0].interceptor)):
        outline = outline_of(catalog, box)
        inputs = (*(each for each in box.inputs if each.field in _OF_A_BOX), *outline.inputs)
        if not allow_defaults and any(each.from_default for each in inputs):
            continue
        row = box_array([box], [outline])[0]
        needed = reach_needed_m(1.0, place.above_unit_m, float(row[4]), outline.share)
        # Where a claim caps a missile's own range both are noted; the value tells which of them holds.
        grade = next(
            each.grade
            for each in reversed(box.inputs)
            if each.field == "range_max_m" and each.value == box.range_max_m
        )
        yield (
            Envelope(
                fire_unit=unit.shown,
                interceptor=box.interceptor,
                title=box.title,
                claims=tuple(names) if len(names) < len(claims) else (),
                range_min_m=box.range_min_m,
                range_max_m=box.range_max_m,
                range_here_m=float(box.range_max_m / needed),
                altitude_min_m=box.altitude_min_m,
                altitude_max_m=box.altitude_max_m,
                grade=grade,
                ground_range_m=place.ground_range_m,
                above_ground_m=place.above_ground_m,
                above_unit_m=place.above_unit_m,
                inside=bool(in_box(*place, row, outline.share)),
            ),
            inputs,
        )
