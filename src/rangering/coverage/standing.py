"""One site's radars, compiled for one point: who stands where, and how far each reaches a class.

The figures are those of the map: the same catalog values, masts, sectors and losses. Only the ground is
taken apart from it, no wider than the point is far.
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from rangering.catalog.inputs import Reading
from rangering.catalog.read import Catalog
from rangering.catalog.resolve import RadarFacts, TargetFacts, resolve_radar, resolve_target
from rangering.constants import EARTH_RADIUS_M
from rangering.coverage.compile import (
    _OF_A_TARGET,
    _antenna,
    _fields,
    _rain_top_m,
    _stated_values,
    _switched_on,
    has_sector,
)
from rangering.coverage.plan import AntennaPlan, EarthPlan, ReachPlan
from rangering.coverage.reach import compile_reach
from rangering.errors import CatalogError, RangeringError, ScenarioError, nearest
from rangering.scenario.defence import FireUnit, Group
from rangering.scenario.models import Environment, Scenario
from rangering.scenario.place import Position
from rangering.scenario.placement import Element
from rangering.scenario.uncertainty import overridden
from rangering.terrain.ground import Ground

CLASS = "target/"


class Site(NamedTuple):
    """What a name of the scenario stands for."""

    shown: str
    group: Group
    position: Position
    units: tuple[FireUnit, ...]  # the fire units that stand there


class Standing(NamedTuple):
    """One radar where it stands. `reach.power_m` is of the class's nominal, low and high cross-section."""

    placing: Element
    facts: RadarFacts
    reach: ReachPlan
    turns: bool  # whether the stated sector is this radar's

    @property
    def name(self) -> str:
        """As the map calls it."""
        return f"{self.placing.at.shown}, {self.facts.title}"

    def on(self, ground: Ground) -> AntennaPlan:
        """Where its antenna stands on a ground about it, and where it looks."""
        return _antenna(self.placing, self.facts, ground, self.turns)


def earth_of(environment: Environment) -> EarthPlan:
    """The Earth that rays run over, and the rain on it, as the map has them."""
    return EarthPlan(environment.k * EARTH_RADIUS_M, _rain_top_m(environment))


def stated_reading(scenario: Scenario, catalog: Catalog) -> Reading:
    """What the scenario states in place of nominal catalog values, in SI."""
    return _stated_values(scenario, catalog)


def find_site(scenario: Scenario, name: str) -> Site:
    """The fire unit or group of a name, whatever its case; of a group, what stands with its command post.

    Raises
    ------
    ScenarioError
        Nothing is called so.
    """
    known: dict[str, Site] = {}
    for group in scenario.groups:
        here = tuple(unit for unit in group.fire_units if unit.position == group.site)
        known[group.name.casefold()] = Site(group.shown, group, group.site, here)
        for unit in group.fire_units:
            known[unit.name.casefold()] = Site(unit.shown, group, unit.position, (unit,))
    site = known.get(name.strip().casefold())
    if site is None:
        names = {e.name.casefold(): e.name for group in scenario.groups for e in (group, *group.fire_units)}
        like = [names[each] for each in get_close_matches(name.casefold(), names, cutoff=0.45)]
        mend = f"did you mean {' or '.join(like)}?" if like else f"it has {', '.join(names.values())}"
        raise ScenarioError("is no fire unit and no group", where=scenario.read_as, value=name, mend=mend)
    return site


def find_target(catalog: Catalog, name: str) -> str:
    """The id of a class; ``cruise-missile`` is enough. What is no class `resolve_target` refuses."""
    written = name.strip().lower()
    if written not in catalog and CLASS + written in catalog:
        return CLASS + written
    return written


def target_facts(
    scenario: Scenario, catalog: Catalog, target: str, *, allow_defaults: bool
) -> tuple[TargetFacts, tuple[float, float, float]]:
    """A class, and its cross-section low, nominal and high, as the scenario may have changed it. [m²]"""
    facts = resolve_target(
        catalog,
        target,
        reading=stated_reading(scenario, catalog),
        allow_defaults=allow_defaults,
        fields=(*_OF_A_TARGET, "speed_m_s"),
    )
    quantity = catalog.quantity(next(each.quantity for each in facts.inputs if each.field == "rcs_m2"))
    if quantity.id in scenario.uncertainty:
        quantity = overridden(quantity, scenario.uncertainty[quantity.id], scenario.name)
    low_m2, _, high_m2 = quantity.si
    return facts, (min(low_m2, facts.rcs_m2), facts.rcs_m2, max(high_m2, facts.rcs_m2))


def stand(
    scenario: Scenario,
    catalog: Catalog,
    target: TargetFacts,
    rcs_m2: tuple[float, float, float],
    pd: float,
    *,
    allow_defaults: bool,
) -> tuple[Standing, ...]:
    """Every radar that is switched on, and how far it reaches a class."""
    placings = tuple(_switched_on(scenario, catalog))
    reading = stated_reading(scenario, catalog)
    facts = [
        resolve_radar(
            catalog,
            each.id,
            reading=reading,
            allow_defaults=allow_defaults,
            fields=(*_fields(each), "minimum_radial_speed_m_s"),
        )
        for each in placings
    ]
    low, nominal, high = (target._replace(rcs_m2=each) for each in rcs_m2)
    # A stated direction turns the radars that have a sector; see `compile_coverage`.
    facing = {id(placing.at) for placing, radar in zip(placings, facts, strict=True) if has_sector(radar)}
    return tuple(
        Standing(
            placing,
            radar,
            compile_reach(
                scenario.environment, placing.at.sensitivity_loss_db, radar, (nominal, low, high), pd
            ),
            has_sector(radar) or id(placing.at) not in facing,
        )
        for placing, radar in zip(placings, facts, strict=True)
    )


def at_site(everyone: Sequence[Standing], site: Site, radar: str | None) -> tuple[Standing, ...]:
    """The radars of a site, or the one that is asked for.

    Raises
    ------
    RangeringError
        None stands there, or none of that id.
    """
    here = tuple(_of(everyone, site))
    if not here:
        raise ScenarioError(
            "has no radar that is switched on",
            where=site.shown,
            mend='name another site, or give it a radar and alert = "ready"',
        )
    if radar is None:
        return here
    wanted = radar.strip().lower()
    chosen = tuple(each for each in here if wanted in (each.facts.radar, each.facts.radar.rpartition("/")[2]))
    if not chosen:
        raise _no_such_radar(radar, [each.facts.radar for each in here], site)
    return chosen


def _of(everyone: Sequence[Standing], site: Site) -> Iterator[Standing]:
    """Its own, and what else of its group stands at that very place: a surveillance radar, mostly."""
    for each in everyone:
        if each.placing.group is site.group and each.placing.position == site.position:
            other = isinstance(each.placing.at, FireUnit) and each.placing.at not in site.units
            if not other:
                yield each


def _no_such_radar(radar: str, known: list[str], site: Site) -> RangeringError:
    mend = nearest(radar, known) or f"it has {', '.join(known)}"
    return CatalogError("is no radar of this site", where=site.shown, value=radar, mend=mend)
