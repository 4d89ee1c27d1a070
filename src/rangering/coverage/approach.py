"""Flying at a place: for every azimuth, when a target is first seen, how surely, and where it is met.

The flight is straight and level towards the place at the speed of its class; above ground, it follows the
ground. Each radar sees it under its own aspect and radial speed: unlike the map, whose targets face every
radar. Cumulative Pd, warning and intercepts rest on single looks at a fluctuating target; a track, once
begun, is not lost. Distances are good to a step of the path and a cell of the map.
"""

from collections.abc import Sequence
from math import ceil, inf, radians, tau
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.inputs import Reading
from rangering.catalog.read import Catalog
from rangering.coverage.approach_compile import (
    DrawnRadars,
    classes_of,
    detection_of,
    radars_of,
    readings_of,
    units_of,
)
from rangering.coverage.approach_kernels import (
    fly_paths,
    measure_distance,
    sample_floors,
    sample_paths,
)
from rangering.coverage.approach_plan import (
    ApproachRadars,
    ClassPlan,
    DetectionPlan,
    DrawnPlan,
    PathPlan,
    UnitPlan,
)
from rangering.coverage.chain import Chain, chains
from rangering.coverage.compile import Compiled
from rangering.coverage.envelope import claims_of
from rangering.coverage.plan import FloatArray
from rangering.coverage.results import Approach, HeightArray
from rangering.coverage.tally import BAND
from rangering.earth.geodesy import geodesic_inverse
from rangering.scenario.models import Scenario
from rangering.sight.plan import RadarPlan, Sweeps
from rangering.terrain.ground import POSTINGS_M, Progress, site_plane

AZIMUTH_STEP_RAD = radians(2.0)
MOST_STEPS = 800  # along a path
_KNOT_M = 16_000.0  # between two of them a geodesic on another plane is straight to metres


class Place(NamedTuple):
    """What is flown at."""

    name: str
    is_asset: bool
    lat_deg: float
    lon_deg: float


def map_approaches(
    scenario: Scenario,
    catalog: Catalog,
    made: Compiled,
    lowest_m: Sequence[HeightArray],
    *,
    pd_probability: float,
    drawn: DrawnRadars | None = None,
    reading: Reading | None = None,
    azimuth_step_rad: float = AZIMUTH_STEP_RAD,
    step_m: float | None = None,
    progress: Progress | None = None,
) -> tuple[Approach, ...]:
    """Approaches to every asset of a scenario; to its first site where it has none.

    Parameters
    ----------
    scenario : Scenario
        What is stated.
    catalog : Catalog
        What public sources say.
    made : Compiled
        The compiled map: plan, placings, facts and targets.
    lowest_m : sequence of float32 array
        For each radar, the lowest altitude in line of sight on its own grid; NaN where unknown. [m]
    pd_probability : float
        Single-scan Pd asked for: the one `made` was compiled for.
    drawn : DrawnRadars, optional
        Readings for the bands; without them low and high are the nominal values.
    reading : mapping, optional
        What stands in place of nominal catalog values for missiles and timing, in SI.
    azimuth_step_rad : float
        Between two paths; rounded to a whole number of them. [rad]
    step_m : float, optional
        Along a path. Default: no finer than the map, no more than 800 steps. [m]
    progress : callable, optional
        Told what is being done and the share done.

    Returns
    -------
    tuple of Approach
        One a place, in the order of the file.
    """
    tell = progress or (lambda _what, _share: None)
    places = places_of(scenario, made)
    whole = [each for each in chains(scenario, catalog, made.placings) if not each.missing]
    claims = tuple(claim.name for claim in claims_of(scenario, catalog, reading=reading))
    units = units_of(scenario, catalog, made, whole, claims, reading)
    radars, detection = radars_of(made), detection_of(made.facts, pd_probability)
    classes, readings = classes_of(made.targets), readings_of(made, drawn)
    # Kernels count every radar, a map lists those that count alone; the last entry answers to "never".
    listed = np.append(np.cumsum([each.in_network for each in made.placed]) - 1, -1).astype(np.int16)
    found = []
    for number, place in enumerate(places):
        tell(f"approaches to {place.name}", number / len(places))
        farthest_m = _farthest_m(place, made.plan.radars, drawn)
        stride_m = step_m or _step_m(farthest_m, made.plan.network_ground.posting_m)
        azimuth_rad: FloatArray = np.linspace(0.0, tau, max(1, round(tau / azimuth_step_rad)), endpoint=False)
        paths = _Paths(place, azimuth_rad, stride_m, ceil(farthest_m / stride_m) + 1)
        flown = _fly(made, paths, lowest_m, radars, detection, classes, readings, units, whole)
        flown = flown._replace(first_radar=listed[flown.first_radar])
        found.append(_wrap(place, paths, flown, claims, classes, drawn))
    return tuple(found)


