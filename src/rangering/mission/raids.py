"""Who flies: classes, raids, written flights and the assets they fly to, as arrays.

A raid's flights come from azimuths drawn while it runs; here stands only how many there are, when and of
which classes. Each class appears where the farthest-seeing radar could just see it
(`rangering.mission.routes`).
Ballistic targets are no class of a scenario and never come in.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from rangering.catalog.inputs import Reading
from rangering.catalog.mission_facts import flown_class, follows_terrain
from rangering.catalog.read import Catalog
from rangering.catalog.resolve import TargetFacts, resolve_target
from rangering.errors import ScenarioError
from rangering.mission.plan import (
    CIVIL,
    FRIENDLY,
    HOSTILE,
    TRANSPONDER_GARBLED,
    TRANSPONDER_OFF,
    TRANSPONDER_ON,
    AssetPlan,
    FlightPlan,
    FloatArray,
    RaidPlan,
    TargetPlan,
)
from rangering.mission.plan_arrays import flags, floats, ints
from rangering.mission.plane import Plane, position_on
from rangering.scenario.flights import Flight, Raid
from rangering.scenario.models import Scenario
from rangering.streams import name_id

OF_A_TARGET = (
    "rcs_m2", "speed_m_s", "altitude_typical_m", "aspect_side_ratio", "aspect_rear_ratio",
    "aspect_belly_ratio",
)  # fmt: skip
_TRANSPONDER = {"off": TRANSPONDER_OFF, "on": TRANSPONDER_ON, "garbled": TRANSPONDER_GARBLED}
_SURELY = 6.0  # standard deviations: a Poisson stream that takes longer comes once in 10⁹ raids


class Written(NamedTuple):
    """One flight of the file that has a route, and whose it is."""

    flight: Flight
    side: int


def written_flights(scenario: Scenario) -> tuple[Written, ...]:
    """All flights on written routes, in the order of the file: hostile, own, allied, civil."""
    sides = (
        (scenario.hostile_flights, HOSTILE),
        (scenario.own_flights, FRIENDLY),
        (scenario.allied_flights, FRIENDLY),
        (scenario.civil_flights, CIVIL),
    )
    return tuple(Written(flight, side) for flights, side in sides for flight in flights)


def classes_of(
    scenario: Scenario, catalog: Catalog, *, reading: Reading | None, allow_defaults: bool
) -> tuple[TargetFacts, ...]:
    """The classes that fly, sorted by id: raids' own, and those that written flights fly as."""
    ids = {kind for raid in scenario.raids for kind, share in raid.mix.items() if share > 0}
    ids |= {flown_class(catalog, each.flight.type) for each in written_flights(scenario)}
    return tuple(
        resolve_target(catalog, each, reading=reading, allow_defaults=allow_defaults, fields=OF_A_TARGET)
        for each in sorted(ids)
    )


def target_plan(catalog: Catalog, classes: Sequence[TargetFacts]) -> TargetPlan:
    """Speeds and altitude bands of the classes."""
    return TargetPlan(
        speed_m_s=floats(each.speed_m_s for each in classes),
        altitude_low_m=floats(each.altitude_low_m for each in classes),
        altitude_typical_m=floats(each.altitude_typical_m for each in classes),
        altitude_high_m=floats(each.altitude_high_m for each in classes),
        follows_ground=flags(follows_terrain(catalog[each.target]) for each in classes),
    )


def asset_plan(scenario: Scenario, plane: Plane) -> AssetPlan:
    """The assets on the plane, in the order of the file."""
    places = [position_on(plane, each.position) for each in scenario.assets]
    return AssetPlan(
        x_m=floats(east_m for east_m, _ in places),
        y_m=floats(north_m for _, north_m in places),
        weight=floats(each.weight for each in scenario.assets),
        effect_probability=floats(each.effect_probability for each in scenario.assets),
    )


def attacked(scenario: Scenario) -> tuple[int, ...]:
    """The assets that raids come for, by their place in the file."""
    names = {name for raid in scenario.raids for name in raid.against}
    return tuple(n for n, asset in enumerate(scenario.assets) if asset.name in names)


def raid_plan(
    scenario: Scenario,
    classes: Sequence[TargetFacts],
    first_routes: Mapping[int, int],
    azimuths: int,
    step_m: float,
    enter_m: FloatArray,
) -> RaidPlan:
    """The raids, in the order of the file.

    Parameters
    ----------
    scenario : Scenario
        Whose raids these are.
    classes : sequence of TargetFacts
        The classes that fly.
    first_routes : mapping
        First route of each attacked asset, by the asset's place in the file.
    azimuths, step_m
        As in `RaidPlan`.
    enter_m : float array, shape (raids, classes)
        As in `RaidPlan`. [m]
    """
    raids, names = scenario.raids, [each.name for each in scenario.assets]
    most = max((len(set(raid.against)) for raid in raids), default=1)
    assets = np.full((len(raids), most), -1, dtype=np.int64)
    routes = np.full((len(raids), most), -1, dtype=np.int64)
    counts = np.zeros(len(raids), dtype=np.int64)
    mix = np.zeros((len(raids), len(classes)))
    for r, raid in enumerate(raids):
        against = [names.index(name) for name in dict.fromkeys(raid.against)]
        counts[r] = len(against)
        assets[r, : len(against)] = against
        routes[r, : len(against)] = [first_routes[each] for each in against]
        shares = np.cumsum([raid.mix.get(each.target, 0.0) for each in classes])
        mix[r] = shares / shares[-1]
    size = ints(raid.size for raid in raids)
    return RaidPlan(
        id=ints(name_id(raid.name) for raid in raids),
        first_flight=np.cumsum(size, dtype=np.int64) - size,
        size=size,
        start_s=floats(raid.start_s for raid in raids),
        spacing_s=floats(raid.spacing_s for raid in raids),
        poisson=flags(raid.arrivals == "poisson" for raid in raids),
        formation=ints(raid.formation_size for raid in raids),
        formation_spacing_m=floats(raid.formation_spacing_m for raid in raids),
        waves=ints(raid.waves_count for raid in raids),
        wave_interval_s=floats(raid.wave_interval_s for raid in raids),
        mix=mix,
        abort_after=ints(_abort_after(raid) for raid in raids),
        release_m=floats(raid.release_distance_m for raid in raids),
        assets=assets,
        asset_count=counts,
        first_route=routes,
        azimuths=azimuths,
        step_m=step_m,
        enter_m=enter_m,
    )


