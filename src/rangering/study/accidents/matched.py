"""Flights of the same hours and area as an accident: recorded where somebody has them, else made from rates.

A flight is matched that passes the unit within the stated distance, within the stated hours of the accident's
time of day; of an exercise, one that is so near at that very time. Made flights come from as many made days
alike as it takes. Limits: rates and ways are assumptions, grade D, each with its reason; the mix of flows
decides, the rates only say how many days.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.accidents import Accident, MadeFlow
from rangering.constants import KNOT_M_S
from rangering.earth.geodesy import geodesic_inverse
from rangering.errors import StudyError
from rangering.scenario.flights import Flight
from rangering.scenario.from_traffic import flights_from_traffic
from rangering.scenario.models import Environment
from rangering.traffic.generate import generate_traffic
from rangering.traffic.models import Track
from rangering.traffic.pattern import Airport, Airway, Area, Flow, Kind, Pattern

FEWEST, MOST = 50, 1000
_HOUR_S = 3600.0
_DAY_S = 86_400.0
_MOST_DAYS = 400
_LONG_H = 3.0  # before and after the hours: a flight that passes in them is whole
_SHORT_H = 0.5  # of a day of which nothing is matched: who is in the air at the time of the meeting


@dataclass(frozen=True)
class Matched:
    """Flights that were not engaged, and what they are."""

    flights: tuple[Flight, ...]
    """In the order of day and time of passing."""
    day: tuple[int, ...]
    """Which day each is of."""
    passes_s: tuple[float, ...]
    """When each passes the unit, after the start of its flight. [s]"""
    at_s: tuple[float, ...]
    """And after the time of day of the accident; negative before it. [s]"""
    recorded: bool
    remarks: tuple[str, ...]
    tracks: tuple[Track, ...] = field(compare=False)
    """They again, as they were made or recorded."""
    skies: tuple[tuple[Track, ...], ...] = field(compare=False)
    """All flights of each day, those among them."""


def made_flights(
    accident: Accident, air: Environment, *, count: int, seed: int, days: int = 1, at_once: bool = False
) -> Matched:
    """Flights made from the accident's stated rates.

    Parameters
    ----------
    accident : Accident
        Its `matched` table says where flights come from.
    air : Environment
        Turns pressure altitudes into heights.
    count : int
        How many, `FEWEST` to `MOST`.
    seed : int
        Of the draws.
    days : int
        How many days are made at least; further ones add no matched flights, only what is beside them.
    at_once : bool
        Whether a flight is matched that is so near at the very time of day, not at some time in the hours.

    Raises
    ------
    StudyError
        Too few or too many are asked for, or the rates give too few in a year of days.
    """
    require_count(count)
    pattern = pattern_of(accident)
    meeting_s = accident.moments["meeting"].at[1].timestamp()
    tracks: list[tuple[int, float, Track]] = []
    skies: list[tuple[Track, ...]] = []
    for number in range(_MOST_DAYS):
        enough = len(tracks) >= count
        around_s = _HOUR_S * (_SHORT_H if enough else _LONG_H)
        recording = generate_traffic(
            pattern, first_s=meeting_s - around_s, last_s=meeting_s + around_s, seed=seed, number=number
        )
        skies.append(recording.tracks)
        if not enough:
            passing = _passing(accident, recording.tracks, at_once)
            tracks += [(number, at_s, track) for at_s, track in passing]
        if len(tracks) >= count and number + 1 >= days:
            break
    if len(tracks) < count:
        raise StudyError(
            "gives too few flights in a year of days", where=f"{accident.id}, matched", value=len(tracks),
            mend="state higher rates, a wider circle or more hours",
        )  # fmt: skip
    last = tracks[count - 1][0] + 1
    told = f"Made, not recorded: the flights of {last} made days alike, seed {seed}. Rates, ways and "
    remarks = (f"{told}kinds are assumptions, grade D.", *_reasons(accident))
    return _matched(accident, air, tracks[:count], skies, False, remarks)


def recorded_flights(
    accident: Accident, air: Environment, file: Path, *, count: int, at_once: bool = False
) -> Matched:
    """Flights of a recording that pass the unit in the hours of the accident, on whatever day it was made.

    Parameters
    ----------
    accident, air
        As in `made_flights`.
    file : Path
        What ``rangering traffic import`` wrote.
    count : int
        At most so many, the first ones; `FEWEST` to `MOST`.
    at_once : bool
        As in `made_flights`.

    Raises
    ------
    StudyError
        Fewer than `FEWEST` pass so near in these hours.
    TrafficError
        The file holds no tracks of ours.
    """
    from rangering.traffic.write import read_tracks

    require_count(count)
    recording = read_tracks(file)
    found = [
        (int(track.fixes.time_s[0] // _DAY_S), at_s, track)
        for at_s, track in _passing(accident, recording.tracks, at_once)
    ]
    if len(found) < FEWEST:
        stated = accident.matched
        raise StudyError(
            f"has {len(found)} flights within {stated.within_km:g} km of the unit "
            f"{'at' if at_once else f'and {stated.hours_each_way:g} h of'} the time of day, and {FEWEST} are "
            "needed",
            where="--traffic", value=file.name, mend="give a recording of more days, or leave it out",
        )  # fmt: skip
    first = min(day for day, _, _ in found)
    found = sorted(((day - first, at_s, track) for day, at_s, track in found), key=lambda each: each[:2])
    days = {datetime.fromtimestamp(float(each[2].fixes.time_s[0]), UTC).date() for each in found[:count]}
    told = f"Recorded: {file.name}, flights of {', '.join(str(day) for day in sorted(days))}"
    same = days == {accident.day}
    remarks = (f"{told}{'' if same else '; not the day of the accident, but its time of day'}.",)
    skies: dict[int, list[Track]] = {}
    for track in recording.tracks:
        skies.setdefault(int(track.fixes.time_s[0] // _DAY_S), []).append(track)
    return _matched(accident, air, found[:count], [tuple(each) for each in skies.values()], True, remarks)


def require_count(count: int) -> None:
    """Find out before the work that so many flights cannot be had.

    Raises
    ------
    StudyError
        They are too few to stand among, or too many to play.
    """
    if not FEWEST <= count <= MOST:
        raise StudyError(
            f"is no number of flights to stand among from {FEWEST} to {MOST:,}", where="--matched",
            value=count, mend="60 are usual; more of them make one flight's score no surer",
        )  # fmt: skip


def pattern_of(accident: Accident) -> Pattern:
    """The accident's `matched` table as the generator takes it."""
    kinds = tuple(
        Kind(
            type=each.type, weight=each.weight, cruise_m_s=each.cruise_kt * KNOT_M_S,
            slow_m_s=each.slow_kt * KNOT_M_S, climb_m_s=each.climb_m_s, descent_m_s=each.descent_m_s,
            lowest_level=each.levels[0], highest_level=each.levels[1],
            source="our assumption: figures of the class", grade="D",
        )
        for each in accident.matched.kinds
    )  # fmt: skip
    return Pattern(accident.id, tuple(_flow(each) for each in accident.matched.flows), kinds)


