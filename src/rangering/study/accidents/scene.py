"""The scenes in which an accident's flight and its matched ones meet the unit, and what would lower the risk.

Where a crew identifies, flights pass one after another, far enough apart that each has the unit to itself. In
an exercise, where a missile takes whatever is nearest to its target, flights of one day are in the air
together, at the time of day at which each passed.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.accidents import Accident
from rangering.earth.geodesy import geodesic_direct, geodesic_inverse
from rangering.scenario.doctrine import ExternalCue
from rangering.scenario.flights import Corridor, Flight
from rangering.scenario.models import Scenario
from rangering.scenario.place import Position
from rangering.study.accidents.matched import Matched

APART_S = 600.0
"""Between the moments at which one flight and the next pass the unit."""
_RAID_S = 7200.0  # when an exercise's drone appears: flights of the hour have entered by then
_DRONE_MET_S = 500.0  # after that it is met, within a minute or two: the approach is ten minutes long


class Scene(NamedTuple):
    """A scenario to be played, and which of its flights are which."""

    scenario: Scenario
    names: tuple[str, ...]
    """Of its civil flights: the accident's first."""
    numbers: NDArray[np.int64]
    """Of each of them among the matched flights; -1: the accident's."""


class Mitigation(NamedTuple):
    """One change to the scene, told in words; `answers` says whether every answer is then understood."""

    key: str
    words: str
    change: Callable[[Scenario, Accident], Scenario]
    answers: bool = False


def scenes(scenario: Scenario, accident: Accident, matched: Matched) -> Iterator[Scene]:
    """The scenes of an accident: one, or one for each made day of an exercise."""
    flight = scenario.civil_flights[0]
    own_s = reached_s(flight, accident)
    if not scenario.raids:
        passes = np.array([own_s, *matched.passes_s])
        starts = passes.max() + APART_S * np.arange(len(passes)) - passes
        flights = (flight, *matched.flights)
        placed = tuple(
            each.model_copy(update={"start_s": float(at)}) for each, at in zip(flights, starts, strict=True)
        )
        numbers = np.arange(len(placed), dtype=np.int64) - 1
        yield Scene(_flown(scenario, placed), tuple(each.name for each in placed), numbers)
        return
    met_s = _RAID_S + _DRONE_MET_S
    raids = tuple(each.model_copy(update={"start_s": _RAID_S}) for each in scenario.raids)
    staged = scenario.model_copy(update={"raids": raids})
    for day in sorted(set(matched.day)):
        of_day = [n for n, each in enumerate(matched.day) if each == day]
        placed = (
            flight.model_copy(update={"start_s": met_s - own_s}),
            *(
                matched.flights[n].model_copy(
                    update={"start_s": max(0.0, met_s + matched.at_s[n] - matched.passes_s[n])}
                )
                for n in of_day
            ),
        )
        numbers = np.array([-1, *of_day], dtype=np.int64)
        yield Scene(_flown(staged, placed), tuple(each.name for each in placed), numbers)


def reached_s(flight: Flight, accident: Accident) -> float:
    """When a flight on written waypoints is at the published place, after its start. [s]"""
    figures = accident.figures
    place = figures["aircraft_latitude"].nominal, figures["aircraft_longitude"].nominal
    clock_s, best_s, nearest_m, speed_m_s = 0.0, 0.0, np.inf, 0.0
    before: Position | None = None
    for corner in flight.waypoints:
        here = corner.position
        if before is not None:
            clock_s += _away_m(before, here) / speed_m_s
        away_m = _away_m(here, Position(lat=place[0], lon=place[1]))
        if away_m < nearest_m:
            nearest_m, best_s = away_m, clock_s
        speed_m_s = corner.speed_m_s or speed_m_s
        before = here
    return best_s


def mitigations(accident: Accident) -> tuple[Mitigation, ...]:
    """What is compared, in the order of the table."""
    moved_km = accident.matched.moved_km
    return (
        Mitigation("transponder", "transponders asked, every answer understood", _asked, answers=True),
        Mitigation("corridor-known", "corridors known to the unit", _corridor_known),
        Mitigation("corridor-moved", f"flights and corridors moved {moved_km:g} km away", _moved),
        Mitigation("hold", "weapons hold", _hold),
        Mitigation("picture", "an integrated picture with flight plans", _integrated),
        Mitigation("north", "north aligned", _aligned),
    )


