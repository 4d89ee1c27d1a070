"""A plausibility lint of the catalog: claims that physics does not allow, and figures that disagree.

A finding names a claim, the bound and the reason; bounds are generous on purpose: a target at 15 km, the
highest mast, the highest speed, a textbook rocket. A disagreement names two figures that do not fit together,
often a claim and our own reading of another claim: both sources and grades, nobody at fault.
Sources: IEC 60050-705 (1995), entry 705-05-40 (horizon); Sutton and Biblarz, Rocket Propulsion Elements
(ideal velocity, specific impulse of solid propellants); radar range law, fourth root of the cross-section.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from math import acos, log
from typing import Any, NamedTuple

from rangering.catalog.fire_unit import mission_inputs, radar_ids, resolve_interceptor
from rangering.catalog.inputs import Input, family_line, range_class_of
from rangering.catalog.models import Entry, Grade, Quantity, cited
from rangering.catalog.read import Catalog
from rangering.catalog.resolve import RANGE_CLAIMS, RadarFacts, resolve_radar
from rangering.constants import EARTH_RADIUS_M, STANDARD_GRAVITY_M_S2, STANDARD_K

HIGHEST_TARGET_M = 15_000.0  # ceiling of the fighters and jets in the catalog
SOLID_IMPULSE_S = 265.0  # upper end of solid propellants at sea level, Sutton and Biblarz
LARGE_TARGET = "target/fighter.rcs"
SAME_POWER = 0.01  # within which two ranges at 1 m2 are one power: rows are rounded to the kilometre
ASSUMED_ABOVE = 0.5  # share of defaults beyond which a system runs only when the user says so

_HORIZON_CLAIMS = (*RANGE_CLAIMS, "detection_range_target_at_5m_altitude")
_MASTS = ("mast_height", "antenna_height_above_ground")
_GRADES: tuple[Grade, ...] = ("A", "B", "C", "D")


class Finding(NamedTuple):
    """A claim that stands beyond a physical bound, in the unit of its source."""

    entry: str
    quantity: str
    value: float
    bound: float
    unit: str
    problem: str
    grade: Grade
    source: str


class Disagreement(NamedTuple):
    """Two figures that do not fit together, in the unit of the first; `other_grade` is the weaker input's."""

    entry: str
    quantity: str
    value: float
    grade: Grade
    source: str
    other: tuple[str, ...]
    other_value: float
    other_grade: Grade
    other_source: str
    unit: str
    problem: str


class Share(NamedTuple):
    """On what the mission inputs of a system rest; grade D counts our assumptions of both kinds."""

    system: str
    inputs: int
    grade_a: float
    grade_b: float
    grade_c: float
    grade_d: float
    from_defaults: float
    assumed: bool
    """Whether so much is assumed that the system runs only with ``--allow-assumed``."""


