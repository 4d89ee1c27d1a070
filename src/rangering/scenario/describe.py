"""A scenario read back in plain sentences: what is stated, what is assumed, and who says the figures.

Figures come from the catalog with their grade and a numbered source; what the file leaves out is listed as
an assumption of ours, so that nothing acts unseen. No result is worked out here.
"""

import re
from math import degrees
from textwrap import fill

from pydantic import BaseModel

from rangering.catalog.models import GRADE_MEANING, Entry, Quantity, cited
from rangering.catalog.read import Catalog
from rangering.provenance import CAVEAT
from rangering.scenario.assumed import OF_THE_RAID, assumptions, stated
from rangering.scenario.defence import Emplacement, Group
from rangering.scenario.fetching import fetch_of
from rangering.scenario.flights import Flight, Raid, Traffic
from rangering.scenario.models import Scenario
from rangering.scenario.placement import elements, parts_of
from rangering.scenario.prose import WIDTH, counted, listed, paragraph, several
from rangering.scenario.traffic_account import hours as file_hours
from rangering.scenario.traffic_account import origin
from rangering.terrain.models import AnalyticTerrain, AutoTerrain, RasterTerrain, SampleTerrain
from rangering.units import show

_MOST_SITES = 8
_CROSS_SECTION = re.compile(r"\brcs (\d+(?:\.\d+)?)m2")
_INTEGRATION = {
    "standalone": "on its own picture alone",
    "national": "with the national air picture",
    "alliance": "with the air picture of its alliance",
}