def _flown(scenario: Scenario, flights: tuple[Flight, ...]) -> Scenario:
    mission = scenario.mission.model_copy(update={"duration_s": None})
    return scenario.model_copy(update={"civil_flights": flights, "mission": mission})


def asks(scenario: Scenario) -> bool:
    """Whether anybody in the scene can ask transponders."""
    who = scenario.identification.interrogators
    shared = any(each.integration != "standalone" for each in scenario.groups)
    return who == "everybody" or (who == "integrated" and shared)


def _asked(scenario: Scenario, _: Accident) -> Scenario:
    return _identifies(scenario, interrogators="everybody")


def _corridor_known(scenario: Scenario, _: Accident) -> Scenario:
    return _identifies(scenario, corridors="everybody")


def _identifies(scenario: Scenario, **fields: object) -> Scenario:
    return scenario.model_copy(
        update={"identification": scenario.identification.model_copy(update=dict(fields))}
    )


def _hold(scenario: Scenario, _: Accident) -> Scenario:
    doctrine = scenario.doctrine.model_copy(update={"weapons": "hold"})
    return scenario.model_copy(update={"doctrine": doctrine})


def _integrated(scenario: Scenario, _: Accident) -> Scenario:
    cue = ExternalCue(source="national air picture", delay="5 s")
    groups = tuple(
        each.model_copy(update={"integration": "national", "external_cue": cue}) for each in scenario.groups
    )
    known = _identifies(scenario, corridors="everybody", flight_plans="integrated", interrogators="everybody")
    return known.model_copy(update={"groups": groups})


def _aligned(scenario: Scenario, _: Accident) -> Scenario:
    groups = tuple(
        each.model_copy(
            update={
                "misalignment_rad": 0.0,
                "fire_units": tuple(
                    unit.model_copy(update={"misalignment_rad": 0.0}) for unit in each.fire_units
                ),
            }
        )
        for each in scenario.groups
    )
    return scenario.model_copy(update={"groups": groups})


def _moved(scenario: Scenario, accident: Accident) -> Scenario:
    """Everything civil moved straight away from the unit, by the stated distance."""
    unit = scenario.fire_units[0].position
    figures = accident.figures
    met = Position(lat=figures["aircraft_latitude"].nominal, lon=figures["aircraft_longitude"].nominal)
    # Away means square to the flight's course, to the side on which it passes the unit.
    course_rad = figures["track"].si[1]
    _, bearing_rad, *_ = geodesic_inverse(*_radians(unit), *_radians(met))
    side = np.sign(np.sin(float(bearing_rad) - course_rad)) or 1.0
    away_rad = course_rad + side * np.pi / 2.0
    by_m = 1e3 * accident.matched.moved_km

    def there(place: Position) -> Position:
        lat, lon, _ = geodesic_direct(*_radians(place), away_rad, by_m)
        return Position(lat=float(np.degrees(lat)), lon=float(np.degrees(lon)))

    flights = tuple(
        each.model_copy(
            update={
                "waypoints": tuple(
                    corner.model_copy(update={"position": there(corner.position)})
                    for corner in each.waypoints
                )
            }
        )
        for each in scenario.civil_flights
    )
    corridors = tuple(
        Corridor.model_validate(
            each.model_copy(update={"points": tuple(map(there, each.points))}).model_dump(by_alias=True)
        )
        for each in scenario.corridors
    )
    return scenario.model_copy(update={"civil_flights": flights, "corridors": corridors})


def _radians(place: Position) -> tuple[float, float]:
    return float(np.radians(place.latitude_deg)), float(np.radians(place.longitude_deg))


def _away_m(one: Position, other: Position) -> float:
    away_m, *_ = geodesic_inverse(*_radians(one), *_radians(other))
    return float(away_m)
