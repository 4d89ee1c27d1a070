"""A pattern of civil traffic: flights an hour along airways, across areas, around airports; their kinds.

What the generator is told where no recording exists. Every table says where its figures come from; what is
assumed says so. Levels follow the table of cruising levels: odd tens eastbound, even tens westbound, by
direction over the ground corrected by a stated declination. Speeds are over the ground, in still air.
Limits: flights keep no distance from each other, fly straight between points, turn on the spot and hold one
level between climb and descent; no weather, no night curfews but those in the rates.
Source: ICAO Annex 2, appendix 3, table a) (reduced vertical separation from FL 290 to FL 410).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, isfinite, pi

from rangering.constants import FOOT_M
from rangering.errors import TrafficError

LEVEL_M = 100.0 * FOOT_M
EASTBOUND = (10, 30, 50, 70, 90, *range(110, 420, 20), 450, 490)
"""Flight levels for magnetic tracks from 000° to 179°."""
WESTBOUND = (20, 40, 60, 80, 100, *range(120, 410, 20), 430, 470, 510)
"""Flight levels for magnetic tracks from 180° to 359°."""
MOST_PER_H = 600.0
"""Of one flow in its busiest hour; more is no airway but a unit mistaken."""
EVEN = (1.0,) * 24
ALL_ROUND = ((0.0, 2.0 * pi, 1.0),)
GRADES = ("A", "B", "C", "D")


@dataclass(frozen=True)
class Kind:
    """Aircraft that fly alike."""

    type: str
    """ICAO type designator, up to four characters; empty: unstated."""
    weight: float
    """Share of the flights, relative to the other kinds'."""
    cruise_m_s: float
    """Over the ground at level. [m/s]"""
    slow_m_s: float
    """Over the ground at take-off and landing. [m/s]"""
    climb_m_s: float
    """Up, from the runway to the level. [m/s]"""
    descent_m_s: float
    """Down, counted positive. [m/s]"""
    lowest_level: int
    """Of cruise, as flight level."""
    highest_level: int
    source: str
    """Where the figures come from, or why they are assumed."""
    grade: str = "D"


@dataclass(frozen=True)
class Airway:
    """Flights from the first of some points to the last; the other direction is another airway."""

    name: str
    points_deg: tuple[tuple[float, float], ...]
    """Latitude and longitude, two points or more. [°]"""
    flights_per_h: float
    """On average over the hours, times `by_hour` of each."""
    source: str
    grade: str = "D"
    spread_m: float = 0.0
    """Standard deviation of the distance from the line, one draw a flight. [m]"""
    departs: bool = False
    """Whether flights take off at the first point; else they enter at level."""
    lands: bool = False
    elevation_m: float = 0.0
    """Pressure altitude of the runways. [m]"""
    by_hour: tuple[float, ...] = EVEN
    """Factor on the rate for each hour of the day, UTC."""
    kinds: tuple[str, ...] = ()
    """Types that fly here; empty: all of the pattern's."""


@dataclass(frozen=True)
class Area:
    """Flights that cross a disc on straight courses, as many a kilometre of its width wherever they pass."""

    name: str
    centre_deg: tuple[float, float]
    """Latitude and longitude. [°]"""
    radius_m: float
    flights_per_h: float
    """That enter the disc."""
    source: str
    grade: str = "D"
    courses: tuple[tuple[float, float, float], ...] = ALL_ROUND
    """Sectors of course over the ground: from, to, weight; even within one. [rad], [rad], relative"""
    by_hour: tuple[float, ...] = EVEN
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Airport:
    """Flights from and to one place, straight out and straight in."""

    name: str
    place_deg: tuple[float, float]
    """Latitude and longitude. [°]"""
    reach_m: float
    """How far out departures end and arrivals begin. [m]"""
    departures_per_h: float
    arrivals_per_h: float
    source: str
    grade: str = "D"
    elevation_m: float = 0.0
    """Pressure altitude of the runway. [m]"""
    courses: tuple[tuple[float, float, float], ...] = ALL_ROUND
    """Sectors of direction in which the other end lies: from, to, weight. [rad], [rad], relative"""
    by_hour: tuple[float, ...] = EVEN
    kinds: tuple[str, ...] = ()


