"""Which flight a missile takes that was launched at a drone of an exercise and goes for something else.

Given that it was launched and goes for something else, which are both stated and not drawn, the chain of a
raid says where and when it would have met its drone; what it takes is then, by the chain's own rule, the
flight that is nearest to that place at that moment, within the stated reach. So a flight's score is the share
of meetings and days in which no other flight is nearer: worked out for every pair of them, not played, which
finds what replicates of one day never would. Limits: nearness over ground is all that tells; the line of
fire, what the missile can see or be led by, what it has left to fly on with and the time that takes are not
modelled, nor that another missile had destroyed the drone before: it is lost where it would have been met.
Source: conditioning, Owen, Monte Carlo theory, methods and examples (2013), chapter 8.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering import _jit
from rangering.catalog.accidents import Accident
from rangering.earth.geodesy import geodesic_direct, geodesic_inverse
from rangering.errors import StudyError
from rangering.mission.codes import Event
from rangering.mission.compile import Compiled
from rangering.mission.kernels.place import place
from rangering.mission.kernels.replicate import run_held
from rangering.mission.plan import HOSTILE
from rangering.mission.plane import off_plane
from rangering.mission.state import new_state
from rangering.scenario.flights import Flight
from rangering.study.accidents.estimate import Seen
from rangering.study.accidents.flown import corner_times_s, reached_s
from rangering.study.accidents.matched import Matched, since_meeting_s
from rangering.traffic.models import Track

FloatArray = NDArray[np.float64]
DAYS = 200
"""Made days whose flights are in the air beside each."""
PART = "given that the missile goes for something else"
_LOG_LINES = 4000


class Meetings(NamedTuple):
    """Where and when missiles would have met their drone."""

    lat_rad: FloatArray
    lon_rad: FloatArray
    """(meetings,)"""
    after_s: FloatArray
    """After the middle one. [s]"""
    reach_m: float
    """How far from there something else is taken."""
    replicates: int
    """Out of which these are."""


class Sky(NamedTuple):
    """All flights of one day, where they are at each meeting; NaN where one does not fly."""

    lat_rad: FloatArray
    lon_rad: FloatArray
    """(flights, meetings)"""


class Air(NamedTuple):
    """A change to where civil flights may be; none if not given."""

    moved: tuple[float, float] = (0.0, 0.0)
    """Bearing and distance by which everything is moved. [rad, m]"""
    closed_m: float = 0.0
    """No civil flight so near to the unit."""


def meetings(made: Compiled, replicates: int, first: int = 0) -> Meetings:
    """Play the exercise and look where its missiles come to their drones, whatever they take there.

    Raises
    ------
    StudyError
        No missile was launched in any replicate.
    """
    plan, log = made.plan, None
    state = new_state(plan, log_capacity=_LOG_LINES)
    held, held_state = _jit.hold(plan), _jit.hold(state)
    row = np.empty((1, made.layout.end), dtype=np.float32)
    ends = (Event.HIT.value, Event.MISSED.value, Event.OTHER_OBJECT.value)
    found: list[tuple[float, float, float]] = []
    for n in range(replicates):
        run_held(first + n, 1, held, made.layout, held_state, row)
        log = state.log
        for line in range(int(log.length[0])):
            f = int(log.flight[line])
            if log.event[line] in ends and f >= 0 and state.air.side[f] == HOSTILE:
                time_s = float(log.time_s[line])
                x_m, y_m, *_ = place(f, time_s, state.air, plan.routes)
                found.append((time_s, float(x_m), float(y_m)))
                break
    if not found:
        raise StudyError(
            "launches nothing at its drone in any replicate", where="the scene", value=replicates,
            mend="let the drone come within reach",
        )  # fmt: skip
    time_s, x_m, y_m = np.array(found).T
    lat_rad, lon_rad = off_plane(made.plane, x_m, y_m)
    return Meetings(lat_rad, lon_rad, time_s - np.median(time_s), plan.rules.other_m, replicates)


def skies_at(accident: Accident, beside: Matched, met: Meetings) -> list[Sky]:
    """Where all flights of each day are at each meeting, each at its own time of day."""
    found = []
    for tracks in beside.skies:
        # Two rows at least: whom nobody is beside has nobody next to him either.
        lat, lon = np.full((2, max(len(tracks), 2), met.after_s.size), np.nan)
        for n, track in enumerate(tracks):
            lat[n], lon[n] = _at(track, accident, met.after_s)
        found.append(Sky(lat, lon))
    return found


def taken(
    accident: Accident, flight: Flight, beside: Matched, skies: list[Sky], met: Meetings, air: Air
) -> Seen:
    """In what share of the meetings of each day a missile takes each flight, the accident's first.

    Parameters
    ----------
    accident : Accident
        Where its flight was, and the unit.
    flight : Flight
        Its route.
    beside : Matched
        The matched flights, and all flights of their days: those that are in the air beside each.
    skies : list of Sky
        Of `skies_at`.
    met : Meetings
        When and where.
    air : Air
        What is changed.

    Returns
    -------
    Seen
        Hits are shares, shape (days, 1 + matched flights).
    """
    distance = _distance(accident, met, air)
    nearest: list[tuple[FloatArray, FloatArray, NDArray[np.int64]]] = []
    of_track: dict[int, tuple[int, int]] = {}
    away: list[FloatArray] = []
    for day, (tracks, sky) in enumerate(zip(beside.skies, skies, strict=True)):
        of_track |= {id(track): (day, n) for n, track in enumerate(tracks)}
        there = distance(sky.lat_rad, sky.lon_rad)
        first = np.argmin(there, axis=0)
        least = np.partition(there, 1, axis=0)
        nearest.append((least[0], least[1], first))
        away.append(there)
    own = distance(*_along(flight, accident, met.after_s))
    shares = np.zeros((len(nearest), 1 + len(beside.tracks)))
    for day, (least, _, _) in enumerate(nearest):
        shares[day, 0] = np.mean((own < least) & (own <= met.reach_m))
    for column, track in enumerate(beside.tracks, 1):
        its_day, its_row = of_track[id(track)]
        mine = away[its_day][its_row]
        for day, (least, second, first) in enumerate(nearest):
            # On its own day it is not beside itself.
            others = np.where(first == its_row, second, least) if day == its_day else least
            shares[day, column] = np.mean((mine < others) & (mine <= met.reach_m))
    return Seen(PART, 1.0, shares)


def _distance(accident: Accident, met: Meetings, air: Air) -> Callable[[FloatArray, FloatArray], FloatArray]:
    """How far a flight is from where the missile is, at each meeting; infinite where it may not be. [m]"""
    unit = accident.figures["unit_latitude"].si[1], accident.figures["unit_longitude"].si[1]

    def distance(lat_rad: FloatArray, lon_rad: FloatArray) -> FloatArray:
        if air.moved[1]:
            lat_rad, lon_rad, _ = geodesic_direct(lat_rad, lon_rad, *air.moved)
        away_m, *_ = geodesic_inverse(met.lat_rad, met.lon_rad, lat_rad, lon_rad)
        away_m = np.where(np.isfinite(away_m), away_m, np.inf)
        if air.closed_m:
            from_unit_m, *_ = geodesic_inverse(unit[0], unit[1], lat_rad, lon_rad)
            away_m = np.where(from_unit_m < air.closed_m, np.inf, away_m)
        return np.asarray(away_m)

    return distance


def _at(track: Track, accident: Accident, after_s: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Where a track is so long after the accident's time of day; NaN where it does not fly. [rad]"""
    since_s = since_meeting_s(track, accident)
    lat, lon = (
        np.interp(after_s, since_s, np.radians(each.astype(np.float64)), left=np.nan, right=np.nan)
        for each in (track.fixes.lat_deg, track.fixes.lon_deg)
    )
    return lat, lon


def _along(flight: Flight, accident: Accident, after_s: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Where the accident's flight is, so long after the published place; NaN beyond its ends. [rad]"""
    corners = [(each.position.latitude_deg, each.position.longitude_deg) for each in flight.waypoints]
    lat_rad, lon_rad = np.radians(corners).T
    clock_s = np.array(corner_times_s(flight)) - reached_s(flight, accident)
    lat, lon = np.full(after_s.shape, np.nan), np.full(after_s.shape, np.nan)
    for n in range(len(corners) - 1):
        on = (after_s >= clock_s[n]) & (after_s <= clock_s[n + 1])
        ends = lat_rad[n], lon_rad[n], lat_rad[n + 1], lon_rad[n + 1]
        length_m, bearing_rad, _ = geodesic_inverse(*ends)
        share = (after_s[on] - clock_s[n]) / (clock_s[n + 1] - clock_s[n])
        lat[on], lon[on], _ = geodesic_direct(lat_rad[n], lon_rad[n], bearing_rad, share * length_m)
    return lat, lon
