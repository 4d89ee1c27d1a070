"""A plausibility lint of the catalog: claims beyond what physics or the supporting radar allows.

A finding does not prove a claim false; it names the claim, the bound, the reason and the source at fault.
Bounds are generous on purpose: a target at 15 km, the highest mast, the highest speed, a textbook rocket.
Sources: IEC 60050-705 (1995), entry 705-05-40 (horizon); Sutton and Biblarz, Rocket Propulsion Elements
(ideal velocity, specific impulse of solid propellants); radar range law, fourth root of the cross-section.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from rangering.catalog.fire_unit import mission_inputs, radar_ids, resolve_interceptor
from rangering.catalog.inputs import Input, family_line, range_class_of
from rangering.catalog.models import Entry, Grade, Quantity
from rangering.catalog.read import Catalog
from rangering.catalog.resolve import RANGE_CLAIMS, resolve_radar
from rangering.constants import EARTH_RADIUS_M, STANDARD_GRAVITY_M_S2, STANDARD_K

HIGHEST_TARGET_M = 15_000.0  # ceiling of the fighters and jets in the catalog
SOLID_IMPULSE_S = 265.0  # upper end of solid propellants at sea level, Sutton and Biblarz
LARGE_TARGET = "target/fighter.rcs"
ASSUMED_ABOVE = 0.5  # share of defaults beyond which a system runs only when the user says so

_HORIZON_CLAIMS = (*RANGE_CLAIMS, "detection_range_target_at_5m_altitude")
_MASTS = ("mast_height", "antenna_height_above_ground")
_GRADES: tuple[Grade, ...] = ("A", "B", "C", "D")


class Finding(NamedTuple):
    """A claim that stands beyond a bound, in the unit of its source."""

    entry: str
    quantity: str
    value: float
    bound: float
    unit: str
    problem: str
    grade: Grade
    source: str


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
    """All findings, and what each system rests on."""

    findings: tuple[Finding, ...]
    shares: tuple[Share, ...]

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data, for JSON."""
        return {
            "findings": [finding._asdict() for finding in self.findings],
            "shares": [share._asdict() for share in self.shares],
        }


def check(catalog: Catalog) -> CheckReport:
    """Every claim of the catalog beyond a physical bound, and what each system's inputs rest on.

    Bounds out of order, a figure without source and a capacity without ``per`` never get this far: they do
    not load.

    Parameters
    ----------
    catalog : Catalog
        What to look through.

    Returns
    -------
    CheckReport
        Findings in the order of the entries, one share per system.
    """
    findings = (
        *radar_findings(catalog),
        *interceptor_findings(catalog),
        *support_findings(catalog),
        *aircraft_findings(catalog),
    )
    order = {entry_id: place for place, entry_id in enumerate(catalog.ids())}
    by_entry = sorted(findings, key=lambda finding: order[finding.entry])
    return CheckReport(tuple(by_entry), tuple(share_of(catalog, system) for system in catalog.ids("system")))


def radar_findings(catalog: Catalog) -> Iterator[Finding]:
    """Detection claims beyond the radio horizon of the best geometry the catalog allows the radar."""
    from rangering.earth.horizon import max_line_of_sight_m

    for entry in _of_kind(catalog, "radar"):
        masts = [q.si[2] for part in family_line(catalog, entry) for q in _figures(part, _MASTS)]
        role = "surveillance" if entry.role in ("acquisition", "reference") else entry.role
        default = catalog.default(f"{role}.mast_height", range_class_of(catalog, entry))
        antenna_m = max(masts) if masts else default.si[2]
        for claim in _figures(entry, _HORIZON_CLAIMS):
            stated_m = claim.condition.altitude_m if claim.condition else None
            target_m = HIGHEST_TARGET_M if stated_m is None else stated_m
            bound_m = float(max_line_of_sight_m(antenna_m, target_m, STANDARD_K * EARTH_RADIUS_M))
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
        rocket_m_s = STANDARD_GRAVITY_M_S2 * SOLID_IMPULSE_S * float(np.log(mass_ratio))
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


def support_findings(catalog: Catalog) -> Iterator[Finding]:
    """Interceptors that reach further than the engagement radar of their system sees a large fighter."""
    rcs_m2 = catalog.quantity(LARGE_TARGET).si[1]
    for system in _of_kind(catalog, "system"):
        radar_id = radar_ids(system)["engagement"]
        if radar_id not in catalog:
            continue  # nothing published to compare with
        radar = resolve_radar(catalog, radar_id)
        seen_m = min(radar.range_m * (rcs_m2 / radar.rcs_m2) ** 0.25, radar.instrumented_range_m)
        for interceptor in system.interceptors:
            for claim in _figures(catalog[interceptor], ("range_max", "range_max_aircraft")):
                problem = f"reaches beyond what {radar.title} sees of a target of {rcs_m2:g} m2, flat Earth"
                yield from _beyond(claim, seen_m, problem, nominal_only=True)


def aircraft_findings(catalog: Catalog) -> Iterator[Finding]:
    """Cruise past the top speed of the same aircraft, operating height past its ceiling."""
    pairs = (("cruise_speed", "speed_max"), ("altitude_operational", "ceiling"))
    for entry in _of_kind(catalog, "aircraft"):
        for usual, limit in pairs:
            claim, bound = entry.quantities.get(usual), entry.quantities.get(limit)
            if claim is not None and bound is not None:
                yield from _beyond(claim, bound.si[2], f"lies above {limit} of the same aircraft")


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


def _beyond(
    claim: Quantity, bound_si: float, problem: str, *, nominal_only: bool = False
) -> Iterator[Finding]:
    """A finding where nominal, or else the highest published value, passes the bound."""
    highest_si = claim.si[1] if nominal_only else max(claim.si[1], claim.highest_published_si or claim.si[1])
    if highest_si <= bound_si:
        return
    unit, factor = claim.unit, claim.si_unit_and_factor[1]
    value = claim.nominal if claim.si[1] > bound_si else highest_si / factor
    bound = round(bound_si / factor, 3 if bound_si / factor < 10 else 1)
    yield Finding(claim.entry, claim.id, value, bound, unit, problem, claim.grade, claim.source)