def _flow(made: MadeFlow) -> Flow:
    source = f"our assumption: {made.reason}"
    radius_m = 1e3 * (made.radius_km or 100.0)
    if made.form == "airway":
        return Airway(
            made.name, made.points, made.per_hour, source, spread_m=1e3 * made.spread_km,
            departs=made.departs, lands=made.lands, elevation_m=made.elevation_m,
        )  # fmt: skip
    if made.form == "area":
        return Area(made.name, made.points[0], radius_m, made.per_hour, source)
    return Airport(
        made.name,
        made.points[0],
        radius_m,
        made.per_hour,
        made.per_hour,
        source,
        elevation_m=made.elevation_m,
    )


def _passing(accident: Accident, tracks: tuple[Track, ...], at_once: bool) -> list[tuple[float, Track]]:
    """Tracks that pass near enough, with the time of day of passing after that of the meeting. [s]"""
    within_m = 1e3 * accident.matched.within_km
    figures = accident.figures
    lat_rad, lon_rad = figures["unit_latitude"].si[1], figures["unit_longitude"].si[1]
    found = []
    for track in tracks:
        fixes = track.fixes
        away_m, *_ = geodesic_inverse(lat_rad, lon_rad, np.radians(fixes.lat_deg), np.radians(fixes.lon_deg))
        nearest = int(np.argmin(away_m))
        since_s = since_meeting_s(track, accident)
        after_s = float(since_s[nearest])
        if at_once:
            then_m = np.interp(0.0, since_s, away_m, left=np.inf, right=np.inf)
            counts = float(then_m) <= within_m
        else:
            near = float(np.asarray(away_m)[nearest]) <= within_m
            counts = near and abs(after_s) <= accident.matched.hours_each_way * _HOUR_S
        if counts:
            found.append((after_s, track))
    return sorted(found, key=lambda each: (each[0], each[1].address))


def _matched(
    accident: Accident,
    air: Environment,
    found: list[tuple[int, float, Track]],
    skies: list[tuple[Track, ...]],
    recorded: bool,
    remarks: tuple[str, ...],
) -> Matched:
    classes = {each.type: each.target for each in accident.matched.kinds}
    flights, days, passes, at, tracks = [], [], [], [], []
    label = "recorded" if recorded else "made"
    for number, (day, at_s, track) in enumerate(found):
        made = flights_from_traffic((track,), air, classes=classes, other=accident.target, labels=(label,))
        since_s = since_meeting_s(track, accident)
        for flight, span in zip(made.flights, made.spans, strict=True):
            first, last = np.searchsorted(track.fixes.time_s, (span.first_s, span.last_s))
            if not since_s[first] <= at_s <= since_s[last]:
                continue  # another part of the track passes the unit
            flights.append(
                flight.model_copy(update={"name": f"{track.name} no. {number + 1}", "start_s": 0.0})
            )
            days.append(day)
            tracks.append(track)
            passes.append(at_s - float(since_s[first]))
            at.append(at_s)
    return Matched(
        tuple(flights), tuple(days), tuple(passes), tuple(at), recorded, remarks, tuple(tracks), tuple(skies)
    )


def since_meeting_s(track: Track, accident: Accident) -> NDArray[np.float64]:
    """Times of a track's fixes, after the accident's time of day. [s]

    The fix of the middle of the track lies within half a day of it; the others keep their distance to it.
    """
    time_s = track.fixes.time_s
    middle_s = float(time_s[len(time_s) // 2]) - accident.moments["meeting"].at[1].timestamp()
    near_s = (middle_s + _DAY_S / 2) % _DAY_S - _DAY_S / 2
    return np.asarray(time_s - time_s[len(time_s) // 2] + near_s, dtype=np.float64)


def _reasons(accident: Accident) -> tuple[str, ...]:
    stated = accident.matched
    flows = (f"{each.name}, {each.per_hour:g} an hour: {each.reason}." for each in stated.flows)
    return (f"Within {stated.within_km:g} km: {stated.reason}.", *flows)
