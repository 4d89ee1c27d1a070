"""Single-scan detection probability read off a radar's tables: by class, aspect and range.

Range is counted in decibels of 40 lg R, in which an echo falls evenly: equal steps serve near and far alike,
and a loss on the way is a shift along the axis. A lost decibel thus moves a target out to the range in clear
air where its echo is as weak, gases of that range included; maps compare the same equivalent range with a
power range, so that a cell is covered exactly where its probability says so.
Source: `rangering.sight.tables` fills the tables.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering._jit import compiled
from rangering.radar.decibel import ratio_from_db
from rangering.radar.detection_table import tabulated_probability

FIRST_LEVEL_DB = 80.0  # 40 lg of 100 m
STEPS_PER_DB = 4.0
LEVEL_COUNT = 801  # to 40 lg of 10,000 km

RANGES_M: NDArray[np.float64] = 10.0 ** ((FIRST_LEVEL_DB + np.arange(LEVEL_COUNT) / STEPS_PER_DB) / 40.0)
"""The ranges of every table, shape (LEVEL_COUNT,): 100 m to 10,000 km, 1.4 % apart. [m]"""


class DetectionTables(NamedTuple):
    """What one radar, in one reading, detects of every class in clear air with nothing in the way."""

    probabilities: NDArray[np.float32]
    """Single-scan Pd, shape (targets, aspects, LEVEL_COUNT), at `RANGES_M`."""
    aspects_per_rad: float
    """Aspects per radian, from 0 (nose on) to π (tail on); 0 where only the front is tabulated. [1/rad]"""
    instrumented_m: float
    """Slant range beyond which nothing is displayed. [m]"""


@compiled
def fill_probabilities(sensitivity_db, cross_section_db, gas_db, detector, probabilities):
    """Fill a radar's tables.

    Parameters
    ----------
    sensitivity_db : float
        Level of SNR · R⁴ / σ over a square metre. [dB]
    cross_section_db : float array, shape (targets, aspects)
        Over a square metre. [dB]
    gas_db : float array, shape (LEVEL_COUNT,)
        Two-way loss at each range that the sensitivity does not hold yet. [dB]
    detector : DetectionTable
        Pd by level.
    probabilities : float32 array, shape (targets, aspects, LEVEL_COUNT)
        Written.
    """
    for t in range(cross_section_db.shape[0]):
        for a in range(cross_section_db.shape[1]):
            for i in range(len(gas_db)):
                spread_db = FIRST_LEVEL_DB + i / STEPS_PER_DB
                level_db = sensitivity_db + cross_section_db[t, a] - spread_db - gas_db[i]
                probabilities[t, a, i] = tabulated_probability(ratio_from_db(level_db), detector)


@compiled
def detection_probability_at(tables, target, aspect_rad, slant_m, loss_db):
    """Single-scan probability of detecting a target.

    Parameters
    ----------
    tables : DetectionTables
        Of the radar.
    target : int
        Which class.
    aspect_rad : float
        Bearing of the radar off the target's nose, either side, at most π. [rad]
    slant_m : float
        Slant range, above 0. [m]
    loss_db : float
        Two-way loss besides spreading and gases: rain, diffraction; negative where lobes add up. Infinity is
        a loss too. [dB]

    Returns
    -------
    float
        Pd, linear between the table's entries; 0 beyond the instrumented range. NaN for an unknown loss.
    """
    if slant_m > tables.instrumented_m:
        return 0.0
    if np.isnan(loss_db):
        return np.nan
    place = (40.0 * np.log10(slant_m) + loss_db - FIRST_LEVEL_DB) * STEPS_PER_DB
    place = min(max(place, 0.0), LEVEL_COUNT - 1.0)
    near = min(int(place), LEVEL_COUNT - 2)
    farther = place - near
    curve = tables.probabilities[target]
    last = curve.shape[0] - 1
    turned = min(np.abs(aspect_rad) * tables.aspects_per_rad, np.float64(last))
    before = min(int(turned), max(last - 1, 0))
    here = curve[before, near] + farther * (curve[before, near + 1] - curve[before, near])
    if before == last:
        return here
    after = curve[before + 1, near] + farther * (curve[before + 1, near + 1] - curve[before + 1, near])
    return here + (turned - before) * (after - here)
