"""Changes of a scenario that a risk is compared under: reference, what is thought to move it, mitigations.

Every change is a new scenario with everything else as stated. Ends of a lever are ours: they bracket what
can be thought of and are no forecast of what holds anywhere.
Limits: a moved or closed route says nothing about where its flights go instead, nor of the risk there.
"""

from collections.abc import Callable, Mapping, Sequence
from math import atan2, hypot
from typing import NamedTuple

import numpy as np

from rangering.catalog.inputs import Reading
from rangering.catalog.models import Quantity
from rangering.earth.geodesy import geodesic_direct, geodesic_inverse
from rangering.scenario.defence import Group
from rangering.scenario.flights import Corridor, Flight
from rangering.scenario.models import Scenario
from rangering.scenario.place import Altitude, Position

KEPT_WIDTH = "10 nmi"
_KEPT_BAND_M = 300.0
_SLOWEST, _QUICKEST = 2.0, 0.5
_TURNED_PROBABILITY = 0.05
_MANY_KEPT = 200
TRANSPONDERS, CORRIDOR, RULES, WORKLOAD, TRAINING, NORTH, PICTURE = (
    "transponders",
    "corridor",
    "rules of engagement",
    "workload",
    "training",
    "north",
    "air picture",
)

_REPLY = "reply_probability"
FIGURES = {
    "silent_friend_probability": ("set never heard, probability", True),
    _REPLY: ("answer understood at one look, probability", False),
    "decision_probability": ("how sure before a word, probability", False),
    "prior_hostile": ("hostile before any evidence, weight", True),
}
"""Of identification: what each is called, and whether more of it is thought to make wrong shots commoner."""


class Case(NamedTuple):
    """One scenario of a comparison."""

    key: str
    words: str
    scenario: Scenario
    same_hours: bool
    """Whether time inside the envelope is that of the scenario as stated."""
    reading: Reading | None = None
    """Figures of the catalog read otherwise, in SI by quantity id; nominal where not given."""


class Lever(NamedTuple):
    """One assumption at its low and at its high end: low is thought to make wrong shots rarer."""

    name: str
    low: Case
    high: Case

    @property
    def ends(self) -> tuple[Case, Case]:
        """Low and high."""
        return self.low, self.high


def reference_of(scenario: Scenario) -> Case:
    """Sets on and asked, corridor kept and known, weapons tight, integrated picture, north aligned."""
    heard = _identified(_heard(_kept(scenario)), wrongly_decoded_probability=0.0)
    made = _aligned(_integrated(_weapons(heard, "tight")))
    return Case(
        "reference",
        "a common yardstick: the same scenario with every transponder on, asked and read rightly, "
        "flights inside corridors that the crews "
        "know, weapons "
        "tight, groups on an integrated air picture, and the north of every emplacement true",
        made,
        False,
    )


def levers_of(scenario: Scenario) -> tuple[Lever, ...]:
    """The seven levers, each with both ends."""

    def lever(
        name: str, low: tuple[str, Scenario], high: tuple[str, Scenario], same_hours: bool = True
    ) -> Lever:
        return Lever(
            name,
            Case(f"{name}: low", low[0], low[1], same_hours),
            Case(f"{name}: high", high[0], high[1], same_hours),
        )

    return (
        lever(TRANSPONDERS, ("on, none garbled", _heard(scenario)), ("off", _answers(scenario, "off"))),
        lever(CORRIDOR, ("kept and known to all", _kept(scenario)),
              ("known to nobody", _identified(scenario, corridors="nobody"))),
        lever(RULES, ("weapons tight", _weapons(scenario, "tight")),
              ("weapons free", _weapons(scenario, "free"))),
        lever(WORKLOAD, ("slows nobody", _loaded(scenario, None, None)),
              ("each track that waits slows by half", _loaded(scenario, 1, 0.5))),
        lever(TRAINING, (f"ratio {_QUICKEST:g}", _identified(scenario, training_ratio=_QUICKEST)),
              (f"ratio {_SLOWEST:g}", _identified(scenario, training_ratio=_SLOWEST))),
        lever(NORTH, ("true", _aligned(scenario)),
              (f"wrong with probability {_TURNED_PROBABILITY:g}",
               _identified(_unstated_norths(scenario), misalignment_probability=_TURNED_PROBABILITY))),
        lever(PICTURE, ("integrated", _integrated(scenario)), ("standalone", _alone(scenario)), False),
    )  # fmt: skip


