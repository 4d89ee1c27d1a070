"""What a picture can ask about a track's place and course, and whose north may be wrong.

Corridors and flight plans reach whom the scenario says; climb, and whether a course comes near an asset,
everybody where the scenario asks for them. A wrong north misleads a picture that rests on the radars of one
emplacement and on nothing else: of a standalone group without a cue, or of a fire unit whose link is out.
Where two emplacements, or a report from outside, show the same sky, their tracks of one aircraft lie apart,
and the error is found: such pictures are taken to have set it right.
Source: Bayes' rule, figures of the class defaults; the rule on who finds the error is ours.
"""

from collections.abc import Sequence
from math import degrees, inf, log

import numpy as np

from rangering.catalog.mission_facts import ContextFacts
from rangering.mission.pictures import Pictures
from rangering.mission.plan import FIXED, NORMAL, UNIFORM, ContextPlan, FloatArray, NorthPlan
from rangering.mission.plan_arrays import flags, floats, ints
from rangering.mission.plane import Plane, position_on
from rangering.mission.radars import Standing
from rangering.scenario.defence import Emplacement
from rangering.scenario.flights import Corridor
from rangering.scenario.models import Scenario
from rangering.scenario.place import Altitude, Position
from rangering.streams import name_id

_LAWS = {"fixed": FIXED, "uniform": UNIFORM, "normal": NORMAL}
_LEAST = 1e-6  # no evidence is beyond doubt, whatever a probability of 0 or 1 says


def asked_facts(scenario: Scenario) -> tuple[str, ...]:
    """Fields of `ContextFacts` that the scenario makes use of and does not state itself."""
    stated = scenario.identification
    asked: list[str] = []
    if scenario.corridors and _reaches(scenario, stated.corridors):
        asked += ["corridor_civil_probability", "corridor_other_probability"]
    if stated.climb:
        asked += ["climb_rate_m_s", "climb_ratio", "descent_ratio"]
    if stated.approach or stated.time_pressure_s:
        asked.append("approach_distance_m")
    if stated.approach:
        asked += ["approach_hostile_probability", "approach_other_probability"]
    if stated.flight_plans != "nobody":
        asked += ["filed_probability", "filed_hostile_probability"]
    if stated.wrongly_decoded_probability:
        asked.append("wrong_code_ratio")
    if stated.misalignment_probability and stated.misalignment_rad is None:
        asked.append("misalignment_rad")
    if scenario.crews.workload_targets_count is not None and stated.workload_fraction is None:
        asked.append("workload_fraction")
    if stated.time_pressure_s and stated.pressed_probability is None:
        asked.append("pressed_probability")
    return tuple(asked)


def north_plan(
    scenario: Scenario, rows: Sequence[Standing], pictures: Pictures, facts: ContextFacts, plane: Plane
) -> NorthPlan:
    """The emplacements on which pictures rest alone, in the order of the pictures.

    Parameters
    ----------
    scenario : Scenario
        Checked.
    rows : sequence of Standing
        The radars.
    pictures : Pictures
        Of `pictures_of`.
    facts : ContextFacts
        For what the scenario leaves out.
    plane : Plane
        Of the raid.
    """
    stated = scenario.identification
    units = list(scenario.fire_units)
    sites: list[tuple[Emplacement, Position]] = []
    of_picture = []
    for p in range(len(pictures.names)):
        seen = [row.sited.element for row, sees in zip(rows, pictures.plan.sees[p], strict=True) if sees]
        # What a group shares with others, or is told, shows it an error of its own.
        shared = pictures.plan.unit[p] < 0 and (
            any(each.group.integration != "standalone" for each in seen)
            or bool(pictures.plan.cue_delay_s[p] < inf)
        )
        if shared or len({id(each.at) for each in seen}) != 1:
            of_picture.append(-1)
            continue
        known = [n for n, (at, _) in enumerate(sites) if at is seen[0].at]
        of_picture.append(known[0] if known else len(sites))
        if not known:
            sites.append((seen[0].at, seen[0].position))
    places = [position_on(plane, position) for _, position in sites]
    unit_of = [next((n for n, unit in enumerate(units) if unit is at), -1) for at, _ in sites]
    keys = [
        f"north of {'group' if unit < 0 else 'fire unit'} {at.name}"
        for (at, _), unit in zip(sites, unit_of, strict=True)
    ]
    return NorthPlan(
        site=ints(of_picture),
        id=ints(map(name_id, keys)),
        unit=ints(unit_of),
        x_m=floats(east_m for east_m, _ in places),
        y_m=floats(north_m for _, north_m in places),
        stated_rad=floats(at.misalignment_rad or 0.0 for at, _ in sites),
        probability=floats(
            stated.misalignment_probability if at.misalignment_rad is None else 0.0 for at, _ in sites
        ),
        size_rad=facts.misalignment_rad if stated.misalignment_rad is None else stated.misalignment_rad,
        law=_LAWS[stated.misalignment_law],
    )