Flow = Airway | Area | Airport


@dataclass(frozen=True)
class Pattern:
    """All that the generator is told; refused where it states something that cannot be."""

    name: str
    flows: tuple[Flow, ...]
    kinds: tuple[Kind, ...]
    declination_rad: float = 0.0
    """Magnetic declination, east positive: levels go by magnetic track. [rad]"""
    interval_s: float = 10.0
    """From fix to fix. [s]"""

    def __post_init__(self) -> None:
        """Raise TrafficError where a figure cannot be."""
        _names(self.name, "flow", [flow.name for flow in self.flows])
        _names(self.name, "kind", [kind.type for kind in self.kinds])
        _within(f"{self.name}, interval", self.interval_s, 0.1, 600.0, "s")
        _within(f"{self.name}, declination", self.declination_rad, -pi, pi, "rad")
        for kind in self.kinds:
            _check_kind(kind)
        for flow in self.flows:
            _check_flow(flow, self.kinds)

    def kinds_of(self, flow: Flow) -> tuple[Kind, ...]:
        """The kinds that fly there."""
        return tuple(kind for kind in self.kinds if not flow.kinds or kind.type in flow.kinds)


def levels_m(course_rad: float, declination_rad: float, lowest: int, highest: int) -> tuple[float, ...]:
    """Pressure altitudes at which a flight on a course may cruise, lowest first.

    Parameters
    ----------
    course_rad : float
        Over the ground from true north. [rad]
    declination_rad : float
        Magnetic declination there, east positive. [rad]
    lowest, highest : int
        Flight levels between which the aircraft cruises, both allowed.

    Returns
    -------
    tuple of float
        [m]
    """
    # Half a turn is counted in thousandths of a degree: due south is westbound whatever the last bit.
    magnetic_deg = round((course_rad - declination_rad) * 180.0 / pi, 3) % 360.0
    legal = EASTBOUND if magnetic_deg < 180.0 else WESTBOUND
    return tuple(level * LEVEL_M for level in legal if lowest <= level <= highest)


def _check_kind(kind: Kind) -> None:
    where = f"kind {kind.type}"
    _stated(where, kind.source, kind.grade)
    if len(kind.type) > 4:
        raise _refused(f"{where}, type", kind.type, "has more than four characters", "write it as A320")
    _within(f"{where}, weight", kind.weight, 0.0, inf, "")
    _within(f"{where}, cruise speed", kind.cruise_m_s, 10.0, 800.0, "m/s")
    _within(f"{where}, slow speed", kind.slow_m_s, 10.0, kind.cruise_m_s, "m/s")
    _within(f"{where}, climb", kind.climb_m_s, 0.5, 100.0, "m/s")
    _within(f"{where}, descent", kind.descent_m_s, 0.5, 100.0, "m/s")
    # A step of forty between neighbours of one direction is the widest in the table.
    for course in (0.5 * pi, 1.5 * pi):
        if not levels_m(course, 0.0, kind.lowest_level, kind.highest_level):
            levels = f"FL{kind.lowest_level:03d} to FL{kind.highest_level:03d}"
            mend = "widen it, so that it holds a level of each direction, such as FL290 and FL300"
            raise _refused(f"{where}, cruise", levels, "holds no cruising level of one direction", mend)


