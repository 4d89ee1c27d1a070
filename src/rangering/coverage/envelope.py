"""Whether a point lies where a system's missiles are published to reach.

The published envelope is a box of revolution: slant range from the fire unit, and altitude, between the least
and greatest claimed. Nobody publishes what altitudes count from: the least is counted from the ground below
the target, where it is a matter of clutter, the greatest from the fire unit's ground, where it is one of
climb. Inside the box nothing is promised: guidance, energy and line of sight are not asked here.
"""

from collections.abc import Iterator
from typing import NamedTuple

from rangering.catalog.fire_unit import InterceptorFacts, resolve_interceptor
from rangering.catalog.inputs import Input, Reading
from rangering.catalog.read import Catalog
from rangering.scenario.defence import FireUnit, Group

_OF_A_BOX = ("range_min_m", "range_max_m", "altitude_min_m", "altitude_max_m")


class Envelope(NamedTuple):
    """One type of missile at one fire unit, and where the point lies in its published box."""

    fire_unit: str
    interceptor: str
    title: str
    range_min_m: float
    range_max_m: float
    altitude_min_m: float
    altitude_max_m: float
    slant_m: float  # of the point
    above_ground_m: float  # of the target, above the ground below it
    above_unit_m: float  # of the target, above the fire unit's ground; negative below it
    grade: str  # of the greatest range

    @property
    def in_range(self) -> bool:
        """Neither too near nor too far."""
        return self.range_min_m <= self.slant_m <= self.range_max_m

    @property
    def in_altitude(self) -> bool:
        """Neither too low nor too high."""
        return self.altitude_min_m <= self.above_ground_m and self.above_unit_m <= self.altitude_max_m


Box = tuple[Envelope, tuple[Input, ...]]
"""An envelope, and the inputs it rests on."""


def envelopes(
    catalog: Catalog,
    group: Group,
    unit: FireUnit,
    reading: Reading,
    slant_m: float,
    above_ground_m: float,
    above_unit_m: float,
) -> Iterator[Box]:
    """Each type of missile that a fire unit holds, with the inputs its box rests on.

    Class defaults stand in where nothing is published, and are listed; a fire unit whose stated elements hold
    no launcher has no missiles.
    """
    if unit.elements is not None and not any(catalog[each].kind == "launcher" for each in unit.elements):
        return
    stocked = tuple(dict.fromkeys(stock.type for stock in unit.missiles))
    for each in stocked or catalog[group.system].interceptors:
        facts: InterceptorFacts = resolve_interceptor(catalog, each, reading=reading)
        inputs = tuple(given for given in facts.inputs if given.field in _OF_A_BOX)
        grade = next(given.grade for given in inputs if given.field == "range_max_m")
        yield (
            Envelope(
                unit.shown,
                each,
                facts.title,
                facts.range_min_m,
                facts.range_max_m,
                facts.altitude_min_m,
                facts.altitude_max_m,
                slant_m,
                above_ground_m,
                above_unit_m,
                grade,
            ),
            inputs,
        )