def flight_plan(
    scenario: Scenario,
    catalog: Catalog,
    classes: Sequence[TargetFacts],
    first_route: int,
    paces: Sequence[float],
    ends: Sequence[tuple[float, float]],
    assets: AssetPlan,
) -> FlightPlan:
    """The flights on written routes, one slot each.

    Parameters
    ----------
    scenario, catalog, classes
        As above.
    first_route : int
        Of the first of `written_flights`; the others follow in order.
    paces : sequence of float
        Points of the route a second, one for each of `written_flights`. [1/s]
    ends : sequence of pairs
        East and north of the last point of each. [m]
    assets : AssetPlan
        Among which a hostile flight's is the nearest to the end of its route.

    Raises
    ------
    ScenarioError
        A hostile flight and no asset.
    """
    rows = []
    ids = [each.target for each in classes]
    for n, (flight, side) in enumerate(written_flights(scenario)):
        target = ids.index(flown_class(catalog, flight.type))
        asset = _nearest_asset(scenario, flight, ends[n], assets) if side == HOSTILE else -1
        for number, name in enumerate(slot_names(flight.name, flight.count)):
            start_s = flight.start_s + number * flight.spacing_s
            code = _TRANSPONDER[flight.transponder]
            rows.append((name_id(name), first_route + n, paces[n], start_s, target, side, code, asset))
    columns = list(zip(*rows, strict=True)) or [()] * 8
    ident, route, pace, start, kind, sides, transponder, to = columns
    return FlightPlan(
        id=ints(ident),
        first_flight=sum(raid.size for raid in scenario.raids),
        route=ints(route),
        pace=floats(pace),
        start_s=floats(start),
        target=ints(kind),
        side=ints(sides),
        transponder=ints(transponder),
        asset=ints(to),
    )


def slot_names(name: str, count: int) -> list[str]:
    """Names of so many flights of one name: numbered where there are several."""
    return [name] if count == 1 else [f"{name} {number + 1}" for number in range(count)]


def last_end_s(
    scenario: Scenario,
    raids: RaidPlan,
    targets: TargetPlan,
    durations_s: Sequence[float],
    *,
    hostile: bool = False,
) -> float:
    """When the last flight has surely come to its end. [s]

    Parameters
    ----------
    scenario, raids, targets
        As compiled.
    durations_s : sequence of float
        Of the written routes, in the order of `written_flights`. [s]
    hostile : bool
        Whether only hostile flights count; 0 where there are none.
    """
    ends_s = [
        each.flight.start_s + (each.flight.count - 1) * each.flight.spacing_s + duration_s
        for each, duration_s in zip(written_flights(scenario), durations_s, strict=True)
        if not hostile or each.side == HOSTILE
    ]
    for r, raid in enumerate(scenario.raids):
        flies = np.diff(raids.mix[r], prepend=0.0) > 0.0
        gaps = math.ceil(math.ceil(raid.size / raid.formation_size) / int(raids.waves[r])) - 1
        if raid.arrivals == "poisson":
            gaps += math.ceil(_SURELY * math.sqrt(gaps) + _SURELY * (gaps > 0))
        last_s = raid.start_s + (int(raids.waves[r]) - 1) * raid.wave_interval_s + gaps * raid.spacing_s
        abreast_m = raid.formation_size * raid.formation_spacing_m
        ends_s.append(last_s + float(((raids.enter_m[r] + abreast_m) / targets.speed_m_s)[flies].max()))
    return max(ends_s, default=0.0)


def _abort_after(raid: Raid) -> int:
    """Losses after which the rest turn back; above the size where none does."""
    if raid.abort_after_fraction is None:
        return raid.size + 1
    return max(1, math.ceil(raid.abort_after_fraction * raid.size - 1e-9))


def _nearest_asset(scenario: Scenario, flight: Flight, end: tuple[float, float], assets: AssetPlan) -> int:
    if not len(assets.x_m):
        raise ScenarioError(
            "is hostile, and there is no asset that it could reach",
            where=f"{scenario.read_as}, hostile flight {flight.name}",
            mend="add an [[asset]] with a name and a position",
        )
    return int(np.argmin(np.hypot(assets.x_m - end[0], assets.y_m - end[1])))