def figure_levers_of(scenario: Scenario, figures: Mapping[str, Quantity]) -> tuple[Lever, ...]:
    """Figures of identification that no source settles, each at the bounds that the catalog gives it.

    Parameters
    ----------
    scenario : Scenario
        As stated.
    figures : mapping of str to Quantity
        What the scenario rests on, by the names of `FIGURES`, with the scenario's own bounds in place.
    """

    def lever(name: str, rising: bool) -> Lever:
        quantity = figures[name]
        low_si, _, high_si = quantity.si
        # Low is the end thought to make wrong shots rarer.
        ends = (low_si, high_si) if rising else (high_si, low_si)

        def case(end: str, value: float) -> Case:
            stated = scenario
            if name == _REPLY and scenario.identification.reply_probability is not None:
                stated = _identified(scenario, reply_probability=value)
            return Case(f"{FIGURES[name][0]}: {end}", f"{value:g}", stated, True, {quantity.id: value})

        return Lever(FIGURES[name][0], case("low", ends[0]), case("high", ends[1]))

    return tuple(lever(name, rising) for name, (_, rising) in FIGURES.items() if name in figures)


def why_idle(name: str, scenario: Scenario) -> str:
    """Why a lever may move nothing, where the scenario shows it; else nothing is said."""
    if name == WORKLOAD:
        return "tracks seldom wait for a word together here"
    if name == NORTH:
        return (
            "a wrong north misleads only who sees by the radars of one emplacement alone, such as a fire "
            "unit whose link is out, and only about place and course"
        )
    if name == PICTURE and len(scenario.groups) == 1:
        return "one group alone has nobody to share a picture with"
    return ""


WHY_EITHER_WAY = {
    TRAINING: "a quicker word leaves fewer looks to undo a first silence, and more doubt accepted asks for "
    "fewer silences: either can make wrong shots more frequent",
    CORRIDOR: "a corridor speaks for those inside, and as much against those outside",
    FIGURES[_REPLY][
        0
    ]: "a crew that may count on answers holds a silence more against a flight: what happens and "
    "what it counts on move together",
}
"""Why both ends of a lever may move a rate the same way."""


def mitigations_of(
    scenario: Scenario, hours: Sequence[float], *, close: Altitude, move_m: float
) -> tuple[Case, ...]:
    """Closing a band, moving the routes, requiring a transponder, weapons hold.

    Parameters
    ----------
    scenario : Scenario
        With its traffic read.
    hours : sequence of float
        Of each civil route inside the envelope.
    close : Altitude
        Below which no civil flight may pass.
    move_m : float
        By which routes that come inside are moved away from the fire unit they come nearest to.
    """
    shown = f"{move_m / 1852.0:.3g} nmi"
    return (
        Case("close", f"no civil flight below {close}", _closed(scenario, close), False),
        Case("move", f"routes that come inside, and corridors, moved {shown} away",
             _moved(scenario, hours, move_m), False),
        Case("transponder", "a working transponder required of every flight",
             _heard(scenario, asked=False), True),
        Case("hold", "weapons hold", _weapons(scenario, "hold"), True),
    )  # fmt: skip


def _heard(scenario: Scenario, *, asked: bool = True) -> Scenario:
    told = _answers(scenario, "on")
    # A code read wrongly is an error on the ground: no set that works takes it away.
    told = _identified(told, garbled_probability=0.0)
    return _identified(told, interrogators="everybody") if asked else told


