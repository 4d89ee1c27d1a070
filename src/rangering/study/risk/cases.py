"""Changes of a scenario that a risk is compared under: its reference case, and what is thought to move it.

Every change is a new scenario with everything else as stated. Ends of a lever are ours: they bracket what
can be thought of and are no forecast of what holds anywhere.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from rangering.catalog.inputs import Reading
from rangering.catalog.models import Quantity
from rangering.scenario.defence import FireUnit, Group
from rangering.scenario.flights import Corridor, Flight
from rangering.scenario.models import Scenario
from rangering.scenario.place import Altitude

_Set = TypeVar("_Set", Group, FireUnit)
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
    # How often an answer is understood is a figure of the catalog here, whatever the scenario states.
    heard = identified(answering(_kept(scenario)), wrongly_decoded_probability=0.0, reply_probability=None)
    made = _aligned(_integrated(weapons_told(heard, "tight")))
    return Case(
        "reference",
        "a common yardstick: the same scenario with every transponder on, asked and read rightly and as "
        "often as by default (sets that fail unnoticed stay), flights inside corridors that the crews know, "
        "weapons tight, groups on an integrated air picture, and the north of every emplacement true",
        made,
        False,
    )


def levers_of(scenario: Scenario) -> tuple[Lever, ...]:
    """The seven levers, each with both ends."""
    turned = max(_TURNED_PROBABILITY, scenario.identification.misalignment_probability)

    def lever(
        name: str, low: tuple[str, Scenario], high: tuple[str, Scenario], same_hours: bool = True
    ) -> Lever:
        return Lever(
            name,
            Case(f"{name}: low", low[0], low[1], same_hours),
            Case(f"{name}: high", high[0], high[1], same_hours),
        )

    return (
        lever(TRANSPONDERS, ("on, none garbled", answering(scenario)), ("off", _answers(scenario, "off"))),
        lever(CORRIDOR, ("kept and known to all", _kept(scenario)),
              ("known to nobody", identified(scenario, corridors="nobody"))),
        lever(RULES, ("weapons tight", weapons_told(scenario, "tight")),
              ("weapons free", weapons_told(scenario, "free"))),
        lever(WORKLOAD, ("slows nobody", _loaded(scenario, None, None)),
              ("each track that waits slows by half", _loaded(scenario, 1, 0.5))),
        lever(TRAINING, (f"ratio {_QUICKEST:g}", identified(scenario, training_ratio=_QUICKEST)),
              (f"ratio {_SLOWEST:g}", identified(scenario, training_ratio=_SLOWEST))),
        lever(NORTH, ("true", _aligned(scenario)),
              (f"wrong with probability {turned:g}",
               identified(_unstated_norths(scenario), misalignment_probability=turned))),
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
                stated = identified(scenario, reply_probability=value)
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


def answering(scenario: Scenario, *, asked: bool = True) -> Scenario:
    """With every transponder on and none garbled, and, where `asked`, fire units that interrogate."""
    told = _answers(scenario, "on")
    # A code read wrongly is an error on the ground: no set that works takes it away.
    told = identified(told, garbled_probability=0.0)
    return identified(told, interrogators="everybody") if asked else told


def _answers(scenario: Scenario, transponder: str) -> Scenario:
    flights = tuple(each.model_copy(update={"transponder": transponder}) for each in scenario.civil_flights)
    return scenario.model_copy(update={"civil_flights": flights})


def identified(scenario: Scenario, **fields: object) -> Scenario:
    """With other fields of its table of identification."""
    return scenario.model_copy(update={"identification": scenario.identification.model_copy(update=fields)})


def weapons_told(scenario: Scenario, weapons: str) -> Scenario:
    """With another state of weapons in every group."""

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
    return identified(scenario.model_copy(update={"crews": crews}), workload_fraction=fraction)


def _norths(scenario: Scenario, turned: Callable[[float | None], float | None]) -> Scenario:
    def told(each: _Set) -> _Set:
        return each.model_copy(update={"misalignment_rad": turned(each.misalignment_rad)})

    groups = tuple(
        told(each).model_copy(update={"fire_units": tuple(map(told, each.fire_units))})
        for each in scenario.groups
    )
    return scenario.model_copy(update={"groups": groups})


def _aligned(scenario: Scenario) -> Scenario:
    return identified(_norths(scenario, lambda _stated: 0.0), misalignment_probability=0.0)


def _unstated_norths(scenario: Scenario) -> Scenario:
    """Norths that are stated as true may be wrong now; those stated as wrong stay so."""
    return _norths(scenario, lambda stated: stated or None)


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
    return identified(made, corridors="everybody")


def _follows(scenario: Scenario, flight: Flight, corridor: Corridor) -> bool:
    """Whether a route has the corners of a corridor, in either direction, and keeps within its band."""
    corners = [(each.position.latitude_deg, each.position.longitude_deg) for each in flight.waypoints]
    middle = [(each.latitude_deg, each.longitude_deg) for each in corridor.points]
    floor_m, ceiling_m = above_m(scenario, corridor.floor), above_m(scenario, corridor.ceiling)
    heights_m = [above_m(scenario, each.altitude) for each in flight.waypoints]
    return corners in (middle, middle[::-1]) and all(floor_m <= each <= ceiling_m for each in heights_m)


def above_m(scenario: Scenario, altitude: Altitude) -> float:
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
