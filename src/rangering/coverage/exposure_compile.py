"""From civil flights to an exposure plan: the defence compiled as for a map, routes cut into knots.

Only civil flights are read here, and there is no way to hand in others. Routes are geodesics flown leg by leg
(`rangering.flight.route`); they are carried onto the plane of every site at knots no farther apart than
16 km, between which the way is straight: it errs as a map's lattice does (`rangering.coverage.overlay`).
Options for the ground's part in the link budget (diffraction, two rays, clutter) belong to fixed altitudes
and are left out.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import ceil, inf
from typing import NamedTuple

import numpy as np

from rangering.catalog.mission_facts import flown_class
from rangering.catalog.read import Catalog
from rangering.coverage.compile import Compiled, compile_coverage
from rangering.coverage.exposure_plan import DivisionPlan, SkyPlan, SourcePlan
from rangering.coverage.exposure_results import Airway
from rangering.coverage.overlay import LATTICE_M
from rangering.coverage.plan import BoolArray, FloatArray
from rangering.errors import ScenarioError
from rangering.flight.route import lay_route, place_at_distance
from rangering.scenario.flights import Corridor, Flight, Waypoint
from rangering.scenario.models import Environment, Scenario
from rangering.scenario.place import Altitude
from rangering.scenario.uncertainty import stated_catalog
from rangering.sight.plan import READINGS_A_WORD
from rangering.terrain.ground import Ground, Progress, site_plane


class Sky(NamedTuple):
    """Everything an exposure needs, and what its numbers stand for."""

    made: Compiled
    flights: tuple[Flight, ...]  # civil ones, one a row of the result
    classes: tuple[str, ...]  # catalog ids, as the plan counts them
    class_of: tuple[str, ...]  # of each flight
    sky: SkyPlan
    row_of: tuple[int, ...]  # flight of each row of the plan
    division: DivisionPlan
    sources: SourcePlan

    @property
    def words(self) -> int:
        """64 readings each."""
        return -(-self.made.plan.samples // READINGS_A_WORD)


def require_civil(scenario: Scenario) -> tuple[Flight, ...]:
    """The civil flights of a scenario.

    Raises
    ------
    ScenarioError
        There are none: exposure is worked out for civil flights only.
    """
    if not scenario.civil_flights:
        others = scenario.own_flights or scenario.allied_flights or scenario.hostile_flights or scenario.raids
        problem = "is missing: exposure is worked out for civil flights only"
        problem += ", and none of those that fly here is one" if others else ""
        mend = "add a [[civil_flight]] with its waypoints, or a [[traffic]] table with a file of tracks"
        raise ScenarioError(problem, where=f"{scenario.read_as}, civil_flight", mend=mend)
    return scenario.civil_flights


def compile_exposure(
    scenario: Scenario,
    catalog: Catalog,
    *,
    edges: Sequence[Altitude],
    step_s: float,
    samples: int = 0,
    seed: int = 1,
    readings: Sequence[Mapping[str, float]] | None = None,
    posting_m: float | None = None,
    pd_probability: float | None = None,
    allow_defaults: bool = True,
    on_alert: bool = False,
    progress: Progress | None = None,
) -> Sky:
    """Work out everything an exposure needs before the first flight is looked at.

    Parameters
    ----------
    scenario : Scenario
        Its civil flights, corridors and defence; traffic already read in.
    catalog : Catalog
        What public sources say.
    edges : sequence of Altitude
        Between bands of altitude.
    step_s : float
        Between the moments looked at, at most. [s]
    samples, seed, readings, posting_m, pd_probability, allow_defaults, progress
        As for `rangering.coverage.compile.compile_coverage`.
    on_alert : bool
        Whether fire units count only from the moment they are ready.

    Raises
    ------
    RangeringError
        There is no civil flight, or the defence cannot be compiled.
    """
    flights = require_civil(scenario)
    stated = stated_catalog(catalog, scenario.uncertainty, scenario.name)
    class_of = tuple(flown_class(stated, each.type) for each in flights)
    classes = tuple(sorted(set(class_of)))
    made = compile_coverage(
        _as_map(scenario, flights, classes),
        catalog,
        samples=samples,
        seed=seed,
        readings=readings,
        posting_m=posting_m,
        pd_probability=pd_probability,
        allow_defaults=allow_defaults,
        also_scored=False,
        progress=progress,
    )
    ready_s = np.array(
        [_ready_s(each.unit.alert, each.unit.time_to_ready_s, on_alert) for each in made.chain]
    )
    # Where a fire unit becomes ready while aircraft of one route are under way, each flies by itself.
    apart = bool(np.any((ready_s > 0.0) & np.isfinite(ready_s)))
    sky, row_of = _sky_plan(scenario, made, flights, class_of, classes, step_s, apart)
    chain, beams = made.plan.chain, made.plan.beams
    finds = beams.in_network | chain.guides.any(axis=0) | chain.cues.any(axis=0)
    home = next(each.element.position for each in made.placed if each.in_network)
    sources = SourcePlan(finds, _reach_m(made), ready_s.astype(np.float64), made.sites.index(home))
    return Sky(made, flights, classes, class_of, sky, row_of, _division_plan(scenario, made, edges), sources)


def _reach_m(made: Compiled) -> FloatArray:
    """How far along the ground each radar may cover anything: its slant range, and a hundredth more. [m]

    Along the ground it is a little farther than straight: by 0.4 % at 1000 km on an Earth of 4/3.
    """
    found = []
    for radar, drawn in zip(made.plan.radars, made.radar_readings, strict=True):
        slant_m = [min(float(radar.reach.power_m.max()), radar.reach.instrumented_m)]
        slant_m += np.minimum(drawn.power_m.max(axis=1, initial=0.0), drawn.instrumented_m).tolist()
        found.append(1.01 * max(slant_m))
    return np.array(found, dtype=np.float64)


def _as_map(scenario: Scenario, flights: Sequence[Flight], classes: tuple[str, ...]) -> Scenario:
    """The same scenario asked for the highest altitude that is flown: what a map of it sweeps is enough."""
    stated = {point.altitude for flight in flights for point in flight.waypoints}
    air = scenario.environment
    agl_m = [each.height_m for each in stated if each.reference == "agl"]
    amsl_m = [
        each.above_sea_m(0.0, air.sea_level_pressure_pa, air.isa_deviation_k)
        for each in stated
        if each.reference != "agl"
    ]
    asked = [Altitude(max(amsl_m), "amsl")] if amsl_m else []
    asked += [Altitude(max(agl_m), "agl")] if agl_m else []
    coverage = scenario.coverage.model_copy(update={"altitudes": tuple(asked), "targets": classes})
    plain = air.model_copy(update={"diffraction": False, "two_ray": False, "clutter": False})
    return scenario.model_copy(update={"coverage": coverage, "environment": plain, "alternatives": ()})


def _ready_s(alert: str, time_to_ready_s: float, on_alert: bool) -> float:
    """From which moment a fire unit counts; a map counts one on standby as it counts one that is ready."""
    if not on_alert:
        return -inf
    return {"ready": -inf, "standby": time_to_ready_s}.get(alert, inf)


def _sky_plan(
    scenario: Scenario,
    made: Compiled,
    flights: Sequence[Flight],
    class_of: Sequence[str],
    classes: Sequence[str],
    step_s: float,
    apart: bool,
) -> tuple[SkyPlan, tuple[int, ...]]:
    cut = [_Cut.of(flight) for flight in flights]
    lat_deg = np.concatenate([each.lat_deg for each in cut])
    lon_deg = np.concatenate([each.lon_deg for each in cut])
    east_m, north_m = _on_planes(made, lat_deg, lon_deg)
    ground_m = _ground_at(made.plan.network_ground, lat_deg, lon_deg)
    ends = np.cumsum([each.time_s.size for each in cut])
    heights = [
        each.heights(scenario.environment, ground_m[end - each.time_s.size : end])
        for each, end in zip(cut, ends, strict=True)
    ]
    # One row a route, or one an aircraft, whose knots are the same.
    rows = [
        (n, flight.start_s + k * flight.spacing_s, 1 if apart else flight.count)
        for n, flight in enumerate(flights)
        for k in range(flight.count if apart else 1)
    ]
    knots = np.concatenate([np.arange(ends[n] - cut[n].time_s.size, ends[n]) for n, _, _ in rows])
    sizes = np.array([cut[n].time_s.size for n, _, _ in rows])
    points = np.array([max(1, ceil(cut[n].time_s[-1] / step_s - 1e-9)) for n, _, _ in rows])
    sky = SkyPlan(
        first=np.concatenate(([0], np.cumsum(sizes))),
        time_s=np.concatenate([each.time_s for each in cut])[knots],
        east_m=np.ascontiguousarray(east_m[:, knots]),
        north_m=np.ascontiguousarray(north_m[:, knots]),
        from_m=np.concatenate([each.from_m for each in heights])[knots],
        to_m=np.concatenate([each.to_m for each in heights])[knots],
        over_ground=np.concatenate([each.over_ground for each in heights])[knots],
        target=np.array([classes.index(class_of[n]) for n, _, _ in rows], dtype=np.int64),
        weight=np.array([count for _, _, count in rows], dtype=np.float64),
        start_s=np.array([start_s for _, start_s, _ in rows], dtype=np.float64),
        points=points,
        first_point=np.cumsum(points) - points,
    )
    return sky, tuple(n for n, _, _ in rows)


class _Cut(NamedTuple):
    """One route as knots, its waypoints among them."""

    lat_deg: FloatArray
    lon_deg: FloatArray
    time_s: FloatArray
    corners_s: FloatArray
    waypoints: tuple[Waypoint, ...]

    @classmethod
    def of(cls, flight: Flight) -> "_Cut":
        points = flight.waypoints
        speeds: list[float] = []
        for each in points[:-1]:
            speeds.append(speeds[-1] if each.speed_m_s is None else each.speed_m_s)
        lat_deg = np.array([each.position.latitude_deg for each in points])
        lon_deg = np.array([each.position.longitude_deg for each in points])
        route = lay_route(np.radians(lat_deg), np.radians(lon_deg), 0.0, speeds)
        legs = np.maximum(1, np.ceil(np.diff(route.distances_m) / LATTICE_M)).astype(np.int64)
        if legs.max() == 1:
            return cls(lat_deg, lon_deg, route.times_s, route.times_s, points)
        knots_m = np.concatenate(
            [
                np.linspace(a, b, n, endpoint=False)
                for (a, b), n in zip(pairwise(route.distances_m), legs, strict=True)
            ]
            + [route.distances_m[-1:]]
        )
        place = place_at_distance(route, knots_m)
        time_s = np.interp(knots_m, route.distances_m, route.times_s)
        return cls(
            np.degrees(place.latitude_rad), np.degrees(place.longitude_rad), time_s, route.times_s, points
        )

    def heights(self, air: Environment, ground_m: FloatArray) -> "_Heights":
        """Heights where each stretch between knots begins and ends; those of a leg between two heights above
        ground count from the ground, as on the routes of a raid."""
        under_m = np.interp(self.corners_s, self.time_s, np.nan_to_num(ground_m))
        stated = [each.altitude for each in self.waypoints]
        corners_m = [
            each.above_sea_m(float(below_m), air.sea_level_pressure_pa, air.isa_deviation_k)
            for each, below_m in zip(stated, under_m, strict=True)
        ]
        over_m = [each.height_m for each in stated]
        low = np.array([each.reference == "agl" for each in stated])
        # The leg of a stretch is that of its beginning; nothing begins at the last knot.
        leg = np.searchsorted(self.corners_s, self.time_s, side="right") - 1
        leg = np.minimum(leg, len(stated) - 2)
        over = low[leg] & low[leg + 1]
        height_m = np.interp(self.time_s, self.corners_s, corners_m)
        above_m = np.interp(self.time_s, self.corners_s, over_m)
        return _Heights(
            np.where(over, above_m, height_m),
            np.where(over, np.append(above_m[1:], above_m[-1]), np.append(height_m[1:], height_m[-1])),
            over,
        )


class _Heights(NamedTuple):
    """Of each stretch between knots. (knots,)"""

    from_m: FloatArray
    to_m: FloatArray
    over_ground: BoolArray


def _on_planes(made: Compiled, lat_deg: FloatArray, lon_deg: FloatArray) -> tuple[FloatArray, FloatArray]:
    """East and north of places on the plane about every site, (sites, places). [m]"""
    from pyproj import Proj

    east_m = np.empty((len(made.sites), lat_deg.size))
    north_m = np.empty_like(east_m)
    for n, site in enumerate(made.sites):
        plane = Proj(site_plane(site.latitude_deg, site.longitude_deg))
        east_m[n], north_m[n] = plane(lon_deg, lat_deg)
    return east_m, north_m


def _ground_at(ground: Ground, lat_deg: FloatArray, lon_deg: FloatArray) -> FloatArray:
    """Ground of the map under places, NaN beyond it. [m]"""
    from pyproj import Proj

    x_m, y_m = Proj(site_plane(ground.lat_deg, ground.lon_deg))(lon_deg, lat_deg)
    row = np.floor(np.asarray(y_m) / ground.posting_m + 0.5).astype(np.int64) + ground.row0
    col = np.floor(np.asarray(x_m) / ground.posting_m + 0.5).astype(np.int64) + ground.col0
    rows, cols = ground.height_m.shape
    on = (row >= 0) & (row < rows) & (col >= 0) & (col < cols)
    found = np.full(lat_deg.shape, np.nan)
    found[on] = ground.height_m[row[on], col[on]]
    return found


def _division_plan(scenario: Scenario, made: Compiled, edges: Sequence[Altitude]) -> DivisionPlan:
    air = scenario.environment

    def height_m(each: Altitude) -> float:
        return each.above_sea_m(0.0, air.sea_level_pressure_pa, air.isa_deviation_k)

    corridors = scenario.corridors
    lines = [_line_of(each, made.plan.network_ground) for each in corridors]
    sizes = [east_m.size for east_m, _ in lines]
    nothing = np.empty(0)
    return DivisionPlan(
        edge_m=np.array([height_m(each) for each in edges], dtype=np.float64),
        line_first=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        line_east_m=np.concatenate([nothing, *(east_m for east_m, _ in lines)]),
        line_north_m=np.concatenate([nothing, *(north_m for _, north_m in lines)]),
        half_width_m=np.array([0.5 * each.width_m for each in corridors], dtype=np.float64),
        floor_m=np.array([height_m(each.floor) for each in corridors], dtype=np.float64),
        floor_over_ground=np.array([each.floor.reference == "agl" for each in corridors], dtype=np.bool_),
        ceiling_m=np.array([height_m(each.ceiling) for each in corridors], dtype=np.float64),
        ceiling_over_ground=np.array([each.ceiling.reference == "agl" for each in corridors], dtype=np.bool_),
    )


def airway_of(corridor: Corridor) -> Airway:
    """The middle of a corridor, cut as routes are."""
    level = Altitude(0.0, "amsl")
    points = tuple(
        Waypoint.model_construct(position=each, altitude=level, speed_m_s=100.0) for each in corridor.points
    )
    cut = _Cut.of(Flight.model_construct(name=corridor.name, type="", waypoints=points))
    return Airway(corridor.shown, cut.lat_deg, cut.lon_deg, corridor.width_m)


def _line_of(corridor: Corridor, ground: Ground) -> tuple[FloatArray, FloatArray]:
    """The middle of a corridor on the plane of the map. [m]"""
    from pyproj import Proj

    airway = airway_of(corridor)
    x_m, y_m = Proj(site_plane(ground.lat_deg, ground.lon_deg))(airway.lon_deg, airway.lat_deg)
    return np.asarray(x_m, dtype=np.float64), np.asarray(y_m, dtype=np.float64)
