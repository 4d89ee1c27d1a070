"""From a compiled map and the catalog to the plan of approaches: radars, detectors, classes, fire units.

Objects and text stop here; the paths themselves are laid in `rangering.coverage.approach`.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from rangering.catalog.inputs import Reading
from rangering.catalog.read import Catalog
from rangering.catalog.resolve import RadarFacts, TargetFacts
from rangering.coverage.approach_plan import (
    ApproachRadars,
    ClassPlan,
    DetectionPlan,
    DrawnPlan,
    IndexArray,
    UnitPlan,
)
from rangering.coverage.chain import Chain
from rangering.coverage.compile import Compiled
from rangering.coverage.envelope import box_array, boxes_of, outline_of, timing_of
from rangering.coverage.plan import FloatArray
from rangering.flight.flyout import HEIGHTS, RANGES
from rangering.radar.detection import required_snr_ratio
from rangering.radar.detection_table import tabulate_detection
from rangering.scenario.models import Scenario


class DrawnRadars(NamedTuple):
    """The readings of a scenario: what the radars and the classes are taken to be in each."""

    power_m: FloatArray  # (readings, radars, targets) as `ReachPlan.power_m`
    instrumented_m: FloatArray  # (readings, radars)
    elevation_min_rad: FloatArray  # (readings, radars)
    elevation_max_rad: FloatArray  # (readings, radars)
    minimum_speed_m_s: FloatArray  # (readings, radars) radial
    speed_m_s: FloatArray  # (readings, targets)
    mast_m: FloatArray  # (readings, radars) height of the antenna above the ground


def radars_of(made: Compiled) -> ApproachRadars:
    """The radars at nominal values."""
    plans, facts, sweeps = made.plan.radars, made.facts, made.plan.sweeps
    roots = sweeps.root_mast
    return ApproachRadars(
        antenna_m=np.array([each.antenna.height_m for each in plans], dtype=np.float64),
        least_tangent=np.tan([each.antenna.elevation_min_rad for each in plans]),
        most_tangent=np.tan([each.antenna.elevation_max_rad for each in plans]),
        instrumented_m=np.array([each.reach.instrumented_m for each in plans], dtype=np.float64),
        rain_db_m=np.array([each.reach.rain_db_m for each in plans], dtype=np.float64),
        slowest_m_s=np.array([each.minimum_radial_speed_m_s for each in facts], dtype=np.float64),
        period_s=np.array([each.update_period_s for each in facts], dtype=np.float64),
        root_mast=roots[np.arange(len(plans)), sweeps.nominal],
        knots=sweeps.knots,
        root_knots=roots,
        counts=np.array([each.in_network for each in made.placed]),
        power_m=np.array([each.reach.power_m for each in plans], dtype=np.float64),
    )


def detection_of(facts: Sequence[RadarFacts], pd_probability: float) -> DetectionPlan:
    """The detector of each radar at the Pd asked for; one table for all that share it."""
    kinds = [(each.pfa, each.n_pulses, each.swerling) for each in facts]
    tables = {kind: tabulate_detection(*kind) for kind in set(kinds)}
    return DetectionPlan(
        snr_ratio=np.array([required_snr_ratio(pd_probability, *kind) for kind in kinds], dtype=np.float64),
        pfa=np.array([tables[kind].pfa for kind in kinds], dtype=np.float64),
        first_db=np.array([tables[kind].first_db for kind in kinds], dtype=np.float64),
        steps_per_db=np.array([tables[kind].steps_per_db for kind in kinds], dtype=np.float64),
        probabilities=np.array([tables[kind].probabilities for kind in kinds], dtype=np.float64),
    )


def classes_of(targets: Sequence[TargetFacts]) -> ClassPlan:
    """The classes at nominal values."""
    return ClassPlan(
        speed_m_s=np.array([each.speed_m_s for each in targets], dtype=np.float64),
        side_ratio=np.array([each.aspect_side_ratio for each in targets], dtype=np.float64),
        rear_ratio=np.array([each.aspect_rear_ratio for each in targets], dtype=np.float64),
        belly_ratio=np.array([each.aspect_belly_ratio for each in targets], dtype=np.float64),
    )


def readings_of(made: Compiled, drawn: DrawnRadars | None) -> DrawnPlan:
    """The readings with their axis last; none where none are drawn."""
    radars, targets = len(made.plan.radars), len(made.targets)
    if drawn is None:
        none = np.empty((radars, 0))
        return DrawnPlan(np.empty((radars, targets, 0)), none, none, none, none, np.empty((targets, 0)), none)
    return DrawnPlan(
        power_m=np.ascontiguousarray(drawn.power_m.transpose(1, 2, 0)),
        instrumented_m=np.ascontiguousarray(drawn.instrumented_m.T),
        least_tangent=np.ascontiguousarray(np.tan(drawn.elevation_min_rad.T)),
        most_tangent=np.ascontiguousarray(np.tan(drawn.elevation_max_rad.T)),
        slowest_m_s=np.ascontiguousarray(drawn.minimum_speed_m_s.T),
        speed_m_s=np.ascontiguousarray(drawn.speed_m_s.T),
        root_mast=np.ascontiguousarray(np.sqrt(drawn.mast_m.T)),
    )


def units_of(
    scenario: Scenario,
    catalog: Catalog,
    made: Compiled,
    whole: Sequence[Chain],
    claims: Sequence[str],
    reading: Reading | None,
) -> UnitPlan:
    """The fire units whose chain is whole; parameters as in `inputs_of`. Distances are left empty."""
    timings = [timing_of(scenario, catalog, each.group, each.unit, reading=reading) for each in whole]
    boxes = [
        [boxes_of(catalog, each.group, each.unit, claim=claim, reading=reading) for each in whole]
        for claim in claims
    ]
    counts: IndexArray = np.array([[len(each) for each in row] for row in boxes], dtype=np.int64)
    counts = counts.reshape(len(claims), len(whole))
    most = (*counts.shape, max(counts.max(initial=0), 1))
    padded, share = np.zeros((*most, 6)), np.zeros((*most, HEIGHTS))
    time_s = np.zeros((*most, HEIGHTS, RANGES), dtype=np.float32)
    for c, row in enumerate(boxes):
        for u, each in enumerate(row):
            # Flown once, at nominal values: a drawn reach stretches what was flown.
            nominal = boxes_of(catalog, whole[u].group, whole[u].unit, claim=claims[c])
            outlines = [outline_of(catalog, box) for box in nominal]
            padded[c, u, : len(each)] = box_array(each, outlines)
            for m, outline in enumerate(outlines):
                share[c, u, m], time_s[c, u, m] = outline.share, outline.time_s
    shape = len(whole), len(made.placings)
    return UnitPlan(
        guides=np.array(
            [[n in each.guides for n in range(len(made.placings))] for each in whole], dtype=np.bool_
        ).reshape(shape),
        ground_of=np.array([each.guides[0] for each in whole], dtype=np.int64),
        cue_delay_s=np.array([each.cue_delay_s for each in whole], dtype=np.float64).reshape(shape),
        external_delay_s=np.array([each.external_delay_s for each in whole], dtype=np.float64),
        reaction_s=np.array([each.reaction_s for each in timings], dtype=np.float64),
        again_s=np.array([each.assessment_s for each in timings], dtype=np.float64),
        site_ground_m=np.array(list(_site_grounds_m(made, whole)), dtype=np.float64),
        away_m=np.empty((len(whole), 0, 0)),
        boxes=padded,
        share=share,
        time_s=time_s,
        box_count=counts,
    )


def _site_grounds_m(made: Compiled, whole: Sequence[Chain]) -> Iterator[float]:
    """Ground at the launchers: that of a radar beside them, else of the one that guides. [m]"""
    for chain in whole:
        beside = [n for n, each in enumerate(made.placings) if each.position == chain.unit.position]
        ground = made.plan.radars[[*beside, *chain.guides][0]].ground
        yield float(ground.height_m[ground.row0, ground.col0])