def places_of(scenario: Scenario, made: Compiled) -> tuple[Place, ...]:
    """The assets; where none is stated, the first site."""
    stated = tuple(
        Place(each.shown, True, each.position.latitude_deg, each.position.longitude_deg)
        for each in scenario.assets
    )
    first = made.placings[0]
    return stated or (
        Place(first.at.shown, False, first.position.latitude_deg, first.position.longitude_deg),
    )


def masts_floors_m(sweeps: Sweeps, radar: int) -> list[HeightArray]:
    """Lowest altitude in line of sight of one radar from every mast it was swept from. [m]"""
    side = 2 * int(sweeps.half[radar]) + 1
    first, nodes = int(sweeps.first[radar]), side * side
    return [
        sweeps.lowest_m[first + knot * nodes : first + (knot + 1) * nodes].reshape(side, side)
        for knot in range(int(sweeps.knots[radar]))
    ]


class _Paths(NamedTuple):
    """The paths to one place, before any radar."""

    place: Place
    azimuth_rad: FloatArray
    step_m: float
    distance_count: int

    @property
    def knot_count(self) -> int:
        return max(2, ceil((self.distance_count - 1) * self.step_m / _KNOT_M) + 1)

    @property
    def knot_m(self) -> float:
        return max((self.distance_count - 1) * self.step_m, self.step_m) / (self.knot_count - 1)

    def knots_about(self, lat_deg: float, lon_deg: float) -> tuple[FloatArray, FloatArray]:
        """East and north of the knots on the plane about a point, each (azimuths, knots). [m]"""
        along_m = np.arange(self.knot_count) * self.knot_m
        east_m = np.sin(self.azimuth_rad)[:, None] * along_m
        north_m = np.cos(self.azimuth_rad)[:, None] * along_m
        if (lat_deg, lon_deg) == (self.place.lat_deg, self.place.lon_deg):
            return east_m, north_m
        from pyproj import Proj

        own, other = (
            Proj(site_plane(self.place.lat_deg, self.place.lon_deg)),
            Proj(site_plane(lat_deg, lon_deg)),
        )
        x_m, y_m = other(*own(east_m, north_m, inverse=True))
        return np.ascontiguousarray(x_m), np.ascontiguousarray(y_m)


class _Flown(NamedTuple):
    """What the kernel wrote, as in `fly_paths`."""

    cumulative: NDArray[np.float32]
    first: NDArray[np.int32]
    first_radar: NDArray[np.int16]
    drawn_first: NDArray[np.int32]
    unknown: NDArray[np.bool_]
    met_m: FloatArray
    shots: NDArray[np.int16]