class CheckReport(NamedTuple):
    """What physics does not allow, what does not fit together, and what each system rests on."""

    findings: tuple[Finding, ...]
    disagreements: tuple[Disagreement, ...]
    shares: tuple[Share, ...]

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data, for JSON."""
        return {
            "findings": [finding._asdict() for finding in self.findings],
            "disagreements": [pair._asdict() for pair in self.disagreements],
            "shares": [share._asdict() for share in self.shares],
        }


def check(catalog: Catalog) -> CheckReport:
    """Claims beyond a physical bound, figures that disagree, and what each system's inputs rest on.

    Bounds out of order, a figure without source and a capacity without ``per`` never get this far: they do
    not load.

    Parameters
    ----------
    catalog : Catalog
        What to look through.

    Returns
    -------
    CheckReport
        Findings and disagreements in the order of the entries, one share per system.
    """
    findings = (*radar_findings(catalog), *interceptor_findings(catalog))
    disagreements = (
        *support_disagreements(catalog),
        *twin_disagreements(catalog),
        *aircraft_disagreements(catalog),
    )
    return CheckReport(
        tuple(sorted(findings, key=lambda each: each.entry)),
        tuple(sorted(disagreements, key=lambda each: each.entry)),
        tuple(share_of(catalog, system) for system in catalog.ids("system")),
    )


def radar_findings(catalog: Catalog) -> Iterator[Finding]:
    """Detection claims beyond the radio horizon of the best geometry the catalog allows the radar."""
    for entry in _of_kind(catalog, "radar"):
        masts = [q.si[2] for part in family_line(catalog, entry) for q in _figures(part, _MASTS)]
        role = "surveillance" if entry.role in ("acquisition", "reference") else entry.role
        default = catalog.default(f"{role}.mast_height", range_class_of(catalog, entry))
        antenna_m = max(masts) if masts else default.si[2]
        for claim in _figures(entry, _HORIZON_CLAIMS):
            stated_m = claim.condition.altitude_m if claim.condition else None
            target_m = HIGHEST_TARGET_M if stated_m is None else stated_m
            bound_m = _horizon_m(antenna_m) + _horizon_m(target_m)
            which = "of the highest target" if stated_m is None else "stated"
            problem = (
                f"lies beyond the radio horizon: antenna {antenna_m:g} m, target {target_m:g} m ({which}), "
                "smooth Earth, standard refraction"
            )
            yield from _beyond(claim, bound_m, problem)


def interceptor_findings(catalog: Catalog) -> Iterator[Finding]:
    """Speeds past an ideal one-stage rocket of the class, ceilings past the energy of the speed."""
    for entry in _of_kind(catalog, "interceptor"):
        mass_ratio = catalog.default("interceptor.mass_ratio", range_class_of(catalog, entry)).si[2]
        rocket_m_s = STANDARD_GRAVITY_M_S2 * SOLID_IMPULSE_S * log(mass_ratio)
        for claim in _figures(entry, ("speed_max",)):
            problem = (
                f"is faster than one solid stage of its class gets without drag: mass ratio {mass_ratio:g}, "
                f"specific impulse {SOLID_IMPULSE_S:g} s"
            )
            yield from _beyond(claim, rocket_m_s, problem)
        speeds = [q.si[2] for part in family_line(catalog, entry) for q in _figures(part, ("speed_max",))]
        speed_m_s = max(speeds) if speeds else resolve_interceptor(catalog, entry.id).speed_max_m_s
        climb_m = 0.5 * speed_m_s**2 / STANDARD_GRAVITY_M_S2
        for claim in _figures(entry, ("altitude_max",)):
            yield from _beyond(
                claim, climb_m, f"is higher than {speed_m_s:g} m/s carries anything straight up"
            )


def support_disagreements(catalog: Catalog) -> Iterator[Disagreement]:
    """Interceptors that reach further than we read their engagement radar to see a large fighter."""
    rcs_m2 = catalog.quantity(LARGE_TARGET).si[1]
    for system in _of_kind(catalog, "system"):
        radar_id = radar_ids(system)["engagement"]
        if radar_id not in catalog:
            continue  # nothing published to compare with
        radar = resolve_radar(catalog, radar_id)
        power_m = radar.range_m * (rcs_m2 / radar.rcs_m2) ** 0.25
        seen_m = min(power_m, radar.instrumented_range_m)
        if power_m == seen_m:
            rests = _inputs(radar, "range_m", "rcs_m2")
        else:
            (end,) = _inputs(radar, "instrumented_range_m")
            # Where no instrumented range is published, that the display ends at a claim is our reading.
            if not end.quantity.endswith(".instrumented_range"):
                end = end._replace(grade="D", source=f"{end.source}; taken for the end of the display")
            rests = (end,)
        problem = f"reaches beyond what {radar.title}, as we read its figures, sees of {rcs_m2:g} m2"
        for interceptor in system.interceptors:
            for claim in _figures(catalog[interceptor], ("range_max", "range_max_aircraft")):
                if claim.si[1] > seen_m:
                    yield _disagree(claim, claim.nominal, seen_m, rests, problem)


def twin_disagreements(catalog: Catalog) -> Iterator[Disagreement]:
    """Radars of one type in two systems to which our reading gives two powers.

    Two entries are one type where their ids end in one designation, such as ``96l6e``; a name that ends in
    ``radar`` is a task, not a designation.
    """
    types: defaultdict[str, list[RadarFacts]] = defaultdict(list)
    for entry in _of_kind(catalog, "radar"):
        designation = entry.id.rpartition("/")[2]
        if entry.role != "reference" and not designation.endswith("radar"):
            types[designation].append(resolve_radar(catalog, entry.id))
    for first, second in (pair for twins in types.values() for pair in combinations(twins, 2)):
        at_1m2_m, other_m = (radar.range_m / radar.rcs_m2**0.25 for radar in (first, second))
        if abs(at_1m2_m - other_m) > SAME_POWER * other_m:
            claim = catalog.quantity(_inputs(first, "range_m")[0].quantity)
            value = round(at_1m2_m / claim.si_unit_and_factor[1], 1)
            problem = f"makes {first.radar} see 1 m2 at another range than {second.radar}, the same type"
            rests = _inputs(second, "range_m", "rcs_m2")
            yield _disagree(claim, value, other_m, rests, problem)._replace(entry=first.radar)


def aircraft_disagreements(catalog: Catalog) -> Iterator[Disagreement]:
    """Cruise past the top speed of the same aircraft, operating height past its ceiling."""
    pairs = (("cruise_speed", "speed_max"), ("altitude_operational", "ceiling"))
    for entry in _of_kind(catalog, "aircraft"):
        for usual, limit in pairs:
            claim, bound = entry.quantities.get(usual), entry.quantities.get(limit)
            if claim is not None and bound is not None and _highest_si(claim) > bound.si[2]:
                value, unit = bound.si[2], bound.si_unit_and_factor[0]
                rest = Input(limit, value, unit, bound.id, bound.grade, False, cited(bound.source))
                yield _disagree(
                    claim, _shown(claim, value), value, (rest,), f"lies above {limit} of its aircraft"
                )


def share_of(catalog: Catalog, system_id: str) -> Share:
    """On what the mission inputs of one system rest, as shares of their number."""
    inputs = mission_inputs(catalog, system_id)

    def part(rests: list[Input]) -> float:
        return len(rests) / len(inputs)

    a, b, c, d = (part([each for each in inputs if each.grade == grade]) for grade in _GRADES)
    from_defaults = part([each for each in inputs if each.from_default])
    return Share(system_id, len(inputs), a, b, c, d, from_defaults, from_defaults > ASSUMED_ABOVE)


def _of_kind(catalog: Catalog, kind: str) -> Iterator[Entry]:
    return (catalog[entry_id] for entry_id in catalog.ids(kind))


def _figures(entry: Entry, names: tuple[str, ...]) -> list[Quantity]:
    return [
        entry.quantities[name]
        for name in names
        if name in entry.quantities and entry.quantities[name].in_runs
    ]


def _horizon_m(height_m: float) -> float:
    """Ground distance to the horizon: `rangering.earth.horizon` again, which takes a second to import."""
    radius_m = STANDARD_K * EARTH_RADIUS_M
    return radius_m * acos(radius_m / (radius_m + height_m))


def _inputs(radar: RadarFacts, *fields: str) -> tuple[Input, ...]:
    return tuple(each for each in radar.inputs if each.field in fields)


def _beyond(claim: Quantity, bound_si: float, problem: str) -> Iterator[Finding]:
    """A finding where nominal, or else the highest published value, passes the bound."""
    if _highest_si(claim) > bound_si:
        value, bound, source = _shown(claim, bound_si), _in_unit_of(claim, bound_si), cited(claim.source)
        yield Finding(claim.entry, claim.id, value, bound, claim.unit, problem, claim.grade, source)


def _highest_si(claim: Quantity) -> float:
    return max(claim.si[1], claim.highest_published_si or claim.si[1])


def _shown(claim: Quantity, bound_si: float) -> float:
    """The value that passes the bound: nominal where it does."""
    return claim.nominal if claim.si[1] > bound_si else _highest_si(claim) / claim.si_unit_and_factor[1]


def _disagree(
    claim: Quantity, value: float, other_si: float, rests: tuple[Input, ...], problem: str
) -> Disagreement:
    """A claim beside a figure that rests on these inputs, each named once."""
    ids = tuple(dict.fromkeys(each.quantity for each in rests))
    sources = "; ".join(dict.fromkeys(each.source for each in rests))
    other, grade = _in_unit_of(claim, other_si), max(each.grade for each in rests)
    return Disagreement(
        entry=claim.entry,
        quantity=claim.id,
        value=value,
        grade=claim.grade,
        source=cited(claim.source),
        other=ids,
        other_value=other,
        other_grade=grade,
        other_source=sources,
        unit=claim.unit,
        problem=problem,
    )


def _in_unit_of(claim: Quantity, value_si: float) -> float:
    value = value_si / claim.si_unit_and_factor[1]
    return round(value, 3 if value < 10 else 1)
