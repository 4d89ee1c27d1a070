"""From a flight, the radars and the catalog to the plan of a signature question.

The route is cut at equal times, a second or less apart where it is shorter than five hours and a half. Turns
are flown in no time with wings level; where a bank is asked for, the nose turns about each corner at the rate
of a level turn, half before and half after it, while the place stays on the written route: the arc that
would round the corner off lies inside it by less than one turning radius for corners up to 120 degrees.
The line of sight from each reading's mast is interpolated between the masts swept, as on the map.
Diffraction, two rays and clutter are not counted.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import ceil, degrees, pi, radians, sqrt, tan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.inputs import Input
from rangering.catalog.mission_facts import flown_class
from rangering.catalog.read import Catalog
from rangering.catalog.resolve import RadarFacts, TargetFacts, resolve_target
from rangering.constants import STANDARD_GRAVITY_M_S2
from rangering.coverage.signature_plan import FlightPlan, ReadingPlan, WayPlan
from rangering.earth.geodesy import geodesic_inverse
from rangering.earth.visibility import MAX_RANGE_M
from rangering.errors import ScenarioError
from rangering.flight.route import Place, Route, place_at_time
from rangering.radar.letter_band import letter_band
from rangering.scenario.flights import Flight
from rangering.scenario.flown import flown_altitudes_m, flown_route, leg_speeds_m_s
from rangering.scenario.models import Scenario
from rangering.scenario.place import Position
from rangering.sight.between import on_grid
from rangering.sight.grounds import ground_about, sight_limit_m, site_posting_m
from rangering.sight.plan import EarthPlan, FloatArray
from rangering.sight.radars import (
    Sited,
    antenna_plan,
    mast_height_m,
    radar_facts,
    sector_width_rad,
    sited_radars,
    turned,
)
from rangering.sight.reach import compile_reach, earth_of, gas_difference_db
from rangering.sight.readings import mast_knots, readings_of
from rangering.sight.sweep import cache, hash_of
from rangering.sight.tables import sensitivity_level_db
from rangering.streams import name_id
from rangering.terrain.ground import Ground, Progress, Terrain, TerrainRecord, half_side
from rangering.terrain.read import open_terrain

OF_A_CLASS = ("rcs_m2", "aspect_side_ratio", "aspect_rear_ratio", "aspect_belly_ratio")
STEP_S = 1.0
MOST_POINTS = 20_000
_NEVER_M = 1e9  # lowest altitude in line of sight where there is none; finite, so that it can be interpolated
_LEAST_GROUND_M = 1000.0
_LOWEST_LAND_M = -450.0  # below the shore of the Dead Sea


class Compiled(NamedTuple):
    """The plan, and what its numbers stand for."""

    flight: FlightPlan
    ways: WayPlan
    nominal: ReadingPlan
    readings: tuple[ReadingPlan, ...]
    earth: EarthPlan
    placed: tuple[Sited, ...]
    names: tuple[str, ...]  # of the radars
    facts: tuple[RadarFacts, ...]
    letters: tuple[str, ...]  # of the frequency bands, from low to high
    target: TargetFacts
    inputs: tuple[tuple[str, Input], ...]
    records: tuple[TerrainRecord, ...]
    catalog: Catalog  # with the scenario's own bounds in place
    unknown_count: int  # points of the route over ground that is unknown
    unseen_count: int  # points of which some radar's view is unknown


def compile_signature(
    scenario: Scenario,
    catalog: Catalog,
    flight: Flight,
    *,
    samples: int,
    seed: int,
    turn_bank_rad: float,
    allow_defaults: bool,
    progress: Progress,
) -> Compiled:
    """Work out everything the kernel needs.

    Parameters
    ----------
    scenario, catalog : Scenario, Catalog
        Checked against each other; the catalog with the scenario's own bounds in place.
    flight : Flight
        Own or allied.
    samples, seed : int
        How many readings, and which.
    turn_bank_rad : float
        In turns; 0: corners are flown in no time, wings level. [rad]
    allow_defaults : bool
        Whether class defaults may stand in for figures nobody publishes.
    progress : callable
        Told what is being done and the share done.

    Raises
    ------
    RangeringError
        No radar is on, a figure is missing and may not be assumed, the ground cannot be had, or a turn does
        not fit between its neighbours.
    """
    placed = tuple(each for each in sited_radars(scenario, catalog) if each.in_network)
    if not placed:
        raise ScenarioError(
            "has no radar that is switched on",
            where=scenario.read_as,
            mend='give one of its groups or fire units a radar and alert = "ready"',
        )
    facts = tuple(radar_facts(catalog, each.element, allow_defaults=allow_defaults) for each in placed)
    class_id = flown_class(catalog, flight.type)
    target = resolve_target(catalog, class_id, allow_defaults=allow_defaults, fields=OF_A_CLASS)
    inputs = [(each.title, given) for each in facts for given in each.inputs]
    inputs += [(target.title, given) for given in target.inputs]
    drawn = readings_of(catalog, (given for _, given in inputs), samples, seed)

    progress("the route", 0.0)
    terrain = open_terrain(scenario.environment.terrain, scenario.folder)
    route = flown_route(flight.waypoints)
    count = min(max(ceil(route.duration_s / STEP_S), 1) + 1, MOST_POINTS)
    time_s: FloatArray = np.linspace(0.0, route.duration_s, count)
    place = place_at_time(route, time_s)
    ground_m = terrain.height_m(np.degrees(place.latitude_rad), np.degrees(place.longitude_rad))
    plan = _flight_plan(scenario, flight, route, ground_m, time_s, place, turn_bank_rad)

    turns = turned(placed, facts)
    read = _read(catalog, placed, facts, target, drawn)
    earth = earth_of(scenario.environment)
    letters_of = [letter_band(each.frequency_hz) for each in facts]
    by_frequency = sorted(zip([each.frequency_hz for each in facts], letters_of, strict=True))
    letters = tuple(dict.fromkeys(letter for _, letter in by_frequency))
    names, idents = _named(placed, facts)
    swept = _sweep(scenario, terrain, placed, facts, read, place, plan.altitude_m, earth, progress)
    every = [
        _reading_plan(
            scenario, placed, read[n], turns, swept, idents, [letters.index(each) for each in letters_of]
        )
        for n in range(len(read))
    ]
    return Compiled(
        flight=plan,
        ways=swept.ways,
        nominal=every[0],
        readings=tuple(every[1:]),
        earth=earth,
        placed=placed,
        names=names,
        facts=facts,
        letters=letters,
        target=target,
        inputs=tuple(inputs),
        records=swept.records,
        catalog=catalog,
        unknown_count=int(np.isnan(ground_m).sum()),
        unseen_count=swept.unseen_count,
    )


class _Read(NamedTuple):
    """What is known of all radars and of the class in one reading."""

    facts: tuple[RadarFacts, ...]
    target: TargetFacts


def _read(
    catalog: Catalog,
    placed: Sequence[Sited],
    facts: tuple[RadarFacts, ...],
    target: TargetFacts,
    drawn: Sequence[Mapping[str, float]],
) -> list[_Read]:
    """The nominal reading, then those drawn; radars of one kind are read once."""
    found = [_Read(facts, target)]
    for sample in drawn:
        known: dict[tuple[str, bool], RadarFacts] = {}
        radars = []
        for each in placed:
            kind = each.element.id, each.element.at.mast_height_m is None
            if kind not in known:
                known[kind] = radar_facts(catalog, each.element, reading=sample)
            radars.append(known[kind])
        drawn_class = resolve_target(catalog, target.target, reading=sample, fields=OF_A_CLASS)
        found.append(_Read(tuple(radars), drawn_class))
    return found


def _named(placed: Sequence[Sited], facts: Sequence[RadarFacts]) -> tuple[tuple[str, ...], list[int]]:
    """Names of the radars as outputs print them, and ids that their draws are keyed by."""
    names, idents = [], []
    seen: dict[str, int] = {}
    for each, fact in zip(placed, facts, strict=True):
        at = each.element.at
        key, name = f"{at.name} {each.element.id}", f"{at.shown}, {fact.title}"
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 1:  # several of one type at one site
            key, name = f"{key} {seen[key]}", f"{name} {seen[key]}"
        names.append(name)
        idents.append(name_id(key))
    return tuple(names), idents


def _flight_plan(
    scenario: Scenario,
    flight: Flight,
    route: Route,
    ground_m: FloatArray,
    time_s: FloatArray,
    place: Place,
    turn_bank_rad: float,
) -> FlightPlan:
    """Heights, headings and banks at the points of a route."""
    altitude_m = flown_altitudes_m(flight.waypoints, route.times_s, time_s, ground_m, scenario.environment)
    along_m = np.interp(time_s, route.times_s, route.distances_m)
    climb_rad = np.arctan(np.gradient(altitude_m, along_m))
    ground_speed_m_s = np.gradient(along_m, time_s)
    course_rad, bank_rad = _headings(scenario, flight, route, time_s, place, turn_bank_rad)
    return FlightPlan(
        step_s=float(time_s[1] - time_s[0]),
        altitude_m=altitude_m,
        course_rad=course_rad,
        climb_rad=climb_rad,
        bank_rad=bank_rad,
        speed_m_s=ground_speed_m_s / np.cos(climb_rad),
        ident=name_id(flight.name),
    )


def _headings(
    scenario: Scenario,
    flight: Flight,
    route: Route,
    time_s: FloatArray,
    place: Place,
    turn_bank_rad: float,
) -> tuple[FloatArray, FloatArray]:
    """Course and bank at the points of a route."""
    course_rad, bank_rad = np.array(place.course_rad), np.zeros(time_s.size)
    if turn_bank_rad > 0.0:
        speeds = leg_speeds_m_s(flight.waypoints)
        _, _, arriving_rad = geodesic_inverse(
            route.latitudes_rad[:-1], route.longitudes_rad[:-1],
            route.latitudes_rad[1:], route.longitudes_rad[1:],
        )  # fmt: skip
        legs_s = np.diff(route.times_s)
        halves_s = np.zeros(legs_s.size + 1)
        for corner in range(1, legs_s.size):
            from_rad = float(arriving_rad[corner - 1])
            by_rad = (float(route.courses_rad[corner]) - from_rad + pi) % (2.0 * pi) - pi
            speed_m_s = 0.5 * (speeds[corner - 1] + speeds[corner])
            half_s = 0.5 * abs(by_rad) * speed_m_s / (STANDARD_GRAVITY_M_S2 * tan(turn_bank_rad))
            halves_s[corner] = half_s
            middle_s = float(route.times_s[corner])
            if half_s > 0.0:
                here = np.abs(time_s - middle_s) <= half_s
                share = 0.5 + 0.5 * (time_s[here] - middle_s) / half_s
                course_rad[here] = from_rad + share * by_rad
                bank_rad[here] = np.copysign(turn_bank_rad, by_rad)
        crowded = np.flatnonzero(halves_s[:-1] + halves_s[1:] > legs_s)
        if crowded.size:
            leg = int(crowded[0])
            raise ScenarioError(
                f"is too little for the turns of flight {flight.name} about leg {leg + 1}, which takes "
                f"{legs_s[leg]:.0f} s: they would overlap",
                where="--turn-bank",
                value=f"{degrees(turn_bank_rad):g} deg",
                mend="state a steeper bank, or longer legs in the scenario",
            )
    return np.unwrap(course_rad), bank_rad


class _Swept(NamedTuple):
    """The ways to the flight, and what was swept for them. (radars,) unless said."""

    ways: WayPlan
    site_m: list[float]  # ground under each radar
    roots: list[FloatArray]  # square roots of the masts swept [√m]
    records: tuple[TerrainRecord, ...]
    unseen_count: int


def _sweep(
    scenario: Scenario,
    terrain: Terrain,
    placed: Sequence[Sited],
    facts: Sequence[RadarFacts],
    read: Sequence[_Read],
    place: Place,
    altitude_m: FloatArray,
    earth: EarthPlan,
    progress: Progress,
) -> _Swept:
    """Where every radar has the flight, and what its ground lets it see there."""
    shape = len(placed), altitude_m.size
    east_m, north_m, turned_rad = np.empty(shape), np.empty(shape), np.empty(shape)
    lows: list[list[FloatArray]] = []
    sites_m: list[float] = []
    roots: list[FloatArray] = []
    unseen = np.zeros(altitude_m.size, dtype=np.bool_)
    records: dict[TerrainRecord, None] = {}
    grounds: dict[Position, Ground] = {}
    is_smooth = scenario.environment.terrain.kind == "smooth"
    limits_m: dict[Position, float] = {}  # how far anything may be in line of sight from a site
    for n, each in enumerate(placed):
        position = each.element.position
        lat_rad, lon_rad = radians(position.latitude_deg), radians(position.longitude_deg)
        away_m, there_rad, back_rad = geodesic_inverse(
            lat_rad, lon_rad, place.latitude_rad, place.longitude_rad
        )
        east_m[n], north_m[n] = away_m * np.sin(there_rad), away_m * np.cos(there_rad)
        turned_rad[n] = np.unwrap((back_rad - there_rad + pi) % (2.0 * pi) - pi)
        drawn_m = np.array([mast_height_m(each.element, one.facts[n]) for one in read[1:]])
        root, _ = mast_knots(mast_height_m(each.element, facts[n]), drawn_m)
        roots.append(root)
        displayed_m = max(one.facts[n].instrumented_range_m for one in read)
        here_m = _ground_m(terrain, position)
        # What lies between may be lower than both ends.
        low_m = 0.0 if is_smooth else min(here_m, float(altitude_m.min()), _LOWEST_LAND_M)
        top_m, tallest_m = float(altitude_m.max()), float(root[-1] ** 2)
        sight_m = sight_limit_m(here_m + tallest_m, top_m, low_m, earth.effective_radius_m)
        limit_m = max(min(sight_m, displayed_m, float(away_m.max()), MAX_RANGE_M), _LEAST_GROUND_M)
        limits_m[position] = max(limits_m.get(position, 0.0), limit_m)
    for n, each in enumerate(placed):
        progress("lines of sight", 0.1 + 0.7 * n / len(placed))
        position = each.element.position
        if position not in grounds:
            posting_m = site_posting_m(scenario, limits_m[position], smooth=is_smooth)
            shown = each.element.at.shown
            grounds[position] = ground_about(
                scenario, terrain, position, shown, limits_m[position], posting_m, progress
            )
        ground = grounds[position]
        records[ground.record] = None
        half = min(half_side(limits_m[position], ground.posting_m), ground.row0)
        site_m = float(ground.height_m[ground.row0, ground.col0])
        sites_m.append(site_m)
        hashed = hash_of(ground, half)
        over = []
        for mast_root in roots[n]:
            swept = cache.lowest_m(
                ground, hashed, half, site_m + float(mast_root**2), earth.effective_radius_m
            )
            seen_m = on_grid(swept, half, ground.posting_m, east_m[n], north_m[n], _NEVER_M)
            hidden = np.isnan(seen_m)
            unseen |= hidden
            seen_m[hidden] = _NEVER_M
            over.append(np.minimum(seen_m, _NEVER_M))
        lows.append(over)
    most = max(len(each) for each in lows)
    lowest_m: NDArray[np.float32] = np.full((len(placed), most, altitude_m.size), _NEVER_M, dtype=np.float32)
    for n, over in enumerate(lows):
        lowest_m[n, : len(over)] = over
    ways = WayPlan(east_m, north_m, turned_rad, lowest_m)
    return _Swept(ways, sites_m, roots, tuple(records), int(unseen.sum()))


def _ground_m(terrain: Terrain, position: Position) -> float:
    """Ground at a place; a void is told with the ground about it. [m]"""
    lat_deg, lon_deg = np.array([[position.latitude_deg], [position.longitude_deg]])
    return float(np.nan_to_num(terrain.height_m(lat_deg, lon_deg))[0])


def _reading_plan(
    scenario: Scenario,
    placed: Sequence[Sited],
    read: _Read,
    turns: Sequence[bool],
    swept: _Swept,
    idents: Sequence[int],
    bands: Sequence[int],
) -> ReadingPlan:
    """One reading as numbers."""
    air = scenario.environment
    masts, shares = [], []
    for each, fact, root in zip(placed, read.facts, swept.roots, strict=True):
        at = float(np.interp(sqrt(mast_height_m(each.element, fact)), root, np.arange(len(root))))
        knot = min(int(at), max(len(root) - 2, 0))
        masts.append(knot)
        shares.append(at - knot)
    antennas = [
        antenna_plan(each.element, fact, site_m, turns_here)
        for each, fact, site_m, turns_here in zip(placed, read.facts, swept.site_m, turns, strict=True)
    ]
    losses = [each.element.at.sensitivity_loss_db for each in placed]
    gases: dict[tuple[float, float], FloatArray] = {}
    rains: dict[float, float] = {}
    for fact in read.facts:
        if (fact.frequency_hz, fact.range_m) not in gases:
            gases[fact.frequency_hz, fact.range_m] = gas_difference_db(air, fact)
        if fact.frequency_hz not in rains:
            rains[fact.frequency_hz] = compile_reach(air, 0.0, fact, (), 0.5).rain_db_m
    target = read.target
    widths_rad = [
        sector_width_rad(each.element, fact, turns_here)
        for each, fact, turns_here in zip(placed, read.facts, turns, strict=True)
    ]
    return ReadingPlan(
        ident=np.array(idents, dtype=np.int64),
        band=np.array(bands, dtype=np.int64),
        antenna_m=_floats(each.height_m for each in antennas),
        mast=np.array(masts, dtype=np.int64),
        mast_share=_floats(shares),
        centre_rad=_floats(each.sector_centre_rad for each in antennas),
        half_width_rad=_floats(0.5 * width_rad for width_rad in widths_rad),
        least_tangent=_floats(np.tan(each.elevation_min_rad) for each in antennas),
        most_tangent=_floats(np.tan(each.elevation_max_rad) for each in antennas),
        instrumented_m=_floats(each.instrumented_range_m for each in read.facts),
        period_s=_floats(each.update_period_s for each in read.facts),
        least_speed_m_s=_floats(each.minimum_radial_speed_m_s for each in read.facts),
        sensitivity_db=_floats(
            sensitivity_level_db(fact, loss_db) for fact, loss_db in zip(read.facts, losses, strict=True)
        ),
        rain_db_m=_floats(rains[each.frequency_hz] for each in read.facts),
        gas_db=np.array([gases[each.frequency_hz, each.range_m] for each in read.facts]),
        frontal_m2=target.rcs_m2,
        side_ratio=target.aspect_side_ratio,
        rear_ratio=target.aspect_rear_ratio,
        belly_ratio=target.aspect_belly_ratio,
    )


def _floats(values: Iterable[float]) -> FloatArray:
    return np.array(list(values), dtype=np.float64)
