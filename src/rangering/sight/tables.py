"""Detection tables of a radar: single-scan Pd of every class, from every side, at every range.

The claim a radar is calibrated on holds in clear standard air and contains the loss of the gases over its
own range: at the claim's condition the table gives the claim's probability. Elsewhere the echo falls with R⁴
and by the difference in gas loss, which the caller hands over. A class is seen level, from the side its
heading shows; how bright it is from there is the class's own (`rangering.radar.cross_section`).

Between entries a reading is within 1e-3 of the exact Pd for targets that fluctuate, 2e-3 for steady ones. The
entries run from 100 m to 10,000 km; nearer, the first one holds.
Source: Skolnik, Introduction to Radar Systems, 3rd ed. (2001), chapter 2; `rangering.radar.detection` for Pd.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import pi

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.resolve import RadarFacts, TargetFacts
from rangering.radar.cross_section import aspect_cross_section_m2
from rangering.radar.decibel import db_from_ratio
from rangering.radar.detection_table import DetectionTable, tabulate_detection
from rangering.radar.range_equation import Claim, claimed_sensitivity_m2
from rangering.sight.lookup import RANGES_M, DetectionTables, fill_probabilities
from rangering.sight.plan import FloatArray

ASPECT_COUNT = 73  # every 2.5 degrees from nose to tail


def tabulate(
    radar: RadarFacts,
    targets: Sequence[TargetFacts],
    gas_difference_db: NDArray[np.float64],
    *,
    sensitivity_loss_db: float = 0.0,
    aspect_count: int = ASPECT_COUNT,
) -> DetectionTables:
    """Work out the tables of one radar in one reading.

    Parameters
    ----------
    radar : RadarFacts
        With the claim it is calibrated on.
    targets : sequence of TargetFacts
        The classes; their order is that of the tables.
    gas_difference_db : float array, shape (LEVEL_COUNT,)
        Two-way loss to the gases of the scenario's day at each of `rangering.sight.lookup.RANGES_M`, less
        that of standard air over the claim's range; rising with range. [dB]
    sensitivity_loss_db : float
        Two-way loss that the scenario states for the radar. [dB]
    aspect_count : int
        Aspects from nose to tail, both included; 1 tabulates the front alone, all a map needs.

    Returns
    -------
    DetectionTables
        For `rangering.sight.lookup.detection_probability_at`; 0.23 MB a class with every aspect, 3 kB with
        one.

    Raises
    ------
    ScenarioError
        A claim that calibrates nothing, or a detector that cannot be built.
    ValueError
        Gas losses of another length, or no aspect.
    """
    if gas_difference_db.shape != RANGES_M.shape or aspect_count < 1:
        raise ValueError(f"{gas_difference_db.shape} gas losses, {aspect_count} aspects")
    cross_section_db = cross_sections_db(targets, aspect_count)
    probabilities = np.empty((len(targets), aspect_count, RANGES_M.size), dtype=np.float32)
    detector = _detector(radar.pfa, radar.n_pulses, radar.swerling)
    fill_probabilities(
        sensitivity_level_db(radar, sensitivity_loss_db),
        cross_section_db,
        gas_difference_db,
        detector,
        probabilities,
    )
    return DetectionTables(probabilities, (aspect_count - 1) / pi, radar.instrumented_range_m)


def sensitivity_level_db(radar: RadarFacts, sensitivity_loss_db: float = 0.0) -> float:
    """Level of SNR · R⁴ / σ that the claim tells, less what the scenario states as lost. [dB over 1 m²]"""
    claim = Claim(radar.range_m, radar.rcs_m2, radar.pd, radar.pfa, radar.n_pulses, radar.swerling)
    return float(db_from_ratio(claimed_sensitivity_m2(claim))) - sensitivity_loss_db


def cross_sections_db(targets: Sequence[TargetFacts], aspect_count: int = ASPECT_COUNT) -> FloatArray:
    """Level of the classes' cross-sections, seen level, from nose to tail.

    Parameters
    ----------
    targets : sequence of TargetFacts
        The classes.
    aspect_count : int
        Aspects from nose to tail, both included; the first of a single one is the front as well.

    Returns
    -------
    float array, shape (targets, aspect_count)
        [dB over 1 m²]
    """
    aspects_rad = np.linspace(0.0, pi, aspect_count)
    levels = [[_cross_section_db(each, aspect) for aspect in aspects_rad] for each in targets]
    return np.array(levels).reshape(len(targets), aspect_count)


def _cross_section_db(target: TargetFacts, aspect_rad: float) -> float:
    """Level of a class's cross-section over a square metre, seen level from one side. [dB]"""
    ratios = target.aspect_side_ratio, target.aspect_rear_ratio, target.aspect_belly_ratio
    return float(db_from_ratio(aspect_cross_section_m2(target.rcs_m2, *ratios, aspect_rad, 0.0)))


@lru_cache(maxsize=64)
def _detector(pfa: float, n_pulses: int, swerling: int) -> DetectionTable:
    """The table of one detector; readings differ in power, seldom in the detector."""
    return tabulate_detection(pfa, n_pulses, swerling)
