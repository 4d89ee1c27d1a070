"""What drag and which propellant give an interceptor the range, ceiling and top speed claimed for it.

Burn time, mass ratio, size and what must be left on arrival are rows or class defaults. Two numbers are
fitted inside textbook bounds: specific impulse, which decides the top speed, and drag area, which then
decides the reach. A claim counts as met within 3 % (range) or 5 % (ceiling, top speed). Claims that no pair
meets together are listed with what each comes to: the range is kept where its grade is the better one, else
the fit that misses least by these tolerances flies. A ceiling is met where the missile still has air and
speed enough to turn at it; the fly-out ends there, since a maker may stop lower for reasons outside the
flight. A class default is no claim: the fit starts from it and is not bound to it. Limits: those of
`rangering.flight.flyout`.
Sources: the claims' own; bounds in ``catalog/data/class-defaults.toml``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import pi
from typing import NamedTuple

from rangering.catalog.fire_unit import resolve_interceptor
from rangering.catalog.fit import OTHER_TOLERANCE, RANGE_TOLERANCE, Given, flown
from rangering.catalog.inputs import Input, Reading, Search, family_line, range_class_of
from rangering.catalog.read import Catalog
from rangering.flight.flyout import Arrival, FlyOut
from rangering.flight.point_mass import PointMass


class Met(NamedTuple):
    """One claim, and what the calibrated interceptor does."""

    name: str
    """range, ceiling, top speed"""
    claimed: float
    fitted: float
    unit: str
    tolerance_fraction: float
    quantity: str
    grade: str
    source: str
    is_claim: bool
    """False for a class default, which only stands in."""

    @property
    def off_fraction(self) -> float:
        """By how much the fit misses; a ceiling that could be higher is not missed."""
        return self.fitted / self.claimed - 1.0

    @property
    def met(self) -> bool:
        """Whether that is within the tolerance."""
        return abs(self.off_fraction) <= self.tolerance_fraction


class MeanSpeed(NamedTuple):
    """Mean speed to the farthest point, beside the published one where there is one."""

    flown_m_s: float
    published_low_m_s: float | None
    published_m_s: float | None
    published_high_m_s: float | None
    quantity: str


@dataclass(frozen=True)
class Calibrated:
    """An interceptor that flies, and how well it keeps to what is claimed of it."""

    interceptor: str
    title: str
    claims: tuple[Met, ...]
    """Range, ceiling, top speed."""
    specific_impulse_s: float
    impulse_bounds_s: tuple[float, float]
    drag_area_m2: float
    drag_coefficient: float
    drag_bounds: tuple[float, float]
    """Of the coefficient."""
    reference_area_m2: float
    is_lofted: bool
    """Whether straight flights alone did not give what is claimed."""
    body: PointMass
    arrival: Arrival
    fly_out: FlyOut
    kinematic_ceiling_m: float
    """Where it could still turn, were no lower ceiling claimed."""
    mean_speed: MeanSpeed
    inconsistent: tuple[str, ...]
    """One sentence for each claim at fault; empty where all are met."""
    inputs: tuple[Input, ...]

    @property
    def reach_m(self) -> float:
        """Greatest ground range in the table."""
        return self.claims[0].fitted

    @property
    def defaults_count(self) -> int:
        """How many of its inputs are class defaults."""
        return sum(each.from_default for each in self.inputs)


def calibrated(
    catalog: Catalog,
    interceptor_id: str,
    *,
    reach_m: float | None = None,
    reach_from: Input | None = None,
    reading: Reading | None = None,
    allow_defaults: bool = True,
) -> Calibrated:
    """An interceptor fitted to its claims, with its fly-out table.

    Parameters
    ----------
    catalog : Catalog
        Where the claims stand.
    interceptor_id : str
        An interceptor, such as ``s-400/48n6e3``.
    reach_m : float, optional
        Another range claim to fit to, such as a system's competing one. [m]
    reach_from : Input, optional
        Where that claim comes from; without it faults name the missile's own range row.
    reading : mapping, optional
        Drawn values by quantity id, in SI; nominal values where it says nothing.
    allow_defaults : bool
        Whether class defaults may stand in for figures nobody publishes.

    Returns
    -------
    Calibrated
        The same one for the same figures: fits are kept for the life of the process.

    Raises
    ------
    CatalogError
        Unknown id, no interceptor, or a class default where none is allowed.
    """
    facts = resolve_interceptor(
        catalog,
        interceptor_id,
        reading=reading,
        allow_defaults=allow_defaults,
        fields=(
            "range_max_m", "range_min_m", "altitude_max_m", "altitude_min_m", "speed_max_m_s",
            "launch_mass_kg", "motor_burn_time_s", "mass_ratio",
        ),
    )  # fmt: skip
    entry = catalog[interceptor_id]
    line = family_line(catalog, entry)
    search = Search(catalog, interceptor_id, range_class_of(catalog, entry), reading)

    def field(name: str, quantity: str) -> float:
        return search.field(name, line, (quantity,), (f"interceptor.{quantity}",))

    def bounds(name: str, quantity: str) -> tuple[float, float]:
        found = search.find(line, (quantity,)) or search.default((f"interceptor.{quantity}",))
        search.take(name, found)
        return found.si[0], found.si[2]

    diameter = search.find(line, ("diameter",))
    if diameter is not None:
        area_m2 = 0.25 * pi * search.take("diameter_m", diameter) ** 2
    else:
        area_m2 = facts.launch_mass_kg / field("sectional_density_kg_m2", "sectional_density")
    by_field = {each.field: each for each in facts.inputs}
    range_claim = by_field["range_max_m"] if reach_from is None else reach_from
    speed_claim = by_field["speed_max_m_s"]
    given = Given(
        range_m=facts.range_max_m if reach_m is None else reach_m,
        ceiling_m=facts.altitude_max_m,
        top_speed_m_s=facts.speed_max_m_s,
        launch_mass_kg=facts.launch_mass_kg,
        mass_ratio=facts.mass_ratio,
        burn_time_s=facts.motor_burn_time_s,
        reference_area_m2=area_m2,
        lift_area_m2=area_m2 * field("normal_force_slope_per_rad", "normal_force_slope"),
        angle_of_attack_max_rad=field("angle_of_attack_max_rad", "angle_of_attack_max"),
        arrival_speed_m_s=field("arrival_speed_min_m_s", "arrival_speed_min"),
        arrival_turn_m_s2=field("arrival_turn_min_m_s2", "arrival_turn_min"),
        impulse_s=bounds("specific_impulse_s", "specific_impulse"),
        drag_coefficient=bounds("drag_coefficient", "drag_coefficient"),
        range_first=reach_m is not None or _strength(range_claim) > _strength(speed_claim),
    )
    fitted = flown(given)
    claims = (
        _met("range", given.range_m, fitted.reach_m, RANGE_TOLERANCE, range_claim),
        _met(
            "ceiling",
            given.ceiling_m,
            min(fitted.ceiling_m, given.ceiling_m),
            OTHER_TOLERANCE,
            by_field["altitude_max_m"],
        ),
        _met("top speed", given.top_speed_m_s, fitted.top_speed_m_s, OTHER_TOLERANCE, speed_claim),
    )
    published = search.find(line, ("speed_mean",))
    low, nominal, high = (None, None, None) if published is None else published.si
    return Calibrated(
        interceptor=interceptor_id,
        title=facts.title,
        claims=claims,
        specific_impulse_s=fitted.impulse_s,
        impulse_bounds_s=given.impulse_s,
        drag_area_m2=fitted.body.drag_area_m2,
        drag_coefficient=fitted.drag_coefficient,
        drag_bounds=given.drag_coefficient,
        reference_area_m2=area_m2,
        is_lofted=fitted.is_lofted,
        body=fitted.body,
        arrival=fitted.arrival,
        fly_out=FlyOut(
            fitted.time_s,
            fitted.speed_m_s,
            fitted.height_step_m,
            fitted.range_step_m,
            facts.range_min_m,
            facts.altitude_min_m,
        ),
        kinematic_ceiling_m=fitted.ceiling_m,
        mean_speed=MeanSpeed(
            fitted.mean_speed_m_s, low, nominal, high, "" if published is None else published.id
        ),
        inconsistent=tuple(_faults(claims)),
        inputs=(*facts.inputs, *search.done(allow_defaults)),
    )


def _strength(source: Input) -> int:
    """How much a figure weighs against another: by its grade, a class default least."""
    return -1 if source.from_default else "DCBA".index(source.grade)


def _met(name: str, claimed: float, fitted: float, tolerance: float, source: Input) -> Met:
    return Met(
        name=name,
        claimed=claimed,
        fitted=fitted,
        unit=source.unit,
        tolerance_fraction=tolerance,
        quantity=source.quantity,
        grade=source.grade,
        source=source.source,
        is_claim=not source.from_default,
    )


def _faults(claims: Sequence[Met]) -> Iterator[str]:
    for each in claims:
        if each.met or not each.is_claim:
            continue
        way = "more" if each.fitted > each.claimed else "less"
        claimed, fitted = _shown(each.claimed, each.unit), _shown(each.fitted, each.unit)
        yield (
            f"{each.name} {claimed} ({each.quantity}, grade {each.grade}): beside the other claims it comes "
            f"to {fitted}, {abs(each.off_fraction):.0%} {way}"
        )


def _shown(value: float, unit: str) -> str:
    return f"{value:,.0f} m/s" if unit == "m/s" else f"{value / 1e3:.4g} km"
