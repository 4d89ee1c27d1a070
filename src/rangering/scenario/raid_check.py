"""Whether raid, rules of fire and loads can be as stated, and whether a raid can be run.

`raid_findings` is part of every check of a scenario. `mission_findings` is for runs alone: a scenario without
a flight, or with a fire unit that cannot fire, still makes a good map.
"""

from collections.abc import Iterable, Iterator

from rangering.catalog.fire_unit import resolve_fire_unit, resolve_interceptor
from rangering.catalog.inputs import family_line
from rangering.catalog.models import Entry
from rangering.catalog.read import Catalog
from rangering.errors import ScenarioError
from rangering.scenario.defence import FireUnit, Group
from rangering.scenario.doctrine import Doctrine
from rangering.scenario.faults import Place, written
from rangering.scenario.finding import Finding
from rangering.scenario.models import Scenario

_GUIDES = ("engagement", "multifunction")
_ROUNDING = 1e-9


def raid_findings(scenario: Scenario, catalog: Catalog) -> Iterator[Finding]:
    """What cannot be as stated, check by check; groups of unknown systems are left to other checks."""
    yield from _raids_in_time(scenario)
    yield from _failures(scenario)
    yield from _rules(("doctrine",), scenario.doctrine)
    for g, group in enumerate(scenario.groups):
        place: Place = ("group", g)
        if group.doctrine is not None:
            yield from _rules((*place, "doctrine"), group.doctrine)
        known = catalog.entries.get(group.system)
        if known is None or known.kind != "system":
            continue
        yield from _salvo_has_channels(scenario, group, place, catalog)
        for u, unit in enumerate(group.fire_units):
            yield from _fire_unit(group, unit, (*place, "fire_unit", u), catalog)


def mission_findings(scenario: Scenario, catalog: Catalog) -> Iterator[Finding]:
    """What keeps a scenario, sound otherwise, from being run.

    Parameters
    ----------
    scenario : Scenario
        One that was checked against this catalog.
    catalog : Catalog
        Where systems and their parts come from.
    """
    flights = (
        scenario.raids,
        scenario.hostile_flights,
        scenario.own_flights,
        scenario.allied_flights,
        scenario.civil_flights,
        scenario.traffic,
    )
    if not any(flights):
        yield Finding(("raid",), "is missing: nothing flies in this scenario", "add a [[raid]] table")
    end_s = scenario.mission.duration_s
    for r, raid in enumerate(scenario.raids):
        if end_s is not None and raid.start_s >= end_s:
            problem = "comes after the clock of the run has stopped"
            mend = f"start it before {end_s:g} s, or state a longer mission.duration"
            yield Finding(("raid", r, "start"), problem, mend, f"{raid.start_s:g} s")
    for g, group in enumerate(scenario.groups):
        for u, unit in enumerate(group.fire_units):
            yield from _can_fire(group, unit, ("group", g, "fire_unit", u, "elements"), catalog)


def mission_errors(scenario: Scenario, catalog: Catalog) -> list[ScenarioError]:
    """`mission_findings` as errors with their place in the file; empty where the scenario can be run."""
    tables = scenario.as_written()
    return [
        ScenarioError(
            each.problem,
            where=f"{scenario.read_as}, {written(each.place, tables)}",
            value=each.value,
            mend=each.mend,
        )
        for each in mission_findings(scenario, catalog)
    ]


def _raids_in_time(scenario: Scenario) -> Iterator[Finding]:
    for r, raid in enumerate(scenario.raids):
        place: Place = ("raid", r)
        if raid.waves_count > raid.size:
            problem = f"is more than the {raid.size} flights of the raid"
            yield Finding(
                (*place, "waves"), problem, f"give at most {raid.size}", raid.waves_count, ((*place, "size"),)
            )
        if raid.waves_count > 1 and raid.wave_interval_s == 0.0:
            problem = f"leaves no time between {raid.waves_count} waves"
            mend = 'state an interval such as "10 min", or one wave'
            yield Finding((*place, "wave_interval"), problem, mend, "0 s", ((*place, "waves"),))
        if raid.formation_size > raid.size:
            problem = f"is more than the {raid.size} flights of the raid"
            mend, on = f"give at most {raid.size}", ((*place, "size"),)
            yield Finding((*place, "formation_size"), problem, mend, raid.formation_size, on)


def _failures(scenario: Scenario) -> Iterator[Finding]:
    if scenario.failures.enabled and scenario.failures.mean_time_between_failures_s == 0.0:
        problem, mend = "means that nothing ever works", 'give a time such as "200 h"'
        place = ("failures", "mean_time_between_failures")
        yield Finding(place, problem, mend, "0 s", (("failures", "enabled"),))


def _rules(place: Place, doctrine: Doctrine) -> Iterator[Finding]:
    """A doctrine that no crew could follow."""
    if doctrine.reserve_fraction >= 1.0:
        problem = "keeps every missile back, so that nothing is ever fired"
        mend = 'give a share below 1, or state weapons = "hold"'
        yield Finding((*place, "reserve"), problem, mend, doctrine.reserve_fraction)
    shots, salvo = doctrine.max_shots_count, doctrine.salvo_size
    if doctrine.firing == "salvo" and shots is not None and salvo > shots:
        problem = f"is more than the {shots} missiles that one target may get (max_shots)"
        on = ((*place, "max_shots"), (*place, "firing"))
        yield Finding((*place, "salvo_size"), problem, "fire smaller salvos, or allow more", salvo, on)


