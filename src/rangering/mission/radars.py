"""The radars of a raid: where they look, what for, how well they measure, and what they detect and how far.

A radar that guides for several fire units has a row for each; the first alone also finds. Two radars of one
catalog id that have lost as much share their detection tables. Diffraction, two rays and clutter are not
counted: a raid sees what stands in line of sight.
Sources: `rangering.sight.tables`, `rangering.sight.reach`; `rangering.radar.accuracy` for the errors.
"""

from collections import Counter
from collections.abc import Sequence
from math import inf, sqrt
from typing import NamedTuple

import numpy as np

from rangering.catalog.inputs import Input, Reading
from rangering.catalog.mission_facts import TrackingFacts, resolve_tracking
from rangering.catalog.read import Catalog
from rangering.catalog.resolve import RadarFacts, TargetFacts, resolve_radar
from rangering.constants import SPEED_OF_LIGHT_M_S
from rangering.mission.plan import DetectPlan, FloatArray, MeasurePlan, RadarPlan
from rangering.mission.plan_arrays import flags, floats, ints
from rangering.mission.plane import Plane, position_on
from rangering.radar.accuracy import range_sigma_m, with_floor
from rangering.radar.detection import required_snr_ratio
from rangering.scenario.defence import FireUnit, Group
from rangering.scenario.doctrine import Failures
from rangering.scenario.models import Environment, Scenario
from rangering.sight.lookup import RANGES_M
from rangering.sight.radars import Sited, antenna_plan, mast_height_m, sited_radars, turned
from rangering.sight.reach import compile_reach, earth_of, gas_difference_db
from rangering.sight.roles import FINDS, guides_of, role_of
from rangering.sight.tables import cross_sections_db, sensitivity_level_db, tabulate
from rangering.streams import name_id

ASPECT_COUNT = 19  # every 10 degrees from nose to tail
JUST_SEEN = 0.05  # single-scan probability below which a look is not worth waiting for
_OF_A_RADAR = (
    "range_m", "rcs_m2", "pd", "pfa", "instrumented_range_m", "frequency_hz", "azimuth_sector_rad",
    "elevation_min_rad", "elevation_max_rad", "minimum_radial_speed_m_s", "update_period_s", "beamwidth_rad",
    "elevation_beamwidth_rad",
)  # fmt: skip
_OF_TRACKING = (
    "confirm_hits_count", "confirm_scans_count", "missed_scans_count", "process_noise_m2_s3",
    "false_plots_count", "range_resolution_m", "range_floor_fraction", "angle_floor_fraction",
    "monopulse_slope_ratio",
)  # fmt: skip


class Kind(NamedTuple):
    """Radars of one catalog id that have lost as much."""

    facts: RadarFacts
    tracking: TrackingFacts
    lost_db: float


class Standing(NamedTuple):
    """One row of the plan: a radar at its site, in one of its roles."""

    sited: Sited
    turns: bool  # whether the direction stated at its site is meant for it
    kind: int
    finds: bool
    unit: int  # fire unit it guides for, by its place in the scenario; -1: none
    key: str
    """What its draws are keyed by: its site and what it is."""
    name: str


class Radars(NamedTuple):
    """All rows, and the kinds they are of."""

    rows: tuple[Standing, ...]
    kinds: tuple[Kind, ...]

    def kind_of(self, row: Standing) -> Kind:
        """What is known of a row's radar."""
        return self.kinds[row.kind]

    def mast_m(self, row: Standing) -> float:
        """Height of a row's antenna above the ground. [m]"""
        return mast_height_m(row.sited.element, self.kind_of(row).facts)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """All figures the radars rest on."""
        return tuple(each for kind in self.kinds for each in (*kind.facts.inputs, *kind.tracking.inputs))


