"""The chain a fire unit needs to engage: radars that find, a radar that guides, launchers, missiles.

Whether each link is there, and what stands in where nobody publishes one. Limits: a command post is taken to
be there wherever its group is; where no launcher is listed apart, it rides with the radar.
"""

from collections.abc import Iterator, Sequence
from math import inf
from typing import NamedTuple

from rangering.catalog.models import Entry
from rangering.catalog.read import Catalog
from rangering.coverage.results import Link
from rangering.scenario.defence import Emplacement, FireUnit, Group
from rangering.scenario.models import Scenario
from rangering.scenario.placement import Element, usual_parts
from rangering.sight.radars import stand_ins
from rangering.sight.roles import FINDS, GUIDES, guides_of, role_of

_ROLE = {
    "surveillance": "surveillance radar",
    "acquisition": "acquisition radar",
    "engagement": "engagement radar",
    "multifunction": "engagement radar",
}


class Chain(NamedTuple):
    """One fire unit, with the radars that serve it by their place in the list of radars drawn."""

    group: Group
    unit: FireUnit
    guides: tuple[int, ...]
    """Engagement radars; any one suffices."""
    cue_delay_s: tuple[float, ...]
    """For each radar drawn, how late its track arrives; infinite where it tells this fire unit nothing."""
    external_delay_s: float
    """The same for tracks from outside the scenario."""
    stand_in: str
    """Catalog id of the radar that guides because no engagement radar is published; else empty."""
    missing: tuple[str, ...]
    """What the chain lacks, in words; empty where the fire unit can engage."""


def chains(scenario: Scenario, catalog: Catalog, placings: Sequence[Element]) -> tuple[Chain, ...]:
    """The chain of every fire unit, in the order of the file.

    Every surveillance, acquisition or multifunction radar of the group, at the command post or at any of its
    fire units, tells the fire unit where to look; so do those of other groups where both share an air
    picture (``integration`` national or alliance). A fire unit that nobody tells finds for itself.

    Parameters
    ----------
    scenario : Scenario
        One that was checked against this catalog.
    catalog : Catalog
        Where systems and their parts come from.
    placings : sequence of Element
        The radars drawn, switched off ones left out.
    """
    return tuple(
        _chain(scenario, catalog, placings, group, unit)
        for group in scenario.groups
        for unit in group.fire_units
    )


def _chain(
    scenario: Scenario, catalog: Catalog, placings: Sequence[Element], group: Group, unit: FireUnit
) -> Chain:
    guides = guides_of(catalog, placings, group, unit)
    delays_s = [_cue_delay_s(scenario, catalog, each, group, unit) for each in placings]
    external_s = inf if group.external_cue is None else group.external_cue.delay_s
    if min((external_s, *delays_s)) == inf:
        delays_s = [0.0 if number in guides else inf for number in range(len(placings))]
    missing = [f"{link.role} ({link.said})" for link in _lacking(catalog, group, unit)]
    if not guides and not any(each.startswith("engagement radar") for each in missing):
        missing.append("engagement radar (switched off)")
    if unit.alert == "off":
        missing = ["switched off"]
    stand_in = next((placings[n].id for n in guides if role_of(catalog, placings[n].id) not in GUIDES), "")
    return Chain(group, unit, guides, tuple(delays_s), external_s, stand_in, tuple(missing))


def _cue_delay_s(scenario: Scenario, catalog: Catalog, radar: Element, group: Group, unit: FireUnit) -> float:
    """How late a radar's track arrives at a fire unit. [s]"""
    if role_of(catalog, radar.id) not in FINDS:
        return inf
    if radar.at is unit:
        return 0.0
    shared = "standalone" not in (radar.group.integration, group.integration)
    if radar.group is not group and not shared:
        return inf
    return (group.links or scenario.links).delay_s


def links(scenario: Scenario, catalog: Catalog) -> tuple[Link, ...]:
    """Every element of the chain, site by site: what belongs there, and whether it is there.

    Parameters
    ----------
    scenario : Scenario
        One that was checked against this catalog.
    catalog : Catalog
        Where systems and their parts come from.

    Returns
    -------
    tuple of Link
        Groups in the order of the file, the command post's site before its fire units; only where a radar
        stands with the command post has it rows of its own.
    """
    return tuple(link for group in scenario.groups for link in _links_of_group(catalog, group))


