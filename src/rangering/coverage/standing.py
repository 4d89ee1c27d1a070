"""One site's radars, compiled for one point: who stands where, and how far each reaches a class.

The figures are those of the map: the same catalog values, masts, sectors and losses. Only the ground is
taken apart from it, no wider than the point is far.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from rangering.catalog.read import Catalog
from rangering.catalog.resolve import RadarFacts, TargetFacts, resolve_target
from rangering.coverage.compile import OF_A_TARGET
from rangering.errors import CatalogError, RangeringError, ScenarioError, nearest
from rangering.scenario.defence import FireUnit, Group
from rangering.scenario.models import Scenario
from rangering.scenario.place import Position
from rangering.scenario.placement import Element
from rangering.sight.plan import AntennaPlan, ReachPlan
from rangering.sight.radars import Sited, antenna_plan, radar_facts, sited_radars, turned
from rangering.sight.reach import compile_reach
from rangering.sight.readings import RadarReadings, radar_readings, readings_of
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

    sited: Sited
    facts: RadarFacts
    reach: ReachPlan
    turns: bool  # whether the stated sector is this radar's
    drawn: RadarReadings  # of the class alone

    @property
    def placing(self) -> Element:
        """What stands where."""
        return self.sited.element

    @property
    def name(self) -> str:
        """As the map calls it."""
        return f"{self.placing.at.shown}, {self.facts.title}"

    def on(self, ground: Ground) -> AntennaPlan:
        """Where its antenna stands on a ground about it, and where it looks."""
        site_m = float(ground.height_m[ground.row0, ground.col0])
        return antenna_plan(self.placing, self.facts, site_m, self.turns)

    @property
    def farthest_m(self) -> float:
        """Slant range beyond which it neither displays nor detects the class, in no reading either. [m]"""
        drawn_m = [
            min(pair) for pair in zip(self.drawn.power_m[:, 0], self.drawn.instrumented_m, strict=True)
        ]
        return float(max(self.reach.instrumented_m, self.reach.power_m[0], *drawn_m))


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
    catalog: Catalog, target: str, *, allow_defaults: bool
) -> tuple[TargetFacts, tuple[float, float, float]]:
    """A class, and its cross-section low, nominal and high. [m²]

    Parameters
    ----------
    catalog : Catalog
        With the scenario's own bounds in place.
    target : str
        Its id.
    allow_defaults : bool
        Whether class defaults may stand in.
    """
    facts = resolve_target(catalog, target, allow_defaults=allow_defaults, fields=OF_A_TARGET)
    own = next(each.quantity for each in facts.inputs if each.field == "rcs_m2")
    low_m2, _, high_m2 = catalog.quantity(own).si
    return facts, (min(low_m2, facts.rcs_m2), facts.rcs_m2, max(high_m2, facts.rcs_m2))


def stand(
    scenario: Scenario,
    catalog: Catalog,
    target: TargetFacts,
    rcs_m2: tuple[float, float, float],
    pd: float,
    *,
    allow_defaults: bool,
    samples: int = 0,
    seed: int = 1,
) -> tuple[Standing, ...]:
    """Every radar that is switched on, and how far it reaches a class, nominally and in readings.

    Parameters
    ----------
    scenario : Scenario
        What is stated.
    catalog : Catalog
        With the scenario's own bounds in place.
    target : TargetFacts
        The class.
    rcs_m2 : tuple of float
        Its cross-section low, nominal and high. [m²]
    pd : float
        Single-scan probability of detection asked for.
    allow_defaults : bool
        Whether class defaults may stand in.
    samples, seed : int
        How many readings, and which: those of a map of the same seed.

    Raises
    ------
    RangeringError
        No radar is switched on, or a figure is missing and may not be assumed.
    """
    placed = sited_radars(scenario, catalog)
    if not any(each.in_network for each in placed):
        raise ScenarioError(
            "has no radar that is switched on",
            where=scenario.name,
            mend='give one of its groups or fire units a radar and alert = "ready"',
        )
    facts = tuple(radar_facts(catalog, each.element, allow_defaults=allow_defaults) for each in placed)
    turns = turned(placed, facts)
    inputs = [each for one in facts for each in one.inputs] + list(target.inputs)
    readings: tuple[Mapping[str, float], ...] = readings_of(catalog, inputs, samples, seed)
    drawn = radar_readings(catalog, scenario.environment, placed, turns, [target.target], pd, readings)
    low, nominal, high = (target._replace(rcs_m2=each) for each in rcs_m2)
    sizes = (nominal, low, high)
    return tuple(
        Standing(
            each,
            radar,
            compile_reach(scenario.environment, each.element.at.sensitivity_loss_db, radar, sizes, pd),
            turning,
            in_readings,
        )
        for each, radar, turning, in_readings in zip(placed, facts, turns, drawn, strict=True)
    )


def at_site(everyone: Sequence[Standing], site: Site, radar: str | None) -> tuple[Standing, ...]:
    """The radars of a site, or the one that is asked for.

    Class defaults that stand in for engaging alone are explained only where asked for.

    Raises
    ------
    RangeringError
        None stands there, or none of that id.
    """
    here = tuple(_of(everyone, site))
    counted = tuple(each for each in here if each.sited.in_network)
    if not here or (radar is None and not counted):
        mend = 'name another site, or give it a radar and alert = "ready"'
        if here:
            mend += f", or ask for the class default that stands in: --radar {here[0].facts.radar}"
        raise ScenarioError("has no radar that is switched on", where=site.shown, mend=mend)
    if radar is None:
        return counted
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