def _answers(scenario: Scenario, transponder: str) -> Scenario:
    flights = tuple(each.model_copy(update={"transponder": transponder}) for each in scenario.civil_flights)
    return scenario.model_copy(update={"civil_flights": flights})


def _identified(scenario: Scenario, **fields: object) -> Scenario:
    return scenario.model_copy(update={"identification": scenario.identification.model_copy(update=fields)})


def _weapons(scenario: Scenario, weapons: str) -> Scenario:
    def told(group: Group) -> Group:
        if group.doctrine is None:
            return group
        doctrine = group.doctrine.model_copy(update={"weapons": weapons})
        return group.model_copy(update={"doctrine": doctrine})

    return scenario.model_copy(
        update={
            "doctrine": scenario.doctrine.model_copy(update={"weapons": weapons}),
            "groups": tuple(map(told, scenario.groups)),
        }
    )


def _integrated(scenario: Scenario) -> Scenario:
    return _groups(scenario, lambda kind: "national" if kind == "standalone" else kind)


def _alone(scenario: Scenario) -> Scenario:
    return _groups(scenario, lambda _kind: "standalone")


def _groups(scenario: Scenario, integration: Callable[[str], str]) -> Scenario:
    groups = tuple(
        each.model_copy(update={"integration": integration(each.integration)}) for each in scenario.groups
    )
    return scenario.model_copy(update={"groups": groups})


def _loaded(scenario: Scenario, count: int | None, fraction: float | None) -> Scenario:
    crews = scenario.crews.model_copy(update={"workload_targets_count": count})
    return _identified(scenario.model_copy(update={"crews": crews}), workload_fraction=fraction)


def _norths(scenario: Scenario, off_rad: float | None) -> Scenario:
    update = {"misalignment_rad": off_rad}
    groups = tuple(
        each.model_copy(
            update=update | {"fire_units": tuple(unit.model_copy(update=update) for unit in each.fire_units)}
        )
        for each in scenario.groups
    )
    return scenario.model_copy(update={"groups": groups})


def _aligned(scenario: Scenario) -> Scenario:
    return _identified(_norths(scenario, 0.0), misalignment_probability=0.0)


def _unstated_norths(scenario: Scenario) -> Scenario:
    return _norths(scenario, None)


def _kept(scenario: Scenario) -> Scenario:
    """Every route in a corridor that every crew knows: those stated, and one about each other route."""
    names = {each.name for each in scenario.corridors}
    more: list[Corridor] = []
    for n, flight in enumerate(scenario.civil_flights):
        if (
            any(_follows(scenario, flight, corridor) for corridor in scenario.corridors)
            or len(more) >= _MANY_KEPT
        ):
            continue
        name = f"route {n + 1}"
        while name in names:
            name += "'"
        names.add(name)
        more.append(_about(flight, name))
    made = scenario.model_copy(update={"corridors": (*scenario.corridors, *more)})
    return _identified(made, corridors="everybody")


def _follows(scenario: Scenario, flight: Flight, corridor: Corridor) -> bool:
    """Whether a route has the corners of a corridor, in either direction, and keeps within its band."""
    corners = [(each.position.latitude_deg, each.position.longitude_deg) for each in flight.waypoints]
    middle = [(each.latitude_deg, each.longitude_deg) for each in corridor.points]
    floor_m, ceiling_m = _above_m(scenario, corridor.floor), _above_m(scenario, corridor.ceiling)
    heights_m = [_above_m(scenario, each.altitude) for each in flight.waypoints]
    return corners in (middle, middle[::-1]) and all(floor_m <= each <= ceiling_m for each in heights_m)


def _above_m(scenario: Scenario, altitude: Altitude) -> float:
    """Height above the sea; over ground, as over ground at sea level. [m]"""
    air = scenario.environment
    return altitude.above_sea_m(0.0, air.sea_level_pressure_pa, air.isa_deviation_k)


