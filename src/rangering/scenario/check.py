"""What no single field can know: whether the parts of a scenario fit each other and the catalog.

Named checks, each a generator of findings; a finding says which places it rests on, so that it is dropped
where one of them was faulty already. Nothing is mended here. The limits of scope are checks like any other:
hostile routes on analytic terrain alone, raids against assets alone, no radar figure for a named aircraft.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from itertools import pairwise
from math import cos, inf, isclose, radians, sin, sqrt
from pathlib import Path
from typing import Any

from rangering.catalog.models import Entry
from rangering.catalog.read import Catalog
from rangering.errors import TrafficError, nearest
from rangering.scenario.defence import Placed
from rangering.scenario.faults import Place, written
from rangering.scenario.finding import Finding
from rangering.scenario.flights import HOSTILE_CLASSES, Flight, Traffic
from rangering.scenario.models import Scenario
from rangering.scenario.place import Position
from rangering.scenario.placement import parts_of
from rangering.scenario.raid_check import raid_findings
from rangering.scenario.uncertainty_check import uncertainty_findings
from rangering.terrain.models import AnalyticTerrain, RasterTerrain

_FLIGHTS = ("own_flight", "allied_flight", "civil_flight", "hostile_flight")


def findings(scenario: Scenario, catalog: Catalog) -> Iterator[Finding]:
    """Everything that does not fit, check by check."""
    yield from _names_are_unique(scenario)
    yield from _systems_and_their_parts(scenario, catalog)
    yield from _alternatives(scenario, catalog)
    yield from _aircraft(scenario, catalog)
    yield from _traffic(scenario, catalog)
    yield from _routes(scenario, catalog)
    yield from _hostile_routes_only_for_teaching(scenario)
    yield from _raids(scenario)
    yield from raid_findings(scenario, catalog)
    yield from _corridors(scenario)
    yield from _coverage(scenario, catalog)
    yield from _terrain_is_there(scenario)
    yield from uncertainty_findings(scenario, catalog)


def _placed(scenario: Scenario) -> Iterator[tuple[str, Place, Placed]]:
    """Everything with a name: the namespace it shares, where it stands, and it."""
    for g, group in enumerate(scenario.groups):
        yield "element", ("group", g), group
        for u, unit in enumerate(group.fire_units):
            yield "element", ("group", g, "fire_unit", u), unit
    for a, asset in enumerate(scenario.assets):
        yield "asset", ("asset", a), asset
    for key, i, flight in _flights(scenario):
        yield "flight", (key, i), flight
    for r, raid in enumerate(scenario.raids):
        yield "flight", ("raid", r), raid
    for c, corridor in enumerate(scenario.corridors):
        yield "corridor", ("corridor", c), corridor


def _flights(scenario: Scenario) -> Iterator[tuple[str, int, Flight]]:
    for key in _FLIGHTS:
        for i, flight in enumerate(getattr(scenario, f"{key}s")):
            yield key, i, flight


def _names_are_unique(scenario: Scenario) -> Iterator[Finding]:
    # Draws are keyed by names: two elements of one name would share their chance.
    first: dict[tuple[str, str], Place] = {}
    for space, place, thing in _placed(scenario):
        key = space, thing.name.casefold()
        if key in first:
            problem = f"is a name given before, in {written(first[key])}"
            on = ((*first[key], "name"),)
            yield Finding((*place, "name"), problem, "give each its own", thing.name, on)
        else:
            first[key] = place


def _wrong_kind(catalog: Catalog, entry_id: str, kinds: Iterable[str], what: str) -> tuple[str, str] | None:
    """Problem and mend where an id is unknown or names another kind of thing."""
    wanted = tuple(kinds)
    if entry_id in catalog and catalog[entry_id].kind in wanted:
        return None
    known = [entry for kind in wanted for entry in catalog.ids(kind)]
    problem = (
        f"is not {what}, but {catalog[entry_id].title}" if entry_id in catalog else "is not in the catalog"
    )
    return problem, _nearest_ids(entry_id, known)


def _nearest_ids(stated: str, known: Sequence[str]) -> str:
    """The ids a person may have meant: looking alike in whole, or in the part after the last stroke."""
    word = stated.lower()
    alike = nearest(word, known)
    if alike or not known:
        return alike or "see `rangering catalog list`"
    last = {entry.rpartition("/")[2]: entry for entry in known}
    within = [entry for tail, entry in last.items() if len(word) > 2 and (word in tail or tail in word)]
    meant = within or [last[tail] for tail in get_close_matches(word, last, n=3, cutoff=0.6)]
    if meant:
        return f"did you mean {' or '.join(meant[:3])}?"
    return f"choose from {', '.join(known)}" if len(known) <= 12 else "see `rangering catalog list`"


def _systems_and_their_parts(scenario: Scenario, catalog: Catalog) -> Iterator[Finding]:
    for g, group in enumerate(scenario.groups):
        wrong = _wrong_kind(catalog, group.system, ["system"], "an air-defence system")
        if wrong:
            yield Finding(("group", g, "system"), *wrong, group.system)
            continue
        system = catalog[group.system]
        if group.variant == "domestic":
            # Figures of the version sold abroad would answer for another one, and nobody would notice.
            problem = f"has no figures of its own: the catalog tells no variants of {system.title} apart"
            mend = "leave it out, or give the figures that differ in an uncertainty table or a catalog file"
            yield Finding(("group", g, "variant"), problem, mend, group.variant)
        parts = parts_of(system, catalog)
        places: list[tuple[Place, Any]] = [(("group", g), group)]
        places += [(("group", g, "fire_unit", u), unit) for u, unit in enumerate(group.fire_units)]
        for place, here in places:
            for e, element in enumerate(here.elements or ()):
                if element not in parts:
                    mend = (
                        nearest(element, parts) or f"it has {', '.join(parts) or 'no parts in the catalog'}"
                    )
                    problem = f"is no radar or launcher of {system.title}"
                    on = (("group", g, "system"),)
                    yield Finding((*place, "elements", e), problem, mend, element, on)
        for u, unit in enumerate(group.fire_units):
            for m, stock in enumerate(unit.missiles):
                if stock.type not in system.interceptors:
                    mend = (
                        nearest(stock.type, system.interceptors) or f"it has {', '.join(system.interceptors)}"
                    )
                    place = ("group", g, "fire_unit", u, "missile", m, "type")
                    problem = f"is no interceptor of {system.title}"
                    yield Finding(place, problem, mend, stock.type, (("group", g, "system"),))


def _alternatives(scenario: Scenario, catalog: Catalog) -> Iterator[Finding]:
    own = {group.system for group in scenario.groups}
    for a, system in enumerate(scenario.alternatives):
        place: Place = ("alternatives", a)
        if wrong := _wrong_kind(catalog, system, ["system"], "an air-defence system"):
            yield Finding(place, *wrong, system)
        elif system in scenario.alternatives[:a]:
            yield Finding(place, "is named twice", "leave one out", system)
        elif own == {system}:
            mend = "leave it out: it stands beside the others anyway"
            yield Finding(place, "is the scenario's own system", mend, system, (("group",),))


def _aircraft(scenario: Scenario, catalog: Catalog) -> Iterator[Finding]:
    for key, i, flight in _flights(scenario):
        place = (key, i, "type")
        if key == "hostile_flight":
            if flight.type not in HOSTILE_CLASSES:
                yield Finding(
                    place, "is not a class a hostile flight may have", _classes(flight.type), flight.type
                )
            continue
        wrong = _wrong_kind(
            catalog, flight.type, ["aircraft", "target"], "an aircraft or a class of aircraft"
        )
        if wrong:
            yield Finding(place, *wrong, flight.type)


def _traffic(scenario: Scenario, catalog: Catalog) -> Iterator[Finding]:
    for t, table in enumerate(scenario.traffic):
        place: Place = ("traffic", t)
        try:
            there = (scenario.folder / table.file).is_file()
        except (OSError, ValueError):
            there = False
        if not there:
            mend = (
                f"paths start from the scenario's folder, {scenario.folder}; "
                "`rangering traffic import` makes such a file"
            )
            yield Finding((*place, "file"), "is no file", mend, table.file)
        if table.start is not None and table.end is not None and table.start >= table.end:
            mend = "exchange the two" if table.start > table.end else "give a later one"
            yield Finding((*place, "end"), "is not after the start", mend, table.end.isoformat())
        elif there and (wrong := _without_flights(scenario.folder / table.file, table)):
            on = ((*place, "start"), (*place, "end"))
            yield Finding((*place, "file"), *wrong, table.file, on)
        kinds = [
            (("type",), table.type),
            *((("classes", name), each) for name, each in table.classes.items()),
        ]
        for at, kind in kinds:
            if wrong := _wrong_kind(catalog, kind, ["target"], "a target class"):
                yield Finding((*place, *at), *wrong, kind)
            elif kind in HOSTILE_CLASSES:
                problem = "is a class of hostile flights; traffic is civil"
                yield Finding((*place, *at), problem, "such as target/airliner or target/business-jet", kind)


def _without_flights(path: Path, table: Traffic) -> tuple[str, str] | None:
    """Problem and mend where a file holds no tracks, or none that fly in the hours stated."""
    from rangering.traffic.summary import count_flyable
    from rangering.traffic.write import read_about

    first_s = -inf if table.start is None else table.start.timestamp()
    last_s = inf if table.end is None else table.end.timestamp()
    try:
        if count_flyable(path, first_s, last_s):
            return None
        about = read_about(path)
    except TrafficError as error:
        return error.problem, error.mend
    mend = f"see `rangering traffic summary {table.file}`"
    if not count_flyable(path, -inf, inf):
        return "has no flight: none of its tracks knows its pressure altitude over two fixes in the air", mend
    return "has no flight in these hours", f"its tracks are of {_hours(about.first_s, about.last_s)}; {mend}"


def _hours(first_s: float, last_s: float) -> str:
    first, last = (datetime.fromtimestamp(each, UTC) for each in (first_s, last_s))
    return f"{first:%Y-%m-%dT%H:%MZ} to {last:%Y-%m-%dT%H:%MZ}"


def _classes(stated: str) -> str:
    near = nearest(stated, HOSTILE_CLASSES, count=1)
    return "; ".join(filter(None, (near, f"choose from {', '.join(HOSTILE_CLASSES)}")))


def _unit_vector(position: Position) -> tuple[float, float, float]:
    lat, lon = radians(position.latitude_deg), radians(position.longitude_deg)
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def _routes(scenario: Scenario, catalog: Catalog) -> Iterator[Finding]:
    for key, i, flight in _flights(scenario):
        at: Place = (key, i, "waypoint")
        if flight.waypoints[0].speed_m_s is None:
            yield Finding((*at, 0, "speed"), "is missing", 'add speed = "450 kt"; later legs keep it')
        for w, (a, b) in enumerate(pairwise(flight.waypoints), start=1):
            there, here = _unit_vector(a.position), _unit_vector(b.position)
            on = ((*at, w - 1, "position"),)
            apart = sqrt(sum((p - q) ** 2 for p, q in zip(there, here, strict=True)))
            if apart < 1e-9:  # 6 mm on the ground
                mend = "move it, or leave it out"
                yield Finding(
                    (*at, w, "position"), "is the same point as the waypoint before", mend, rests_on=on
                )
            elif isclose(apart, 2.0, abs_tol=1e-12):
                problem = "lies opposite the waypoint before: every direction is a great circle"
                yield Finding((*at, w, "position"), problem, "put a waypoint between them", rests_on=on)
        entry = catalog.entries.get(flight.type)
        ceilings = [q for n, q in entry.quantities.items() if n.startswith("ceiling")] if entry else []
        yield from _speeds(flight, at, entry, (key, i, "type"))
        top_m = max((q.si[2] for q in ceilings), default=None)
        for w, waypoint in enumerate(flight.waypoints):
            if top_m is not None and entry is not None and waypoint.altitude.height_m > top_m:
                problem = f"lies above the ceiling of {entry.title}, {top_m:,.0f} m at most"
                mend = f"lower it, or change {ceilings[0].id} under [uncertainty]"
                value = str(waypoint.altitude)
                yield Finding((*at, w, "altitude"), problem, mend, value, ((key, i, "type"),))


def _speeds(flight: Flight, at: Place, entry: Entry | None, type_at: Place) -> Iterator[Finding]:
    """Legs flown faster than the aircraft's top speed; there is no wind to help."""
    tops = [q for n, q in entry.quantities.items() if n == "speed_max"] if entry else []
    for w, waypoint in enumerate(flight.waypoints):
        if tops and entry is not None and (waypoint.speed_m_s or 0.0) > tops[0].si[2]:
            problem = f"is faster than the top speed of {entry.title}, {tops[0].si[2]:.0f} m/s at most"
            mend = f"slow it, or change {tops[0].id} under [uncertainty]"
            yield Finding((*at, w, "speed"), problem, mend, f"{waypoint.speed_m_s:.0f} m/s", (type_at,))