def _salvo_has_channels(
    scenario: Scenario, group: Group, place: Place, catalog: Catalog
) -> Iterator[Finding]:
    doctrine = group.doctrine or scenario.doctrine
    where: Place = ("doctrine",) if group.doctrine is None else (*place, "doctrine")
    if doctrine.firing != "salvo":
        return
    facts = resolve_fire_unit(catalog, group.system, fields=("missiles_guided_count",))
    most = catalog.quantity(facts.inputs[0].quantity).si[2]
    if doctrine.salvo_size > most:
        problem = f"is more than the {most:g} missiles that a fire unit of {facts.title} guides at most"
        mend = f"fire salvos of at most {most:g}"
        on = ((*place, "system"), (*where, "firing"))
        yield Finding((*where, "salvo_size"), problem, mend, doctrine.salvo_size, on)


def _fire_unit(group: Group, unit: FireUnit, place: Place, catalog: Catalog) -> Iterator[Finding]:
    zone = unit.fire_zone
    if zone is not None and zone.min_m >= zone.max_m:
        problem = f"does not lie beyond where the zone begins, {zone.min_m / 1e3:g} km: no place is left"
        at = (*place, "fire_zone", "max")
        on = ((*place, "fire_zone", "min"),)
        yield Finding(at, problem, "give a greater distance", f"{zone.max_m / 1e3:g} km", on)
    system = catalog[group.system]
    stocks = [(m, stock) for m, stock in enumerate(unit.missiles) if stock.type in system.interceptors]
    fits = True
    for m, stock in stocks:
        holders = _holders(catalog, system, stock.type)
        stands = [e for e in unit.elements or () if e in catalog and catalog[e].kind == "launcher"]
        if stands and not holders.intersection(stands):
            fits = False
            there = ", ".join(catalog[each].title for each in stands)
            problem = f"is no missile for the launchers there ({there})"
            mend = f"it goes on {' or '.join(sorted(holders))}"
            at, on = (*place, "missile", m, "type"), ((*place, "elements"),)
            yield Finding(at, problem, mend, stock.type, on)
    if fits and stocks and len(stocks) == len(unit.missiles):
        yield from _launchers_hold(group, unit, place, catalog)


def _holders(catalog: Catalog, system: Entry, interceptor: str) -> set[str]:
    """The launchers that take a type: the system's own, and the one its row of rounds a launcher is about."""
    rows = (
        each.borrows.get("missiles_per_launcher", "") for each in family_line(catalog, catalog[interceptor])
    )
    about = {row.partition(".")[0] for row in rows if row}
    return {each for each in (system.launcher, *about) if each}


def _launchers_hold(group: Group, unit: FireUnit, place: Place, catalog: Catalog) -> Iterator[Finding]:
    """Ready missiles beyond what the launchers have room for, by the most that anybody gives a launcher."""
    filled = 0.0
    for stock in unit.missiles:
        facts = resolve_interceptor(catalog, stock.type, fields=("missiles_per_launcher_count",))
        filled += stock.ready_count / max(1.0, catalog.quantity(facts.inputs[0].quantity).si[2])
    room, launchers = float(unit.launchers_count or 0), "launchers"
    if not unit.launchers_count:
        facts_of_unit = resolve_fire_unit(catalog, group.system, fields=("launchers_count",))
        room = catalog.quantity(facts_of_unit.inputs[0].quantity).si[2]
        launchers = "launchers, the most the catalog gives"
    if filled > room + _ROUNDING:
        ready = sum(stock.ready_count for stock in unit.missiles)
        problem = (
            f"holds {ready} ready missiles, which fill {filled:.3g} launchers; it has {room:g} {launchers}"
        )
        mend = "move some to the store (reloads), or state more launchers"
        on = ((*place, "launchers"), (*place, "elements"), ("group", int(place[1]), "system"))
        yield Finding((*place, "missile"), problem, mend, None, on)


def _can_fire(group: Group, unit: FireUnit, place: Place, catalog: Catalog) -> Iterator[Finding]:
    """Where the file says what stands there, there must be something that guides and something that fires."""
    if unit.elements is None:
        return
    system, here = catalog[group.system], [catalog[each] for each in unit.elements]
    shared = [catalog[each] for each in group.elements or ()]
    if not _guide(system, (*here, *shared)):
        published = system.engagement_radar
        mend = f"add {published} to its elements" if published else "add a radar to its elements"
        yield Finding(place, "leave the fire unit without an engagement radar", mend)
    if system.launcher is not None and not any(each.kind == "launcher" for each in here):
        mend = f"add {system.launcher} to its elements"
        yield Finding(place, "leave the fire unit without a launcher", mend)


def _guide(system: Entry, parts: Iterable[Entry]) -> bool:
    """Whether a radar is there that guides; any radar where no engagement radar is published."""
    radars = [each for each in parts if each.kind == "radar"]
    if system.engagement_radar is None:
        return bool(radars)
    return any(each.id == system.engagement_radar or each.role in _GUIDES for each in radars)