def _check_flow(flow: Flow, kinds: Sequence[Kind]) -> None:
    where = f"flow {flow.name}"
    _stated(where, flow.source, flow.grade)
    if len(flow.by_hour) != 24:
        raise _refused(f"{where}, by hour", len(flow.by_hour), "factors are not 24", "give one for each hour")
    for factor in flow.by_hour:
        _within(f"{where}, by hour", factor, 0.0, inf, "")
    unknown = set(flow.kinds) - {kind.type for kind in kinds}
    if unknown:
        raise _refused(f"{where}, kinds", sorted(unknown)[0], "is no kind of the pattern", "add it there")
    if not any(kind.weight > 0.0 for kind in kinds if not flow.kinds or kind.type in flow.kinds):
        raise _refused(where, None, "has no kind of aircraft with a weight above 0", "give one")
    rates = (
        (flow.departures_per_h, flow.arrivals_per_h) if isinstance(flow, Airport) else (flow.flights_per_h,)
    )
    for rate in rates:
        _within(f"{where}, flights per hour", rate, 0.0, MOST_PER_H, "")
        _within(f"{where}, flights in its busiest hour", rate * max(flow.by_hour), 0.0, MOST_PER_H, "")
    for lat_deg, lon_deg in _places(flow):
        _within(f"{where}, latitude", lat_deg, -90.0, 90.0, "°")
        _within(f"{where}, longitude", lon_deg, -180.0, 180.0, "°")
    if isinstance(flow, Airway):
        if len(flow.points_deg) < 2 or any(a == b for a, b in pairwise(flow.points_deg)):
            raise _refused(f"{where}, points", len(flow.points_deg), "points are no way",
                           "give two or more, no two alike in a row")  # fmt: skip
        _within(f"{where}, spread", flow.spread_m, 0.0, 200_000.0, "m")
    else:
        reach_m = flow.radius_m if isinstance(flow, Area) else flow.reach_m
        _within(f"{where}, radius", reach_m, 1_000.0, 2_000_000.0, "m")
        if not flow.courses or not sum(weight for *_, weight in flow.courses) > 0.0:
            raise _refused(f"{where}, courses", None, "have no weight above 0", "give a sector one")
        for first, last, weight in flow.courses:
            _within(f"{where}, course", first, -2.0 * pi, 2.0 * pi, "rad")
            _within(f"{where}, course", last, first, first + 2.0 * pi + 1e-9, "rad")
            _within(f"{where}, weight of a course", weight, 0.0, inf, "")
    if not isinstance(flow, Area):
        _within(f"{where}, elevation", flow.elevation_m, -500.0, 6_000.0, "m")


def _places(flow: Flow) -> tuple[tuple[float, float], ...]:
    if isinstance(flow, Airway):
        return flow.points_deg
    return (flow.centre_deg,) if isinstance(flow, Area) else (flow.place_deg,)


def _names(where: str, what: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise _refused(where, name, f"names more than one {what}", "give each its own name")
        seen.add(name)
    if not seen:
        raise _refused(where, None, f"has no {what}", f"give one {what} or more")


def _stated(where: str, source: str, grade: str) -> None:
    if not source.strip():
        raise _refused(f"{where}, source", source, "says nothing", "say where the figures come from")
    if grade not in GRADES:
        mend = "A official, B reputable secondary, C press or estimate, D our assumption"
        raise _refused(f"{where}, grade", grade, "is no grade", mend)


class BeyondLimits(TrafficError):
    """A figure of a pattern cannot be; whoever knows in which unit it was written says so in that one."""

    def __init__(
        self,
        where: str,
        si: float,
        limits: tuple[float, float],
        si_unit: str,
        unit: str = "",
        factor: float = 1.0,
    ) -> None:
        self.si, self.limits, self.si_unit = si, limits, si_unit
        unit = unit or si_unit
        least, most, stated = (_figure(each / factor) for each in (*limits, si))
        span = f"{least} to {most}" if isfinite(limits[1]) else f"{least} or more"
        value = f"{stated} {unit}" if unit else si
        super().__init__("cannot be", where=where, value=value, mend=f"give {span} {unit}".rstrip())


def _figure(value: float) -> str:
    """A number in four figures, large ones written out."""
    return f"{float(f'{value:.4g}'):.10g}"


def _within(where: str, value: float, least: float, most: float, unit: str) -> None:
    if not isfinite(value) or not least <= value <= most:
        raise BeyondLimits(where, value, (least, most), unit)


def _refused(where: str, value: object, problem: str, mend: str) -> TrafficError:
    return TrafficError(problem, where=where, value=value, mend=mend)