def _links_of_group(catalog: Catalog, group: Group) -> Iterator[Link]:
    system = catalog[group.system]
    with_group, with_units = usual_parts(system, catalog)
    yield from _placed(catalog, group, with_group)
    yield from _assumed(catalog, group, group)
    for unit in group.fire_units:
        yield from _placed(catalog, unit, with_units)
        yield from _assumed(catalog, group, unit)
        yield from _unpublished(catalog, system, group, unit)
        yield from _missiles(catalog, system, unit)


def _placed(catalog: Catalog, at: Emplacement, usual: Sequence[str]) -> Iterator[Link]:
    """Radars and launchers: what belongs here by rule, and what the scenario says is here."""
    here = usual if at.elements is None else at.elements
    for part in dict.fromkeys((*usual, *here)):
        said = "switched off" if at.alert == "off" else ""
        if part not in here:
            said = "left out in the scenario"
        elif part not in usual and not said:
            said = "stated in the scenario"
        elif not said:
            said = "finds and guides" if catalog[part].role == "multifunction" else ""
            said = ", ".join(filter(None, (said, "on standby" if at.alert == "standby" else "")))
        present = part in here and at.alert != "off"
        yield Link(at.shown, _role(catalog[part]), part, catalog[part].title, present, said)


def _nothing_stated(group: Group) -> bool:
    return all(each.elements is None for each in (group, *group.fire_units))


def _assumed(catalog: Catalog, group: Group, at: Emplacement) -> Iterator[Link]:
    """The class defaults that stand in, at one place, for radars nobody publishes."""
    if not _nothing_stated(group):
        return
    parts = (part for here in usual_parts(catalog[group.system], catalog) for part in here)
    nothing = not any(catalog[each].kind == "radar" for each in parts)
    for element in (each.element for each in stand_ins(group, catalog, nothing=nothing)):
        if element.at is not at:
            continue
        role = role_of(catalog, element.id)
        title = f"class default: {_ROLE[role]}, {element.id.split('/')[1]} range"
        said = f"none is published; a class default {'guides' if role in GUIDES else 'finds'}"
        on = element.at.alert != "off"
        yield Link(element.at.shown, _ROLE[role], element.id, title, on, said if on else "switched off")


def _unpublished(catalog: Catalog, system: Entry, group: Group, unit: FireUnit) -> Iterator[Link]:
    """Links of which no public source names a type, where the scenario says what is there."""
    on = unit.alert != "off"
    with_group, with_units = usual_parts(system, catalog)
    here = with_units if unit.elements is None else unit.elements
    radars = [
        part
        for part in (*here, *(with_group if group.elements is None else group.elements))
        if catalog[part].kind == "radar"
    ]
    guided = any(catalog[each].role in GUIDES for each in radars)
    if system.engagement_radar is None and not guided and not _nothing_stated(group):
        if radars:
            part, title, said = radars[0], catalog[radars[0]].title, "none is published; this radar stands in"
        else:
            part, title, said = system.id, f"radars of the {system.title}", "left out in the scenario"
        present = on and bool(radars)
        yield Link(unit.shown, "engagement radar", part, title, present, said if on else "switched off")
    if system.launcher is None and not any(catalog[each].kind == "launcher" for each in here):
        said = "not listed apart" if on else "switched off"
        yield Link(unit.shown, "launcher", system.id, f"launchers of the {system.title}", on, said)


def _missiles(catalog: Catalog, system: Entry, unit: FireUnit) -> Iterator[Link]:
    on, off = unit.alert != "off", "switched off"
    for stock in unit.missiles:
        said = f"{stock.ready_count} ready, {stock.reloads_count} in store" if on else off
        title = catalog[stock.type].title
        yield Link(unit.shown, "interceptors", stock.type, title, on and stock.ready_count > 0, said)
    if not unit.missiles:
        for each in system.interceptors:
            said = "not stated; the catalog's load" if on else off
            yield Link(unit.shown, "interceptors", each, catalog[each].title, on, said)
    if not unit.missiles and not system.interceptors:
        yield Link(unit.shown, "interceptors", system.id, system.title, False, "none is published")


def _lacking(catalog: Catalog, group: Group, unit: FireUnit) -> Iterator[Link]:
    """The roles of which this fire unit has not one element present; a radar that only finds is not one."""
    own = [link for link in _links_of_group(catalog, group) if link.site in (unit.shown, group.shown)]
    for role in ("engagement radar", "launcher", "interceptors"):
        of_role = [link for link in own if link.role == role]
        if of_role and not any(link.present for link in of_role):
            yield of_role[0]


def _role(part: Entry) -> str:
    return _ROLE.get(str(part.role), "radar") if part.kind == "radar" else "launcher"