def standing_radars(
    scenario: Scenario, catalog: Catalog, *, reading: Reading | None, allow_defaults: bool
) -> Radars:
    """Every radar that is switched on, with its roles.

    Parameters
    ----------
    scenario, catalog : Scenario, Catalog
        Checked against each other.
    reading : mapping or None
        Values by quantity id, in SI; nominal where it says nothing.
    allow_defaults : bool
        Whether class defaults may stand in for figures nobody publishes.

    Raises
    ------
    CatalogError
        A figure is missing and may not be assumed.
    """
    placed = sited_radars(scenario, catalog)
    of_faults = ("mean_time_between_failures_s", "mean_time_to_repair_s")
    on_own_mast = {each.element.id for each in placed if each.element.at.mast_height_m is None}
    kinds: dict[tuple[str, float], Kind] = {}
    for ident, lost_db in (_kind_key(each) for each in placed):
        of_radar = (*_OF_A_RADAR, *(("mast_height_m",) if ident in on_own_mast else ()))
        of_tracking = (*_OF_TRACKING, *(of_faults if scenario.failures.enabled else ()))
        if (ident, lost_db) not in kinds:
            kinds[ident, lost_db] = Kind(
                resolve_radar(
                    catalog, ident, reading=reading, allow_defaults=allow_defaults, fields=of_radar
                ),
                resolve_tracking(
                    catalog, ident, reading=reading, allow_defaults=allow_defaults, fields=of_tracking
                ),
                lost_db,
            )
    order = list(kinds)
    turns = turned(placed, tuple(kinds[_kind_key(each)].facts for each in placed))
    guided = _guided(scenario, catalog, placed)
    rows = []
    seen: Counter[str] = Counter()
    for n, each in enumerate(placed):
        at, ident = each.element.at, each.element.id
        kind = order.index(_kind_key(each))
        finds = role_of(catalog, ident) in FINDS
        key, name = f"{at.name} {ident}", f"{at.shown}, {kinds[order[kind]].facts.title}"
        seen[key] += 1
        if seen[key] > 1:  # several of one type at one site
            key, name = f"{key} {seen[key]}", f"{name} {seen[key]}"
        for again, unit in enumerate(guided[n] or [-1]):
            if again:
                beside = scenario.fire_units[unit]
                own = f"{key} for {beside.name}", f"{name} for {beside.shown}"
            else:
                own = key, name
            rows.append(Standing(each, turns[n], kind, finds and not again, unit, *own))
    return Radars(tuple(rows), tuple(kinds.values()))


def _kind_key(each: Sited) -> tuple[str, float]:
    return each.element.id, each.element.at.sensitivity_loss_db


def _guided(scenario: Scenario, catalog: Catalog, placed: Sequence[Sited]) -> list[list[int]]:
    """For each radar the fire units it guides for."""
    guided: list[list[int]] = [[] for _ in placed]
    for number, (group, unit) in enumerate(every_unit(scenario)):
        for radar in guides_of(catalog, [each.element for each in placed], group, unit):
            guided[radar].append(number)
    return guided


def every_unit(scenario: Scenario) -> list[tuple[Group, FireUnit]]:
    """All fire units with their groups, in the order of the file."""
    return [(group, unit) for group in scenario.groups for unit in group.fire_units]


def seen_at_most_m(radars: Radars, environment: Environment, classes: Sequence[TargetFacts]) -> FloatArray:
    """How far power and display let each kind of radar see each class, shape (kinds, classes). [m]"""
    rows = []
    for kind in radars.kinds:
        reach = compile_reach(environment, kind.lost_db, kind.facts, classes, JUST_SEEN)
        rows.append(np.minimum(reach.power_m, reach.instrumented_m))
    return np.array(rows, dtype=np.float64).reshape(len(radars.kinds), len(classes))


def radar_plan(
    scenario: Scenario,
    radars: Radars,
    plane: Plane,
    ground_m: FloatArray,
    searches: Sequence[bool],
) -> RadarPlan:
    """Where the radars stand and how they look.

    Parameters
    ----------
    scenario, radars : Scenario, Radars
        As compiled.
    plane : Plane
        Of the raid.
    ground_m : float array, shape (radars,)
        Height of the ground under each. [m]
    searches : sequence of bool
        Whether each looks everywhere.
    """
    rows = radars.rows
    places = [position_on(plane, each.sited.element.position) for each in rows]
    facts = [radars.kind_of(each).facts for each in rows]
    antennas = [
        antenna_plan(each.sited.element, fact, float(height_m), each.turns)
        for each, fact, height_m in zip(rows, facts, ground_m, strict=True)
    ]
    rain_db_m = [
        compile_reach(scenario.environment, kind.lost_db, kind.facts, (), JUST_SEEN).rain_db_m
        for kind in radars.kinds
    ]
    ids = [name_id(each.key) for each in rows]
    faults = [_faults(scenario.failures, radars.kind_of(each).tracking) for each in rows]
    return RadarPlan(
        id=ints(ids),
        x_m=floats(east_m for east_m, _ in places),
        y_m=floats(north_m for _, north_m in places),
        height_m=floats(each.height_m for each in antennas),
        centre_rad=floats(each.sector_centre_rad for each in antennas),
        half_width_rad=floats(0.5 * each.sector_width_rad for each in antennas),
        least_tangent=floats(np.tan(each.elevation_min_rad) for each in antennas),
        most_tangent=floats(np.tan(each.elevation_max_rad) for each in antennas),
        instrumented_m=floats(each.instrumented_range_m for each in facts),
        period_s=floats(each.update_period_s for each in facts),
        # Antennas turn out of step with each other; where each starts follows from its name alone.
        phase_s=floats(each.update_period_s * ident / 2**32 for each, ident in zip(facts, ids, strict=True)),
        kind=ints(each.kind for each in rows),
        least_speed_m_s=floats(each.minimum_radial_speed_m_s for each in facts),
        rain_db_m=floats(rain_db_m[each.kind] for each in rows),
        searches=flags(searches),
        interrogates=flags(searches),
        unit=ints(each.unit for each in rows),
        mean_up_s=floats(up_s for up_s, _ in faults),
        mean_repair_s=floats(repair_s for _, repair_s in faults),
    )