def of_the_norths(scenario: Scenario, north: NorthPlan) -> list[str]:
    """What a reader must know of emplacements whose north may be wrong, in sentences."""
    every = [*scenario.groups, *scenario.fire_units]
    off = [each for each in every if each.misalignment_rad]
    said = []
    if off:
        named = ", ".join(f"{each.shown} {degrees(each.misalignment_rad or 0.0):.4g} deg" for each in off)
        said.append(
            f"Radars take a wrong direction for north ({named}): that turns the evidence of place and course "
            "of whoever sees by one emplacement alone, and nothing else; detection, guidance and meetings "
            "are of a true north."
        )
    if (off or scenario.identification.misalignment_probability) and not len(north.id):
        said.append(
            "No air picture rests on the radars of one emplacement alone, so a wrong north misleads nobody "
            "here: other radars, a shared picture or a cue show the error."
        )
    return said


def context_plan(
    scenario: Scenario, pictures: Pictures, facts: ContextFacts, plane: Plane, north: NorthPlan
) -> ContextPlan:
    """What each picture asks about a track's place and course; parameters as in `north_plan`."""
    stated, corridors = scenario.identification, scenario.corridors
    integrated = _integrated(scenario, pictures)
    known = {
        "nobody": [False] * len(integrated),
        "integrated": integrated,
        "everybody": [True] * len(integrated),
    }
    by_corridor = [each and bool(corridors) for each in known[stated.corridors]]
    heads = stated.approach or stated.time_pressure_s > 0.0
    lines = [[position_on(plane, point) for point in each.points] for each in corridors]
    approach = np.zeros((2, 3))
    if stated.approach:
        seldom = facts.approach_other_probability
        approach = _evidence(facts.approach_hostile_probability, seldom, seldom)
    climb = np.zeros((3, 3))
    if stated.climb:
        climb[0, 0], climb[2, 0] = log(facts.descent_ratio), log(facts.climb_ratio)
    others = facts.corridor_other_probability
    return ContextPlan(
        interrogates=flags(known[stated.interrogators]),
        looks=flags(each or heads or stated.climb for each in by_corridor),
        corridors=flags(by_corridor),
        plans=flags(known[stated.flight_plans]),
        points=ints(map(len, lines)),
        x_m=floats(east_m for line in lines for east_m, _ in line),
        y_m=floats(north_m for line in lines for _, north_m in line),
        half_width_m=floats(0.5 * each.width_m for each in corridors),
        floor_m=floats(_above_sea_m(scenario, each, each.floor) for each in corridors),
        ceiling_m=floats(_above_sea_m(scenario, each, each.ceiling) for each in corridors),
        corridor=_evidence(others, others, facts.corridor_civil_probability),
        climb_m_s=facts.climb_rate_m_s if stated.climb else inf,
        climb=climb,
        heads=heads,
        heads_m=facts.approach_distance_m,
        approach=approach,
    )


def _reaches(scenario: Scenario, known: str) -> bool:
    shared = any(group.integration != "standalone" for group in scenario.groups)
    return known == "everybody" or (known == "integrated" and shared)


def _integrated(scenario: Scenario, pictures: Pictures) -> list[bool]:
    """Whether each picture is one that groups share; that of a fire unit without its link is not."""
    shares = [group.integration != "standalone" for group in scenario.groups for _ in group.fire_units]
    return [
        bool(own < 0) and any(share and of == p for share, of in zip(shares, pictures.of_unit, strict=True))
        for p, own in enumerate(pictures.plan.unit)
    ]


def _evidence(hostile: float, friendly: float, civil: float) -> FloatArray:
    """Logarithms of likelihoods of what has such probabilities: that it is not so, and that it is (2, 3)."""
    so = np.clip(np.array([hostile, friendly, civil]), _LEAST, 1.0 - _LEAST)
    return np.asarray(np.log(np.stack([1.0 - so, so])), dtype=np.float64)


def _above_sea_m(scenario: Scenario, corridor: Corridor, altitude: Altitude) -> float:
    """Height of a corridor's floor or ceiling; over ground, as over ground at sea level. [m]"""
    air = scenario.environment
    return altitude.above_sea_m(0.0, air.sea_level_pressure_pa, air.isa_deviation_k)
