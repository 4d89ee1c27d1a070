"""Civil flights of a scenario from recorded tracks.

A track becomes a flight: its fixes thinned out within a stated tolerance (`rangering.flight.simplify`), its
legs flown at the ground speed that keeps their times. Recorded altitudes are pressure altitudes: on the
scenario's day (sea-level pressure, ISA deviation) each is one height above the sea, and that is what a
waypoint states. Geometric altitudes, which count from the ellipsoid, are not used. Where a fix has no
altitude, it lies between its neighbours', at most ten minutes apart, or is the first or the last, for a
minute; beyond that there is no flight, so that a long hole parts a track in two. Recorded traffic is civil;
nothing else is made of it. What became of every file is told: `rangering.scenario.traffic_account`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from rangering import provenance
from rangering.constants import ISA_EARTH_RADIUS_M
from rangering.errors import ScenarioError
from rangering.scenario.flights import Flight, Traffic, Transponder, Waypoint
from rangering.scenario.models import Environment, Scenario
from rangering.scenario.place import Altitude, Position
from rangering.scenario.traffic_account import NO_ALTITUDE, Span, TrafficAccount
from rangering.traffic.models import Track
from rangering.traffic.rules import CleanRules

FloatArray = NDArray[np.float64]

ALONG_M = 300.0
"""How far the route may be from a fix along the ground, at its moment: a second and a half of an airliner's
way, and less than the nodes of any map are apart."""
UP_M = 30.0
"""And in height: a flight level, to which transponders tell it."""
HELD_S = 60.0
"""So long is an altitude held where none is told any more: an airliner climbs some 900 m in it. [s]"""
HOLE_S = CleanRules.gap_s
"""Altitudes farther apart say nothing of what lies between: a silence so long ends a track. [s]"""
LEAST_SPEED_M_S = 1.0
MOST_SPEED_M_S = 3000.0
AIRLINER = "target/airliner"
_DAY_S = 86_400.0

ONE_FIX, STANDING = "fewer than two fixes in the air", "does not move"
NO_ALTITUDE_NEAR = "no pressure altitude near in time"


@dataclass(frozen=True)
class FromTraffic:
    """The flights of some tracks, and what was left on the way."""

    flights: tuple[Flight, ...]
    tracks_count: int
    fixes_count: int
    """Of all tracks: `waypoints_count` of them are waypoints, `thinned_count` lie within the tolerance of a
    route, and those of `dropped` are of no flight."""
    waypoints_count: int
    thinned_count: int
    dropped: Mapping[str, int]
    """Fixes by the reason why they are of no flight."""
    tracks_dropped: Mapping[str, int]
    """Tracks by the reason why they are no flight."""
    spans: tuple[Span, ...]
    """Of the track of each flight."""


def with_traffic(scenario: Scenario) -> Scenario:
    """The scenario with the flights of its traffic among its civil flights, and no traffic left to read.

    What became of every file is its `flown_from`.

    Parameters
    ----------
    scenario : Scenario
        A checked one.

    Raises
    ------
    TrafficError
        A file holds no tracks of ours.
    ScenarioError
        A file has no flight in the hours stated.
    """
    if not scenario.traffic:
        return scenario
    flights, accounts = list(scenario.civil_flights), []
    for number, table in enumerate(scenario.traffic):
        found, account = _of_table(scenario, table, number, {each.name for each in flights})
        flights += found
        accounts.append(account)
    flown = scenario.model_copy(update={"civil_flights": tuple(flights), "traffic": ()})
    flown._flown_from = tuple(accounts)
    return flown


def _of_table(
    scenario: Scenario, table: Traffic, number: int, taken: set[str]
) -> tuple[tuple[Flight, ...], TrafficAccount]:
    from rangering.traffic.write import read_about, read_tracks

    path = scenario.folder / table.file
    first_s, last_s = _unix_s(table.start, -np.inf), _unix_s(table.end, np.inf)
    recording = read_tracks(path, first_s=first_s, last_s=last_s)
    found = flights_from_traffic(
        recording.tracks,
        scenario.environment,
        zero_s=first_s if np.isfinite(first_s) else None,
        classes=table.classes,
        other=table.type,
        transponder=table.transponder,
        labels=table.labels,
        source=table.source,
        taken=taken,
    )
    if not found.flights:
        raise ScenarioError(
            "has no flight in these hours" if table.start or table.end else "has no flight",
            where=f"{scenario.read_as}, traffic[{number + 1}]",
            value=table.file,
            mend="see `rangering traffic summary` for what it holds, and state other hours",
        )
    about = read_about(path)
    return found.flights, TrafficAccount(
        file=table.file,
        sha256=provenance.digest_of(path),
        made=about.made,
        forms=about.forms,
        sources=about.sources,
        credit=table.source,
        file_first_s=about.first_s,
        file_last_s=about.last_s,
        rows_read=about.rows_read,
        rows_kept=about.rows_kept,
        rows_dropped=about.dropped,
        first_s=recording.first_time_s,
        last_s=recording.last_time_s,
        aircraft=len({each.address for each in recording.tracks}),
        aircraft_flown=len({each.address for each in found.spans}),
        tracks=found.tracks_count,
        flights=len(found.flights),
        fixes=found.fixes_count,
        waypoints=found.waypoints_count,
        thinned=found.thinned_count,
        fixes_left_out=found.dropped,
        tracks_left_out=found.tracks_dropped,
        spans=found.spans,
    )


def _unix_s(moment: datetime | None, otherwise: float) -> float:
    return otherwise if moment is None else moment.timestamp()


def flights_from_traffic(
    tracks: Sequence[Track],
    air: Environment,
    *,
    zero_s: float | None = None,
    classes: Mapping[str, str] | None = None,
    other: str = AIRLINER,
    transponder: Transponder = "on",
    labels: tuple[str, ...] = (),
    source: str = "",
    along_m: float = ALONG_M,
    up_m: float = UP_M,
    taken: set[str] | None = None,
) -> FromTraffic:
    """Civil flights from recorded tracks.

    Parameters
    ----------
    tracks : sequence of Track
        Cleaned ones.
    air : Environment
        Its sea-level pressure and ISA deviation turn pressure altitudes into heights.
    zero_s : float, optional
        Unix time at which the scenario's clock starts; the first fix of all if not given. [s]
    classes : mapping, optional
        ICAO type designator and the catalog id it flies as.
    other : str
        What any other type flies as.
    transponder, labels, source
        Of every flight.
    along_m, up_m : float
        How far a fix that is left out may lie from the route at its moment, along the ground and in height.
    taken : set of str, optional
        Names that are given already; a name that comes again gets a number.

    Returns
    -------
    FromTraffic

    Raises
    ------
    ScenarioError
        A track begins a day or more after the clock starts, or before it.
    """
    if zero_s is None:
        zero_s = min((float(each.fixes.time_s[0]) for each in tracks), default=0.0)
    names = set(taken or ())
    flights: list[Flight] = []
    dropped: dict[str, int] = {}
    tracks_dropped: dict[str, int] = {}
    spans: list[Span] = []
    thinned, waypoints, fixes = 0, 0, 0
    for track in tracks:
        count = track.fixes.time_s.size
        fixes += count
        before, why = len(flights), ""
        for points in _stretches(track, along_m, up_m, dropped):
            if isinstance(points, str):
                why = points
                continue
            made = _waypoints(track, points, air)
            if len(made) < 2:
                _drop(dropped, STANDING, points.in_air)
                why = STANDING
                continue
            start_s = float(track.fixes.time_s[points.kept[0]]) - zero_s
            _require_hours(track, start_s)
            name = _named(track.name, names)
            flights.append(
                Flight.model_construct(
                    name=name,
                    labels=labels,
                    source=source,
                    type=(classes or {}).get(track.type, other),
                    count=1,
                    spacing_s=60.0,
                    start_s=start_s,
                    transponder=transponder,
                    waypoints=made,
                )
            )
            spans.append(Span(track.address, *(float(track.fixes.time_s[n]) for n in points.kept[[0, -1]])))
            waypoints += len(made)
            thinned += points.in_air - len(made)
        if len(flights) == before:
            _drop(tracks_dropped, why, 1)
    return FromTraffic(
        tuple(flights), len(tracks), fixes, waypoints, thinned, dropped, tracks_dropped, tuple(spans)
    )


@dataclass(frozen=True)
class _Points:
    """The fixes of one stretch of a track that stay."""

    kept: NDArray[np.int64]
    altitude_m: FloatArray  # pressure altitude of each of them
    in_air: int  # fixes of the stretch that count


def _drop(dropped: dict[str, int], reason: str, count: int) -> None:
    if count:
        dropped[reason] = dropped.get(reason, 0) + count


def _stretches(track: Track, along_m: float, up_m: float, dropped: dict[str, int]) -> Iterator[_Points | str]:
    """The fixes that routes need, stretch by stretch; the reason where there is no route."""
    fixes = track.fixes
    (in_air,) = np.nonzero(~fixes.on_ground)
    _drop(dropped, "on the ground", fixes.time_s.size - in_air.size)
    if in_air.size < 2:
        _drop(dropped, ONE_FIX, in_air.size)
        yield ONE_FIX
        return
    time_s = fixes.time_s[in_air]
    told_m = fixes.pressure_altitude_m[in_air].astype(np.float64)
    (known,) = np.nonzero(np.isfinite(told_m))
    if not known.size:
        _drop(dropped, NO_ALTITUDE, in_air.size)
        yield NO_ALTITUDE
        return
    near_count = 0
    for run in np.split(known, np.flatnonzero(np.diff(time_s[known]) > HOLE_S) + 1):
        near = (time_s >= time_s[run[0]] - HELD_S) & (time_s <= time_s[run[-1]] + HELD_S)
        rows = in_air[near]
        near_count += rows.size
        if rows.size < 2:
            _drop(dropped, ONE_FIX, rows.size)
            yield ONE_FIX
            continue
        altitude_m = np.interp(time_s[near], time_s[run], told_m[run])
        yield _points(track, rows, altitude_m, along_m, up_m)
    _drop(dropped, NO_ALTITUDE_NEAR, in_air.size - near_count)


def _points(
    track: Track, rows: NDArray[np.int64], altitude_m: FloatArray, along_m: float, up_m: float
) -> _Points:
    from rangering.flight.simplify import fixes_needed

    fixes = track.fixes
    lat_rad, lon_rad = np.radians(fixes.lat_deg[rows]), np.radians(fixes.lon_deg[rows])
    unit = np.stack(
        [np.cos(lat_rad) * np.cos(lon_rad), np.cos(lat_rad) * np.sin(lon_rad), np.sin(lat_rad)], axis=1
    )
    kept = np.zeros(rows.size, dtype=np.bool_)
    fixes_needed(fixes.time_s[rows], unit, altitude_m, along_m, up_m, kept)
    return _Points(rows[kept], altitude_m[kept], rows.size)


def _waypoints(track: Track, points: _Points, air: Environment) -> tuple[Waypoint, ...]:
    """Waypoints whose legs take as long as they took; a stretch that stands still is flown through."""
    from rangering.earth.geodesy import geodesic_inverse

    time_s = track.fixes.time_s[points.kept]
    lat_deg, lon_deg = track.fixes.lat_deg[points.kept], track.fixes.lon_deg[points.kept]
    lat_rad, lon_rad = np.radians(lat_deg), np.radians(lon_deg)
    stays = np.arange(time_s.size)
    while True:
        length_m, *_ = geodesic_inverse(
            lat_rad[stays[:-1]], lon_rad[stays[:-1]], lat_rad[stays[1:]], lon_rad[stays[1:]]
        )
        speed_m_s = np.asarray(length_m) / np.diff(time_s[stays])
        (slow,) = np.nonzero(speed_m_s < LEAST_SPEED_M_S)
        if not slow.size or stays.size == 2:
            break
        # The leg's end goes; of the last leg its beginning, so that the flight still ends where it ended.
        gone = min(int(slow[0]) + 1, stays.size - 2)
        stays = np.delete(stays, gone)
    if slow.size or speed_m_s.max() > MOST_SPEED_M_S:
        return ()
    heights_m = heights_of(points.altitude_m[stays], air)
    speeds = [*(float(each) for each in speed_m_s), None]
    return tuple(
        Waypoint.model_construct(
            position=Position.model_construct(latitude_deg=float(lat), longitude_deg=float(lon)),
            altitude=Altitude(float(height_m), "amsl"),
            speed_m_s=speed,
        )
        for lat, lon, height_m, speed in zip(lat_deg[stays], lon_deg[stays], heights_m, speeds, strict=True)
    )


def heights_of(pressure_altitude_m: FloatArray, air: Environment) -> FloatArray:
    """Heights above the sea of pressure altitudes on the scenario's day, shape (n,). [m]"""
    from rangering.earth.atmosphere import flight_level_height_m

    pressure_pa, warmer_k = air.sea_level_pressure_pa, air.isa_deviation_k
    return np.array(
        [
            flight_level_height_m(float(each), pressure_pa, warmer_k, ISA_EARTH_RADIUS_M)
            for each in pressure_altitude_m
        ],
        dtype=np.float64,
    )


def _require_hours(track: Track, start_s: float) -> None:
    if not 0.0 <= start_s <= _DAY_S:
        raise ScenarioError(
            "begins before the scenario's clock" if start_s < 0.0 else "begins over a day after it starts",
            where="traffic", value=track.name,
            mend="state the start and the end of the hours wanted, no more than a day apart",
        )  # fmt: skip


def _named(name: str, names: set[str]) -> str:
    """A name of its own: the second of one name is "SWR123 (2)"."""
    found, number = name, 1
    while found in names:
        number += 1
        found = f"{name} ({number})"
    names.add(found)
    return found