def _hostile_routes_only_for_teaching(scenario: Scenario) -> Iterator[Finding]:
    if scenario.hostile_flights and not isinstance(scenario.environment.terrain, AnalyticTerrain):
        problem = "states a hostile route by hand, which is accepted on analytic terrain only"
        mend = 'state a [[raid]] instead, or teach on [environment.terrain] kind = "analytic"'
        yield Finding(("hostile_flight", 0), problem, mend, rests_on=(("environment", "terrain"),))


def _raids(scenario: Scenario) -> Iterator[Finding]:
    assets = [asset.name for asset in scenario.assets]
    flights = {flight.name for _, _, flight in _flights(scenario)}
    for r, raid in enumerate(scenario.raids):
        for a, name in enumerate(raid.against):
            if name not in assets:
                problem = (
                    "is an aircraft: aircraft are never targets of a raid"
                    if name in flights
                    else "names no asset"
                )
                mend = nearest(name, assets) or (
                    f"assets: {', '.join(assets)}" if assets else "add an [[asset]]"
                )
                yield Finding(("raid", r, "against", a), problem, mend, name, (("asset",),))
        for kind in raid.mix:
            if kind not in HOSTILE_CLASSES:
                yield Finding(("raid", r, "mix", kind), "is not a class a raid may hold", _classes(kind))
        if not any(raid.mix.values()):
            yield Finding(
                ("raid", r, "mix"), "gives every class the share zero", "give one class a positive share"
            )


