"""Which radars a scenario has, what each is for, and what is known of it.

What belongs to a site is the catalog's to say (`rangering.scenario.placement`). Where a link of the chain
from detecting to guiding is published of no radar, a class default stands in for it; such a radar
serves engaging alone and never adds to what the radars are said to see, unless nothing at all is published.
"""

from collections.abc import Iterator
from math import pi, tau
from typing import NamedTuple

from rangering.catalog.fire_unit import radar_ids
from rangering.catalog.inputs import Reading
from rangering.catalog.read import Catalog
from rangering.catalog.resolve import RadarFacts, resolve_radar
from rangering.scenario.defence import Emplacement, Group
from rangering.scenario.models import Scenario
from rangering.scenario.place import Position
from rangering.scenario.placement import Element, elements
from rangering.sight.plan import AntennaPlan

# The figures a map rests on; what else the catalog assumes of a radar is no matter here.
_FIELDS = (
    "range_m", "rcs_m2", "pd", "pfa", "instrumented_range_m", "frequency_hz",
    "azimuth_sector_rad", "elevation_min_rad", "elevation_max_rad", "minimum_radial_speed_m_s",
    "update_period_s",
)  # fmt: skip


class Sited(NamedTuple):
    """One radar at one site: with a group, or with a fire unit."""

    element: Element
    in_network: bool  # whether it counts in what the radars see


def sited_radars(scenario: Scenario, catalog: Catalog) -> tuple[Sited, ...]:
    """Every radar that is there and not switched off, those of class defaults after the group's own.

    Parameters
    ----------
    scenario : Scenario
        One that was checked against this catalog.
    catalog : Catalog
        Where systems and their parts come from.
    """
    every = list(elements(scenario, catalog, "radar"))
    found: list[Sited] = []
    for group in scenario.groups:
        own = [each for each in every if each.group is group]
        found += [Sited(each, in_network=True) for each in own]
        # Where the scenario says what is there, nothing else is.
        if all(each.elements is None for each in (group, *group.fire_units)):
            found += stand_ins(group, catalog, nothing=not own)
    return tuple(each for each in found if each.element.at.alert != "off")


def stand_ins(group: Group, catalog: Catalog, *, nothing: bool) -> Iterator[Sited]:
    """Class defaults for the links of the chain that no radar of the system is published to be.

    Parameters
    ----------
    group : Group
        One that does not say what stands where.
    catalog : Catalog
        Where its system comes from.
    nothing : bool
        Whether no radar of the system is published at all: then what finds stands with every fire unit.
    """
    ids = radar_ids(catalog[group.system])
    if ids["surveillance"].startswith("default/"):
        places: list[tuple[Emplacement, Position]] = [(group, group.site)]
        if nothing:
            places = [(unit, unit.position) for unit in group.fire_units]
        for at, position in places:
            yield Sited(Element(ids["surveillance"], group, at, position), in_network=nothing)
    if ids["engagement"].startswith("default/"):
        for unit in group.fire_units:
            yield Sited(Element(ids["engagement"], group, unit, unit.position), in_network=False)


def radar_facts(
    catalog: Catalog, element: Element, *, reading: Reading | None = None, allow_defaults: bool = True
) -> RadarFacts:
    """What is known of one radar; its mast's height is asked for only where the scenario states none."""
    fields = _FIELDS if element.at.mast_height_m is not None else (*_FIELDS, "mast_height_m")
    return resolve_radar(catalog, element.id, reading=reading, allow_defaults=allow_defaults, fields=fields)


def has_sector(radar: RadarFacts) -> bool:
    """Whether a radar looks one way only, rather than all round."""
    return radar.azimuth_sector_rad < tau - 1e-9


def mast_height_m(element: Element, radar: RadarFacts) -> float:
    """Height of the antenna's centre above the ground: the scenario's, else the catalog's. [m]"""
    stated_m = element.at.mast_height_m
    return radar.mast_height_m if stated_m is None else stated_m


def sector_width_rad(element: Element, radar: RadarFacts, turns: bool) -> float:
    """How much of the horizon a radar looks at: all of it where no direction is stated. [rad]

    Parameters
    ----------
    element, radar : Element, RadarFacts
        The radar.
    turns : bool
        Whether the direction stated at its site is meant for it.
    """
    sector = element.at.sector if turns else None
    return min(sector.width_rad, radar.azimuth_sector_rad) if sector else tau


def antenna_plan(element: Element, radar: RadarFacts, ground_m: float, turns: bool) -> AntennaPlan:
    """Where an antenna stands and looks, over ground of height `ground_m` above sea level."""
    sector = element.at.sector if turns else None
    return AntennaPlan(
        height_m=ground_m + mast_height_m(element, radar),
        sector_centre_rad=sector.centre_rad if sector else 0.0,
        sector_width_rad=sector_width_rad(element, radar, turns),
        elevation_min_rad=max(radar.elevation_min_rad, -pi / 2),
        elevation_max_rad=min(radar.elevation_max_rad, pi / 2),
    )


def turned(placed: tuple[Sited, ...], facts: tuple[RadarFacts, ...]) -> tuple[bool, ...]:
    """For which radars the direction stated at their site is meant.

    It turns those that have a sector; it cuts those that turn all round only where no other could be meant,
    and a class default that stands in for engaging is no such other.
    """
    facing = {
        id(each.element.at)
        for each, radar in zip(placed, facts, strict=True)
        if each.in_network and has_sector(radar)
    }
    return tuple(
        has_sector(radar) or id(each.element.at) not in facing
        for each, radar in zip(placed, facts, strict=True)
    )
