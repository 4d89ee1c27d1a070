"""Civil flights made from a pattern of rates, where no recording exists: tracks like recorded ones.

In each hour a flow's flights are Poisson with its rate, at even times. A flight's draws are keyed by seed,
flow, hour and its number in the hour, so that the same flights appear in whatever window is asked for, and a
lower rate keeps the first of them: halving a rate removes flights and moves none.
Made flights are not recorded ones: callsigns begin with ZZZ, addresses are made up, and whoever uses them
says that they were generated.
"""

from math import exp, pi
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.earth.geodesy import geodesic_direct, geodesic_inverse
from rangering.errors import TrafficError
from rangering.flight.route import Route, lay_route, place_at_distance
from rangering.streams import Purpose, name_id, uniforms
from rangering.traffic.models import Dropped, Fixes, Recording, Track, fixes
from rangering.traffic.pattern import Airport, Airway, Area, Flow, Pattern, levels_m
from rangering.traffic.profile import profile

HOUR_S = 3600.0
SOURCE = "generated"
MOST_HOURS = 24 * 366
_FEWEST = 2
"""Fixes; a flight that the window cuts shorter is no track."""

Floats = NDArray[np.float64]


def generate_traffic(
    pattern: Pattern, *, first_s: float, last_s: float, seed: int, number: int = 0
) -> Recording:
    """Flights of a pattern that are in the air within some hours.

    Parameters
    ----------
    pattern : Pattern
        Rates, ways and kinds, with where they come from.
    first_s, last_s : float
        Unix times; fixes from the first on and before the last are made. [s]
    seed : int
        Of the draws, 0 to 2³² - 1.
    number : int
        Of independent days alike, 0 to 2³² - 1.

    Returns
    -------
    Recording
        By address, then time. Its remarks say that it was generated and from what; nothing was dropped.

    Raises
    ------
    TrafficError
        The hours are none or too many.
    """
    if not first_s < last_s <= first_s + MOST_HOURS * HOUR_S:
        raise TrafficError(
            "hours are no time to fill", where=pattern.name, value=f"{(last_s - first_s) / HOUR_S:g}",
            mend="let the last time be after the first, by a year at most",
        )  # fmt: skip
    tracks: list[Track] = []
    taken: set[int] = set()
    for flow in pattern.flows:
        for part, rate_per_h in _parts(flow):
            key = f"{flow.name}/{part}"
            hour = max(int((first_s - _longest_s(flow, pattern)) // HOUR_S), 0)
            while hour * HOUR_S < last_s:
                cell = _Cell(seed, name_id(key), hour, number)
                for flight in range(1, _count(rate_per_h * flow.by_hour[hour % 24], cell) + 1):
                    draws = _Draws(*_uniforms(cell, 2 * flight), *_uniforms(cell, 2 * flight + 1))
                    flown = _flown(pattern, flow, part, draws, hour * HOUR_S, first_s, last_s)
                    if flown is not None:
                        address = _address(f"{key}/{hour}/{number}/{seed}/{flight}", taken)
                        tracks.append(_track(address, *flown))
                hour += 1
    tracks.sort(key=lambda track: (track.address, track.fixes.time_s[0]))
    rows = sum(len(track.fixes.time_s) for track in tracks)
    return Recording(
        tuple(tracks), Dropped(rows, rows), (SOURCE,), _remarks(pattern, seed, number), made=True
    )


class _Cell(NamedTuple):
    """One hour of one flow."""

    seed: int
    element: int
    hour: int
    number: int


class _Draws(NamedTuple):
    """Of one flight, each between 0 and 1."""

    time: float
    kind: float
    level: float
    aside: float
    sector: float
    course: float
    spare: float
    last: float


def _uniforms(cell: _Cell, draw: int) -> tuple[float, float, float, float]:
    return tuple(  # type: ignore[return-value]
        float(u)
        for u in uniforms(cell.seed, cell.element, cell.hour, draw, cell.number, int(Purpose.TRAFFIC))
    )


def _count(mean: float, cell: _Cell) -> int:
    """A Poisson number from one draw: never fewer where the mean is greater."""
    left, count = _uniforms(cell, 0)[0], 0
    share = exp(-mean)
    while left > share and share > 0.0:
        left -= share
        count += 1
        share *= mean / count
    return count


def _address(words: str, taken: set[int]) -> int:
    """A 24-bit address from what names a flight; the next free one where two are alike."""
    address = name_id(words) & 0xFFFFFF
    while address in taken or address in (0, 0xFFFFFF):
        address = (address + 1) & 0xFFFFFF
    taken.add(address)
    return address


def _parts(flow: Flow) -> tuple[tuple[str, float], ...]:
    """What is drawn apart, and how often it comes."""
    if isinstance(flow, Airport):
        return (("departures", flow.departures_per_h), ("arrivals", flow.arrivals_per_h))
    return (("flights", flow.flights_per_h),)


def _longest_s(flow: Flow, pattern: Pattern) -> float:
    """Within this time every flight is over. [s]"""
    if isinstance(flow, Airway):
        # Displaced by its spread a bent way grows; by a Gaussian's far tail, at most.
        length_m = _laid(flow.points_deg).length_m + 20.0 * flow.spread_m * len(flow.points_deg)
    else:
        length_m = 2.0 * flow.radius_m if isinstance(flow, Area) else flow.reach_m
    return length_m / min(kind.slow_m_s for kind in pattern.kinds_of(flow))


def _laid(points_deg: tuple[tuple[float, float], ...]) -> Route:
    lat, lon = np.radians(points_deg).T
    return lay_route(lat, lon, 0.0, 1.0)


def _way(flow: Flow, part: str, draws: _Draws) -> tuple[Route, bool, bool, float]:
    """Where a flight goes, whether it departs and lands, and how high the runways are."""
    if isinstance(flow, Airway):
        route = _laid(flow.points_deg)
        if flow.spread_m > 0.0:
            aside_m = flow.spread_m * NormalDist().inv_cdf(draws.aside)
            courses = np.append(route.courses_rad, route.courses_rad[-1])
            lat, lon, _ = geodesic_direct(
                route.latitudes_rad, route.longitudes_rad, courses + 0.5 * pi, np.full(len(courses), aside_m)
            )
            route = lay_route(lat, lon, 0.0, 1.0)
        return route, flow.departs, flow.lands, flow.elevation_m
    course = _course(flow.courses, draws)
    if isinstance(flow, Area):
        # Through every metre of the disc's width alike; its very edge would be no flight.
        aside = 0.999 * (2.0 * draws.aside - 1.0)
        half_m = flow.radius_m * np.sqrt(1.0 - aside**2)
        lat, lon = np.radians(flow.centre_deg)
        lat, lon, across = geodesic_direct(lat, lon, course + 0.5 * pi, aside * flow.radius_m)
        ahead = across - 0.5 * pi
        lats, lons, _ = geodesic_direct(
            np.full(2, lat), np.full(2, lon), np.array([ahead + pi, ahead]), np.full(2, half_m)
        )
        return lay_route(lats, lons, 0.0, 1.0), False, False, 0.0
    lat, lon = np.radians(flow.place_deg)
    far_lat, far_lon, _ = geodesic_direct(lat, lon, course, flow.reach_m)
    ends = np.array([[lat, lon], [float(far_lat), float(far_lon)]])
    out = part == "departures"
    lats, lons = (ends if out else ends[::-1]).T
    return lay_route(lats, lons, 0.0, 1.0), out, not out, flow.elevation_m


def _course(sectors: tuple[tuple[float, float, float], ...], draws: _Draws) -> float:
    first, last, _ = sectors[_chosen([weight for *_, weight in sectors], draws.sector)]
    return first + (last - first) * draws.course


def _chosen(weights: list[float], draw: float) -> int:
    edges = np.cumsum(weights)
    return int(np.searchsorted(edges, draw * edges[-1], side="right").clip(0, len(weights) - 1))


def _flown(
    pattern: Pattern, flow: Flow, part: str, draws: _Draws, hour_s: float, first_s: float, last_s: float
) -> tuple[str, dict[str, Floats]] | None:
    """The type of a flight and its columns inside the window; None where it is not there."""
    kinds = pattern.kinds_of(flow)
    kind = kinds[_chosen([each.weight for each in kinds], draws.kind)]
    start_s = hour_s + HOUR_S * draws.time
    route, departs, lands, elevation_m = _way(flow, part, draws)
    ends = route.latitudes_rad, route.longitudes_rad
    _, course, _ = geodesic_inverse(ends[0][0], ends[1][0], ends[0][-1], ends[1][-1])
    legal = levels_m(float(course), pattern.declination_rad, kind.lowest_level, kind.highest_level)
    level_m = legal[int(draws.level * len(legal))]
    flight = profile(kind, route.length_m, level_m, elevation_m, departs=departs, lands=lands)
    since_s = np.arange(0.0, flight.time_s[-1], pattern.interval_s)
    time_s = start_s + since_s
    since_s = since_s[(time_s >= first_s) & (time_s < last_s)]
    if len(since_s) < _FEWEST:
        return None
    place = place_at_distance(route, np.interp(since_s, flight.time_s, flight.distance_m))
    node = np.clip(np.searchsorted(flight.time_s, since_s, side="right") - 1, 0, len(flight.time_s) - 1)
    lon_deg = np.degrees(place.longitude_rad)
    return kind.type, {
        "time_s": start_s + since_s,
        "lat_deg": np.degrees(place.latitude_rad),
        "lon_deg": np.where(lon_deg >= 180.0, lon_deg - 360.0, lon_deg),
        "pressure_altitude_m": np.interp(since_s, flight.time_s, flight.altitude_m),
        "ground_speed_m_s": np.interp(since_s, flight.time_s, flight.speed_m_s),
        "track_rad": np.mod(place.course_rad, 2.0 * pi),
        "climb_m_s": flight.climb_m_s[node],
    }


def _track(address: int, kind: str, columns: dict[str, Floats]) -> Track:
    callsign = f"ZZZ{address & 0xFFFFF:05X}"
    made: Fixes = fixes(address=address, callsign=callsign, type=kind, source=0, **columns)
    return Track(address, callsign, kind, SOURCE, made)


def _remarks(pattern: Pattern, seed: int, number: int) -> tuple[str, ...]:
    """What a reader of the numbers has to know."""
    told = [f"{flow.name} (grade {flow.grade}): {flow.source}" for flow in pattern.flows]
    told += [f"kind {kind.type} (grade {kind.grade}): {kind.source}" for kind in pattern.kinds]
    return (
        f"Generated, not recorded: pattern {pattern.name}, seed {seed}, day {number}. Addresses and "
        "callsigns are made up; flights keep no distance from each other.",
        *told,
    )