def _corridors(scenario: Scenario) -> Iterator[Finding]:
    for c, corridor in enumerate(scenario.corridors):
        floor, ceiling = corridor.floor, corridor.ceiling
        if floor.reference == ceiling.reference and floor.height_m >= ceiling.height_m:
            place: Place = ("corridor", c, "ceiling")
            problem, mend = f"does not lie above the floor, {floor}", "raise the ceiling or lower the floor"
            yield Finding(place, problem, mend, str(ceiling), (("corridor", c, "floor"),))


def _coverage(scenario: Scenario, catalog: Catalog) -> Iterator[Finding]:
    asked = scenario.coverage
    for t, target in enumerate(asked.targets):
        place: Place = ("coverage", "targets", t)
        entry = catalog.entries.get(target)
        if entry is not None and entry.kind == "aircraft":
            mend = (
                f"ask for its class, {entry.target_class}" if entry.target_class else "ask for a target class"
            )
            problem = "is a named aircraft; detection is worked out for target classes only"
            yield Finding(place, problem, mend, target)
        elif wrong := _wrong_kind(catalog, target, ["target"], "a target class"):
            yield Finding(place, *wrong, target)
    for key, values in (("targets", asked.targets), ("altitudes", asked.altitudes)):
        for v, value in enumerate(values):
            if value in values[:v]:
                yield Finding(("coverage", key, v), "is asked for twice", "leave one out", str(value))


def _terrain_is_there(scenario: Scenario) -> Iterator[Finding]:
    terrain = scenario.environment.terrain
    if not isinstance(terrain, RasterTerrain):
        return
    try:
        there = (scenario.folder / terrain.path).exists()
    except (OSError, ValueError):
        there = False
    if not there:
        mend = f"paths start from the scenario's folder, {scenario.folder}"
        yield Finding(("environment", "terrain", "path"), "does not exist", mend, terrain.path)