def measure_plan(radars: Radars) -> MeasurePlan:
    """How well the radars place what they see."""
    rows = [radars.kind_of(each) for each in radars.rows]
    return MeasurePlan(
        range_sigma_m=floats(map(_range_sigma_m, rows)),
        azimuth_floor_rad=floats(
            each.tracking.angle_floor_fraction * each.facts.beamwidth_rad for each in rows
        ),
        azimuth_slope_rad=floats(_slope_rad(each, each.facts.beamwidth_rad) for each in rows),
        elevation_floor_rad=floats(
            each.tracking.angle_floor_fraction * each.facts.elevation_beamwidth_rad for each in rows
        ),
        elevation_slope_rad=floats(_slope_rad(each, each.facts.elevation_beamwidth_rad) for each in rows),
        range_cell_m=floats(each.tracking.range_resolution_m for each in rows),
        azimuth_cell_rad=floats(each.facts.beamwidth_rad for each in rows),
        false_plots=floats(each.tracking.false_plots_count for each in rows),
    )


def detect_plan(environment: Environment, radars: Radars, classes: Sequence[TargetFacts]) -> DetectPlan:
    """Single-scan probability of detection, one table for all radars of a kind."""
    probabilities = np.empty((len(radars.kinds), len(classes), ASPECT_COUNT, RANGES_M.size), dtype=np.float32)
    for n, kind in enumerate(radars.kinds):
        tables = tabulate(
            kind.facts,
            classes,
            gas_difference_db(environment, kind.facts),
            sensitivity_loss_db=kind.lost_db,
            aspect_count=ASPECT_COUNT,
        )
        probabilities[n] = tables.probabilities
    return DetectPlan(
        probabilities=probabilities,
        aspects_per_rad=(ASPECT_COUNT - 1) / np.pi,
        sensitivity_db=floats(sensitivity_level_db(each.facts, each.lost_db) for each in radars.kinds),
        cross_section_db=np.ascontiguousarray(cross_sections_db(classes, ASPECT_COUNT), dtype=np.float64),
        rain_top_m=earth_of(environment).rain_top_m,
    )


def _faults(stated: Failures, tracking: TrackingFacts) -> tuple[float, float]:
    """Mean time between faults and to repair; infinite and 0 where nothing fails. [s]"""
    if not stated.enabled:
        return inf, 0.0
    up_s, repair_s = stated.mean_time_between_failures_s, stated.mean_time_to_repair_s
    return (
        tracking.mean_time_between_failures_s if up_s is None else up_s,
        tracking.mean_time_to_repair_s if repair_s is None else repair_s,
    )


def _range_sigma_m(kind: Kind) -> float:
    """Standard deviation of range at the signal the claim is read with, and the floor. [m]"""
    facts, tracking = kind.facts, kind.tracking
    snr_ratio = required_snr_ratio(facts.pd, facts.pfa, facts.n_pulses, facts.swerling)
    bandwidth_hz = 0.5 * SPEED_OF_LIGHT_M_S / tracking.range_resolution_m
    noise_m = range_sigma_m(bandwidth_hz, snr_ratio)
    return float(with_floor(noise_m, tracking.range_floor_fraction * tracking.range_resolution_m))


def _slope_rad(kind: Kind, beamwidth_rad: float) -> float:
    """Standard deviation of a monopulse angle at a signal-to-noise ratio of 1. [rad]"""
    return beamwidth_rad / (kind.tracking.monopulse_slope_ratio * sqrt(2.0))