def _fly(
    made: Compiled,
    paths: _Paths,
    lowest_m: Sequence[HeightArray],
    radars: ApproachRadars,
    detection: DetectionPlan,
    classes: ClassPlan,
    readings: DrawnPlan,
    units: UnitPlan,
    whole: Sequence[Chain],
) -> _Flown:
    shape = len(made.plan.radars), len(paths.azimuth_rad), paths.distance_count
    path_plan = PathPlan(
        np.array([paths.step_m]),
        np.empty(shape),
        np.empty(shape),
        np.empty(shape, np.float32),
        np.empty(shape, np.float32),
        np.empty((shape[0], int(made.plan.sweeps.knots.max()), *shape[1:]), np.float32),
    )
    knots: dict[tuple[float, float], tuple[FloatArray, FloatArray]] = {}
    for number, radar in enumerate(made.plan.radars):
        ground, site = radar.ground, (radar.ground.lat_deg, radar.ground.lon_deg)
        if site not in knots:
            knots[site] = paths.knots_about(*site)
        sample_paths(
            ground.height_m, lowest_m[number], ground.row0, ground.col0, float(ground.posting_m),
            float(radar.extent_m), float(radar.antenna.sector_centre_rad),
            float(radar.antenna.sector_width_rad), *knots[site], paths.knot_m, float(paths.step_m),
            path_plan.away_m[number], path_plan.ahead[number], path_plan.height_m[number],
            path_plan.floor_m[number],
        )  # fmt: skip
        for knot, from_mast_m in enumerate(masts_floors_m(made.plan.sweeps, number)):
            sample_floors(
                from_mast_m, ground.row0, ground.col0, float(ground.posting_m), *knots[site], paths.knot_m,
                float(paths.step_m), path_plan.mast_floor_m[number, knot],
            )  # fmt: skip
    away_m = np.empty((len(whole), *shape[1:]))
    for number, chain in enumerate(whole):
        site = chain.unit.position.latitude_deg, chain.unit.position.longitude_deg
        measure_distance(*paths.knots_about(*site), paths.knot_m, float(paths.step_m), away_m[number])
    layers, claims = made.plan.layers, units.box_count.shape[0]
    flights = len(layers.altitude_m), len(made.targets), len(paths.azimuth_rad)
    flown = _Flown(
        np.empty((*flights, paths.distance_count), np.float32),
        np.empty(flights, np.int32),
        np.empty(flights, np.int16),
        np.empty((*flights, readings.speed_m_s.shape[1]), np.int32),
        np.empty(flights, np.bool_),
        np.empty((claims, *flights, 2)),
        np.empty((claims, *flights), np.int16),
    )
    fly_paths(
        path_plan, layers, made.plan.earth, radars, detection, classes, readings,
        units._replace(away_m=away_m), *flown,
    )  # fmt: skip
    return flown


def _wrap(
    place: Place,
    paths: _Paths,
    flown: _Flown,
    claims: tuple[str, ...],
    classes: ClassPlan,
    drawn: DrawnRadars | None,
) -> Approach:
    first_m = _distances_m(flown.first, paths.step_m)
    warning_s = first_m / classes.speed_m_s[:, None]
    drawn_m = _distances_m(flown.drawn_first, paths.step_m)
    drawn_s = drawn_m / (classes.speed_m_s[:, None] if drawn is None else drawn.speed_m_s.T)[:, None, :]
    return Approach(
        place=place.name,
        is_asset=place.is_asset,
        lat_deg=place.lat_deg,
        lon_deg=place.lon_deg,
        azimuth_rad=paths.azimuth_rad,
        distance_m=np.arange(paths.distance_count, dtype=np.float64) * paths.step_m,
        cumulative_pd=flown.cumulative,
        first_seen_m=_banded(first_m, drawn_m),
        first_radar=flown.first_radar,
        warning_s=_banded(warning_s, drawn_s),
        claims=claims,
        intercept_m=flown.met_m.astype(np.float32),
        shots=flown.shots,
        unknown=flown.unknown,
    )


def _distances_m(step: NDArray[np.int32], step_m: float) -> FloatArray:
    return np.where(step < 0, np.nan, step * step_m)


def _banded(nominal: FloatArray, drawn: FloatArray) -> NDArray[np.float32]:
    """Nominal, low and high on a last axis; never (NaN) counts as nearer than any distance."""
    low, high = nominal, nominal
    if drawn.shape[-1]:
        reached = np.where(np.isnan(drawn), -inf, drawn)
        low, high = np.quantile(reached, BAND, axis=-1, method="inverted_cdf")
    banded = np.stack([nominal, low, high], axis=-1)
    return np.where(np.isneginf(banded), np.nan, banded).astype(np.float32)


def _farthest_m(place: Place, radars: Sequence[RadarPlan], drawn: DrawnRadars | None) -> float:
    """Distance from the place to the farthest point any radar displays. [m]"""
    ends_m = []
    for number, radar in enumerate(radars):
        displayed_m = radar.reach.instrumented_m
        if drawn is not None:
            displayed_m = max(displayed_m, float(drawn.instrumented_m[:, number].max()))
        ground = radar.ground
        ends = np.radians((place.lat_deg, place.lon_deg, ground.lat_deg, ground.lon_deg))
        apart_m, *_ = geodesic_inverse(*ends)
        ends_m.append(float(apart_m) + min(radar.extent_m, displayed_m))
    return max(ends_m)


def _step_m(farthest_m: float, posting_m: float) -> float:
    """The map's posting, or the finest of the series that takes no more than 800 steps. [m]"""
    enough = (each for each in POSTINGS_M if each >= farthest_m / MOST_STEPS)
    return float(max(posting_m, next(enough, farthest_m / MOST_STEPS)))
