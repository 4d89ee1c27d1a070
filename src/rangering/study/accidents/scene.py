"""The scenes in which an accident's flight and its matched ones meet the unit, and what would lower the risk.

Where a crew identifies, flights pass one after another, far enough apart that each has the unit to itself. In
an exercise its missile and its drone are played, and what that missile takes is worked out beside them
(`rangering.study.accidents.taken`).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rangering.catalog.accidents import Accident
from rangering.earth.geodesy import geodesic_direct, geodesic_inverse
from rangering.mission.compile import Compiled
from rangering.scenario.doctrine import ExternalCue
from rangering.scenario.flights import Corridor, Flight
from rangering.scenario.models import Scenario
from rangering.scenario.place import Position
from rangering.study.accidents.flown import radians_of, reached_s
from rangering.study.accidents.matched import Matched
from rangering.study.accidents.taken import Air

APART_S = 600.0
"""Between the moments at which one flight and the next pass the unit."""


class Mitigation(NamedTuple):
    """One change, told in words: to the scene, to the plan it becomes, or to where flights may be."""

    key: str
    words: str
    change: Callable[[Scenario, Accident], Scenario]
    answers: bool = False
    """Whether every answer is then understood."""
    no_self_defence: bool = False
    """Whether weapons held are held in self-defence too."""
    air: Air = Air()
    """In an exercise."""


def scene_of(scenario: Scenario, accident: Accident, matched: Matched) -> Scenario:
    """What is played: flights one after another, the accident's first; of an exercise its flight alone."""
    flight = scenario.civil_flights[0]
    if scenario.raids:
        return _flown(scenario, (flight,))
    passes = np.array([reached_s(flight, accident), *matched.passes_s])
    starts = passes.max() + APART_S * np.arange(len(passes)) - passes
    placed = tuple(
        each.model_copy(update={"start_s": float(at)})
        for each, at in zip((flight, *matched.flights), starts, strict=True)
    )
    return _flown(scenario, placed)


def mitigations(accident: Accident, *, exercise: bool) -> tuple[Mitigation, ...]:
    """What is compared, in the order of the table."""
    stated = accident.matched
    away = f"flights and corridors moved {stated.moved_km:g} km away"
    if exercise:
        by = Air(moved=(away_rad(accident), 1e3 * stated.moved_km))
        part_km, whole_km = 0.5 * stated.within_km, stated.within_km
        return (
            Mitigation("corridor-moved", away, _as_stated, air=by),
            Mitigation("closed-near", f"no civil flight within {part_km:g} km of the unit", _as_stated,
                       air=Air(closed_m=1e3 * part_km)),
            Mitigation("closed", f"no civil flight within {whole_km:g} km of the unit", _as_stated,
                       air=Air(closed_m=1e3 * whole_km)),
        )  # fmt: skip
    return (
        Mitigation("transponder", "transponders asked, every answer understood", _asked, answers=True),
        Mitigation("corridor-known", "corridors known to the unit", _corridor_known),
        Mitigation("corridor-moved", away, _moved),
        Mitigation("hold", "weapons hold, self-defence left", _hold),
        Mitigation("hold-all", "weapons hold, self-defence too", _hold, no_self_defence=True),
        Mitigation("picture", "an integrated picture with flight plans", _integrated),
        Mitigation("north", "north aligned", _aligned),
    )


def changed(made: Compiled, mitigation: Mitigation | None) -> Compiled:
    """The compiled scene with what a mitigation changes of the plan itself."""
    if mitigation is None or not mitigation.no_self_defence:
        return made
    none_m = np.full_like(made.plan.rules.self_defence_m, -1.0)
    return made._replace(plan=made.plan._replace(rules=made.plan.rules._replace(self_defence_m=none_m)))


def drawn_phases(made: Compiled) -> Compiled:
    """The compiled scene with the first scan of every radar drawn anew for every replicate.

    Flights pass at times that are ours. With scans that always begin alike a radar would meet each of them
    at the same place of its turn in every replicate: a beat of two clocks, told as a difference of flights.
    """
    return made._replace(plan=made.plan._replace(radars=made.plan.radars._replace(phase_drawn=True)))


def self_defence_words(made: Compiled) -> str:
    """What weapons held still allow, in words."""
    rules = made.plan.rules
    return (
        "Weapons hold leaves self-defence: what is taken for hostile may still be fired at where it would "
        f"pass the unit within {rules.self_defence_m[0] / 1e3:g} km and {rules.self_defence_s[0]:g} s (class "
        "defaults), so that flights that pass so near keep their score. Held in self-defence too, nothing "
        "is fired at all."
    )


def _as_stated(scenario: Scenario, _: Accident) -> Scenario:
    return scenario


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


def away_rad(accident: Accident) -> float:
    """Away from the unit: square to the flight's course, to the side on which it passes the unit."""
    figures = accident.figures
    course_rad = figures["track"].si[1]
    _, bearing_rad, *_ = geodesic_inverse(
        figures["unit_latitude"].si[1], figures["unit_longitude"].si[1],
        figures["aircraft_latitude"].si[1], figures["aircraft_longitude"].si[1],
    )  # fmt: skip
    side = np.sign(np.sin(float(bearing_rad) - course_rad)) or 1.0
    return float(course_rad + side * np.pi / 2.0)


def _moved(scenario: Scenario, accident: Accident) -> Scenario:
    """Everything civil moved straight away from the unit, by the stated distance."""
    towards_rad = away_rad(accident)
    by_m = 1e3 * accident.matched.moved_km

    def there(place: Position) -> Position:
        lat, lon, _ = geodesic_direct(*radians_of(place), towards_rad, by_m)
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