def describe(scenario: Scenario, catalog: Catalog) -> str:
    """The scenario in plain English.

    Parameters
    ----------
    scenario : Scenario
        One that was checked against this catalog.
    catalog : Catalog
        Where figures and sources come from.

    Returns
    -------
    str
        Paragraphs and lists, at most 100 characters wide, ending with the numbered sources.
    """
    sources: dict[str, int] = {}
    parts = [
        _heading(scenario),
        _ground_and_air(scenario, catalog),
        *(_group(group, scenario, catalog) for group in scenario.groups),
        _alternatives(scenario, catalog),
        _assets_and_flights(scenario, catalog),
        _run(scenario),
        *(_claims(system, scenario, catalog, sources) for system in _systems(scenario)),
        _changes(scenario),
        _assumed(scenario),
        listed("Sources", [f"[{number}] {text}" for text, number in sources.items()], bullet=""),
        listed("Stated sources of the scenario", scenario.sources),
        fill(CAVEAT, WIDTH),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def in_short(scenario: Scenario, catalog: Catalog) -> str:
    """What was understood, in a few lines: systems, sites with their positions, and the ground."""
    counts = {system: sum(g.system == system for g in scenario.groups) for system in _systems(scenario)}
    groups = several(
        f"{counted(count, 'group')} of {catalog[system].title}" for system, count in counts.items()
    )
    units = scenario.fire_units
    sites = [f"{unit.shown} at {unit.position}" for unit in units[:_MOST_SITES]]
    more = [f"{len(units) - _MOST_SITES} more"] if len(units) > _MOST_SITES else []
    return f"{paragraph(f'{groups}:', '; '.join(sites + more))}\n{paragraph(_ground(scenario, catalog))}"


def _systems(scenario: Scenario) -> tuple[str, ...]:
    return tuple(dict.fromkeys(group.system for group in scenario.groups))


def _lower(entry: Entry) -> str:
    """A class of aircraft inside a sentence; a type keeps its capitals."""
    return entry.title[:1].lower() + entry.title[1:] if entry.kind == "target" else entry.title


def _heading(scenario: Scenario) -> str:
    labels = f"It is labelled {several(scenario.labels)}." if scenario.labels else ""
    title = f"{scenario.title}\n{'=' * len(scenario.title)}"
    return f"{title}\n\n{paragraph(' '.join(scenario.description.split()), labels)}".rstrip()


def _ground(scenario: Scenario, catalog: Catalog) -> str:
    match scenario.environment.terrain:
        case SampleTerrain():
            return "The ground is the real relief of the Jacksboro fault, Tennessee, shipped with matplotlib."
        case RasterTerrain(path=path):
            return f"The ground is read from {path}."
        case AutoTerrain() as spec:
            fetch = fetch_of(scenario, catalog, spec)
            return (
                "The ground is the Copernicus DEM, fetched when a map is drawn and then kept: "
                f"{fetch.level.product}, about {counted(fetch.tiles_count, 'tile')} within "
                f"{fetch.radius_m / 1e3:.0f} km of the first site, at most {fetch.most_bytes / 1e6:.0f} MB. "
                "Where it cannot be fetched the map shows the smooth Earth, and says so."
            )
        case AnalyticTerrain(base_height=base_m, features=features):
            shapes = several(f"a {feature.shape}" for feature in features) or "nothing else"
            base = show(base_m, "m")
            return f"The ground is drawn for teaching, not real: a plain at {base} with {shapes}."
        case _:
            return "The ground is the smooth Earth: no relief is loaded, and every picture says so."


def _ground_and_air(scenario: Scenario, catalog: Catalog) -> str:
    air = scenario.environment
    rays = f"Radar rays bend over an Earth of {air.k:.4g} times its radius."
    rain = f"it rains {show(air.rain_rate_mm_h, 'mm/h')}" if air.rain_rate_mm_h else "it does not rain"
    warmer = "warmer" if air.isa_deviation_k > 0 else "colder"
    off = f"{show(abs(air.isa_deviation_k), 'K')} {warmer} than" if air.isa_deviation_k else "as in"
    weather = (
        f"Sea-level pressure is {show(air.sea_level_pressure_pa, 'hPa', 6)}, the air is {off} the standard "
        f"atmosphere, and {rain}."
    )
    options = (
        (air.diffraction, "Signals that bend round edges are counted, weakened."),
        (air.two_ray, "The echo off the ground adds lobes and nulls, as over a smooth mirror."),
        (air.clutter, "Targets close above the ground or its edge are lost in its echo."),
    )
    chosen = (said for is_chosen, said in options if is_chosen)
    return paragraph(_ground(scenario, catalog), rays, weather, *chosen)


def _emplaced(here: Emplacement) -> str:
    """Mast, direction and state in a half-sentence each."""
    said = []
    if here.mast_height_m is not None:
        said.append(f"its antenna is {show(here.mast_height_m, 'm')} above ground")
    if here.sector is not None:
        width, centre = degrees(here.sector.width_rad), degrees(here.sector.centre_rad)
        said.append(f"it covers {width:.4g}° of azimuth about {centre:.4g}°")
    if here.elements is not None:
        said.append(f"it consists of {several(here.elements) or 'no radar and no launcher'}")
    if here.sensitivity_loss_db:
        said.append(f"its radars have lost {show(here.sensitivity_loss_db, 'dB')} of sensitivity")
    if here.misalignment_rad:
        said.append(f"its radars take a heading for true that is {show(here.misalignment_rad, 'deg')} off")
    if here.alert != "ready":
        wait = f", ready {show(here.time_to_ready_s, 'min')} after the alarm" if here.time_to_ready_s else ""
        said.append(f"it starts {here.alert}{wait}")
    return f"; {several(said)}" if said else ""


def _reported(source: str) -> str:
    return f" Source: {source.rstrip('.')}." if source else ""


def _group(group: Group, scenario: Scenario, catalog: Catalog) -> str:
    system = catalog[group.system]
    here = [catalog[e.id].title for e in elements(scenario, catalog, "radar") if e.at is group]
    head = several(["command post", *here])
    where = "" if group.position else ", with its first fire unit"
    # A variant nobody stated would be news to the reader of a fictitious placement.
    variant = f" in the {group.variant} variant" if "variant" in group.model_fields_set else ""
    sentences = [
        f"{group.shown} is a group of {system.title}{variant}, fighting "
        f"{_INTEGRATION[group.integration]}, with {counted(len(group.fire_units), 'fire unit')}.",
        f"Its {head} {'stand' if here else 'stands'} at {group.site}{where}{_emplaced(group)}."
        + _reported(group.source),
    ]
    if group.external_cue:
        cue = group.external_cue
        gone = ""
        if cue.outage_fraction:
            length = show(cue.outage_length_s, "s")
            gone = f" and absent {cue.outage_fraction:.0%} of the time, {length} on average"
        sentences.append(f"It is cued by {cue.source}, {show(cue.delay_s, 's')} late{gone}.")
    for unit in group.fire_units:
        stock = [
            f"{missile.ready_count} ready {missile.type}"
            + (f" ({missile.reloads_count} more in store)" if missile.reloads_count else "")
            for missile in unit.missiles
        ]
        launchers = f", with {counted(unit.launchers_count, 'launcher')}" if unit.launchers_count else ""
        load = f", carrying {several(stock)}" if stock else ""
        if unit.fire_zone is not None:
            zone = (show(edge_m, "km") for edge_m in (unit.fire_zone.min_m, unit.fire_zone.max_m))
            load += f", which may fire only at targets {' to '.join(zone)} from it"
        sentences.append(
            f"Fire unit {unit.shown} stands at {unit.position}{launchers}{load}{_emplaced(unit)}."
            + _reported(unit.source)
        )
    return paragraph(*sentences)


def _alternatives(scenario: Scenario, catalog: Catalog) -> str:
    if not scenario.alternatives:
        return ""
    others = several(catalog[system].title for system in scenario.alternatives)
    own = several(catalog[system].title for system in _systems(scenario))
    return paragraph(
        f"Side by side with it, one at a time and at the same sites: {others}.",
        f"That is hypothetical. What the file states of {own} alone (masts, elements, launchers, missiles, "
        "variant) does not go over to them; positions, directions, readiness and doctrine do.",
    )


def _flight(flight: Flight, catalog: Catalog) -> str:
    title = _lower(catalog[flight.type])
    first, last = flight.waypoints[0], flight.waypoints[-1]
    return (
        f"{flight.shown}, {flight.count} × {title}: from {first.position} at {first.altitude} "
        f"to {last.position} at {last.altitude} by {len(flight.waypoints)} waypoints, "
        f"transponder {flight.transponder}{_reported(flight.source)}"
    )


def _tracks(scenario: Scenario, table: Traffic) -> str:
    from rangering.traffic.write import read_about

    about = read_about(scenario.folder / table.file)
    hours = " ".join(
        f"flown {word} {moment.isoformat()}"
        for word, moment in (("from", table.start), ("to", table.end))
        if moment is not None
    )
    held = file_hours(about.first_s, about.last_s)
    return (
        f"{table.file}, {origin(about)}, {', '.join(filter(None, (held, hours)))}: transponder "
        f"{table.transponder}, flown as {table.type}"
        + "".join(f", {designator} as {kind}" for designator, kind in table.classes.items())
        + (f"; figures: {'; '.join(about.sources[1:])}" if about.made else "")
        + _reported(table.source)
    )


def _raid(raid: Raid, catalog: Catalog) -> str:
    """What comes, how it is spread in time and space, and when it gives up or counts as through."""
    whole = sum(raid.mix.values())
    mix = several(f"{share / whole:.0%} {_lower(catalog[kind])}" for kind, share in raid.mix.items())
    one, each = ("flight", "singly") if raid.formation_size == 1 else ("formation", "")
    apart = show(raid.formation_spacing_m, "km")
    each = each or f"in formations of {raid.formation_size}, {apart} from flight to flight"
    spread = "on average (Poisson)" if raid.arrivals == "poisson" else "regularly"
    waves = "in one wave"
    if raid.waves_count > 1:
        waves = f"in {raid.waves_count} waves, {show(raid.wave_interval_s, 'min')} from start to start"
    first = f"the first after {show(raid.start_s, 'min')}" if raid.start_s else "the first at once"
    losses = "none turns back whatever is lost"
    if raid.abort_after_fraction is not None:
        losses = f"the rest turn back once {raid.abort_after_fraction:.0%} of the flights are lost"
    through = "over its asset"
    if raid.release_distance_m:
        through = f"{show(raid.release_distance_m, 'km')} from its asset"
    return (
        f"{raid.shown}: {counted(raid.size, 'flight')} against {several(raid.against)} ({mix}), {each}, "
        f"{waves}, one {one} every {show(raid.spacing_s, 's')} {spread}, {first}; {losses}; a flight counts "
        f"as a leaker {through}{_reported(raid.source)}"
    )


def _run(scenario: Scenario) -> str:
    """What the file states of how the defence is run; a group's own stands before the scenario's."""
    tables = [(name, getattr(scenario, name)) for name in OF_THE_RAID]
    for group in scenario.groups:
        own = (("doctrine", group.doctrine), ("links", group.links))
        tables += [(f"{name} of {group.shown}", table) for name, table in own if table is not None]
    return listed("How it is run", (f"{name}: {said}" for name, table in tables if (said := stated(table))))


def _assets_and_flights(scenario: Scenario, catalog: Catalog) -> str:
    assets = [
        f"{asset.shown} at {asset.position}; a leaker has its effect there with probability "
        f"{asset.effect_probability:g}.{_reported(asset.source)}"
        for asset in scenario.assets
    ]
    blocks = [listed("Defended (a leaker is a hostile flight still alive when it gets there)", assets)]
    for title, flights in (
        ("Own flights", scenario.own_flights),
        ("Allied flights", scenario.allied_flights),
        ("Civil flights", scenario.civil_flights),
        ("Hostile flights, on written routes for teaching", scenario.hostile_flights),
    ):
        blocks.append(listed(title, (_flight(flight, catalog) for flight in flights)))
    blocks.append(listed("Civil traffic from files", (_tracks(scenario, each) for each in scenario.traffic)))
    drawn = "Raids (approach azimuths are drawn uniformly, speed and altitude band are those of the class)"
    blocks.append(listed(drawn, (_raid(raid, catalog) for raid in scenario.raids)))
    asked = scenario.coverage
    classes = several(_lower(catalog[target]) for target in asked.targets)
    heights = several(map(str, asked.altitudes))
    mapped = (
        f"Coverage is mapped for {classes} at {heights}; a place counts as covered from a single-scan "
        f"detection probability of {asked.pd_probability:g}."
    )
    return "\n\n".join([block for block in blocks if block] + [fill(mapped, WIDTH)])


def _claims(system_id: str, scenario: Scenario, catalog: Catalog, sources: dict[str, int]) -> str:
    """What public sources say of the parts of a system that stand in the scenario."""
    system = catalog[system_id]
    present = {element.id for element in elements(scenario, catalog) if element.group.system == system_id}
    stocked = {
        m.type for g in scenario.groups if g.system == system_id for u in g.fire_units for m in u.missiles
    }
    parts = [part for part in parts_of(system, catalog) if part in present]
    parts += [round_ for round_ in system.interceptors if not stocked or round_ in stocked]
    lines = [_figures(catalog[part], sources) for part in parts]
    lines += [f"Mind: {caveat}" for caveat in system.caveats]
    return listed(f"What public sources say of {system.title}", lines)


def _figures(entry: Entry, sources: dict[str, int]) -> str:
    """Every figure of one part that may enter a run, with its grade and the number of its source."""
    said = []
    for quantity in entry.quantities.values():
        if quantity.in_runs:
            number = sources.setdefault(cited(quantity.source), len(sources) + 1)
            said.append(f"{_figure(quantity)} ({quantity.grade}) [{number}]")
    return f"{entry.title}: {'; '.join(said) or 'no public figure, so class defaults stand in (D)'}."


def _figure(quantity: Quantity) -> str:
    words = _CROSS_SECTION.sub(r"at \1 m²", quantity.name.replace("_", " "))
    low, nominal, high = (f"{value:,g}" for value in (quantity.low, quantity.nominal, quantity.high))
    unit = "" if quantity.unit in ("count", "ratio", "fraction", "probability") else f" {quantity.unit}"
    per = f" per {quantity.per.replace('_', ' ')}" if quantity.per else ""
    spread = f"{nominal}{unit}" if low == high else f"{low} to {high}{unit}, nominally {nominal}{unit}"
    return f"{words} {spread}{per}"


def _changes(scenario: Scenario) -> str:
    def change(key: str, stated: BaseModel) -> str:
        said = [f"{name} {value}" for name, value in stated.model_dump(exclude_none=True).items()]
        return f"{key}: {several(said)}"

    return listed("Changed from the catalog", (change(k, v) for k, v in scenario.uncertainty.items()))


def _assumed(scenario: Scenario) -> str:
    """Every default that acts because the file does not state the field, and what the grades mean."""
    grades = "; ".join(f"{grade} {meaning}" for grade, meaning in GRADE_MEANING.items())
    assumed = listed("Not stated in the file, so assumed", assumptions(scenario))
    return f"{assumed}\n\n{fill(f'Grades: {grades}.', WIDTH)}".lstrip()
