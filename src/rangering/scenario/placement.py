"""Which radar or launcher stands where, with what mast and in which direction.

One rule for every engine: a surveillance radar stands with the group's command post, everything else with
each fire unit. Where it is the system's only radar, or its engagement radar too (Tor-M2, Patriot), it
belongs to the fire unit. `elements` in the file overrides the rule.
"""

from collections.abc import Iterator
from typing import NamedTuple

from rangering.catalog.models import Entry
from rangering.catalog.read import Catalog
from rangering.scenario.defence import Emplacement, Group
from rangering.scenario.models import Scenario
from rangering.scenario.place import Position


class Element(NamedTuple):
    """One kind of radar or launcher at one place."""

    id: str
    """Catalog id."""
    group: Group
    at: Emplacement
    """The group or fire unit it stands with, whose mast height, sector, losses and labels hold."""
    position: Position


def parts_of(system: Entry, catalog: Catalog) -> tuple[str, ...]:
    """Ids of the radars and launchers a system may have, its own and borrowed ones."""
    linked = (system.surveillance_radar, system.acquisition_radar, system.engagement_radar, system.launcher)
    own = (part.id for part in catalog.parts(system.id) if part.kind in ("radar", "launcher"))
    return tuple(dict.fromkeys([part for part in linked if part] + list(own)))


def elements(scenario: Scenario, catalog: Catalog, kind: str | None = None) -> Iterator[Element]:
    """Everything that stands somewhere, in the order of the file.

    Parameters
    ----------
    scenario : Scenario
        One that was checked against this catalog.
    catalog : Catalog
        Where systems and their parts come from.
    kind : {"radar", "launcher"}, optional
        Only these.
    """
    for group in scenario.groups:
        with_group, with_units = usual_parts(catalog[group.system], catalog)
        places: list[tuple[Emplacement, Position, tuple[str, ...]]] = [(group, group.site, with_group)]
        places += [(unit, unit.position, with_units) for unit in group.fire_units]
        for at, position, usual in places:
            for element in at.elements if at.elements is not None else usual:
                if kind in (None, catalog[element].kind):
                    yield Element(element, group, at, position)


def usual_parts(system: Entry, catalog: Catalog) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of the parts that stand with the group by rule, and of those with each fire unit."""
    linked = (system.surveillance_radar, system.acquisition_radar, system.engagement_radar, system.launcher)
    parts = tuple(dict.fromkeys(part for part in linked if part))
    radars = [part for part in parts if catalog[part].kind == "radar"]
    search = system.surveillance_radar
    if search is None or search == system.engagement_radar or radars == [search]:
        return (), parts
    return (search,), tuple(part for part in parts if part != search)