def _about(flight: Flight, name: str) -> Corridor:
    heights = [each.altitude for each in flight.waypoints]
    low, high = Altitude(-500.0, "amsl"), Altitude(20_000.0, "amsl")
    references = {each.reference for each in heights}
    if references <= {"FL"} or references <= {"amsl"}:
        least, most = min(each.height_m for each in heights), max(each.height_m for each in heights)
        kind = heights[0].reference
        low, high = Altitude(max(least - _KEPT_BAND_M, -500.0), kind), Altitude(most + _KEPT_BAND_M, kind)
    return Corridor.model_validate(
        {
            "name": name, "point": [each.position for each in flight.waypoints], "width": KEPT_WIDTH,
            "floor": low, "ceiling": high,
        }
    )  # fmt: skip


def _closed(scenario: Scenario, close: Altitude) -> Scenario:
    """Without the routes that anywhere come below."""
    kept = tuple(
        each
        for each in scenario.civil_flights
        if min(_above_m(scenario, point.altitude) for point in each.waypoints) >= _above_m(scenario, close)
    )
    return scenario.model_copy(update={"civil_flights": kept})


def _moved(scenario: Scenario, hours: Sequence[float], move_m: float) -> Scenario:
    """Routes that come inside, and every corridor, moved away from the fire unit they come nearest to."""
    units = [unit.position for unit in scenario.fire_units]
    flights = []
    for flight, inside in zip(scenario.civil_flights, hours, strict=True):
        if inside <= 0.0:
            flights.append(flight)
            continue
        corners = [each.position for each in flight.waypoints]
        bearing_rad = _away_rad(corners, units)
        points = tuple(
            each.model_copy(update={"position": _shifted(each.position, bearing_rad, move_m)})
            for each in flight.waypoints
        )
        flights.append(flight.model_copy(update={"waypoints": points}))
    corridors = tuple(
        each.model_copy(
            update={
                "points": tuple(_shifted(at, _away_rad(each.points, units), move_m) for at in each.points)
            }
        )
        for each in scenario.corridors
    )
    return scenario.model_copy(update={"civil_flights": tuple(flights), "corridors": corridors})


def _away_rad(corners: Sequence[Position], units: Sequence[Position]) -> float:
    """Bearing from the nearest fire unit to where a route comes nearest to it. [rad]"""
    nearest_m, bearing_rad = np.inf, 0.0
    for unit in units:
        away_m, azimuth_rad, _ = geodesic_inverse(
            np.radians(unit.latitude_deg), np.radians(unit.longitude_deg),
            np.radians([each.latitude_deg for each in corners]),
            np.radians([each.longitude_deg for each in corners]),
        )  # fmt: skip
        east_m, north_m = away_m * np.sin(azimuth_rad), away_m * np.cos(azimuth_rad)
        for n in range(len(corners) - 1):
            step_east_m, step_north_m = east_m[n + 1] - east_m[n], north_m[n + 1] - north_m[n]
            length_2 = max(step_east_m**2 + step_north_m**2, 1e-9)
            along = float(
                np.clip(-(east_m[n] * step_east_m + north_m[n] * step_north_m) / length_2, 0.0, 1.0)
            )
            x_m, y_m = east_m[n] + along * step_east_m, north_m[n] + along * step_north_m
            if hypot(x_m, y_m) < nearest_m:
                nearest_m = hypot(x_m, y_m)
                # A route right over the fire unit moves to its left.
                bearing_rad = (
                    atan2(x_m, y_m) if nearest_m > 1.0 else atan2(step_east_m, step_north_m) - np.pi / 2
                )
    return float(bearing_rad)


def _shifted(position: Position, bearing_rad: float, move_m: float) -> Position:
    lat_rad, lon_rad, _ = geodesic_direct(
        np.radians(position.latitude_deg), np.radians(position.longitude_deg), bearing_rad, move_m
    )
    lon_deg = (float(np.degrees(lon_rad)) + 180.0) % 360.0 - 180.0
    return Position(lat=float(np.degrees(lat_rad)), lon=lon_deg)
