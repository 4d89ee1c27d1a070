"""Detection probability read off a table: the fast path for loops that ask millions of times.

A table holds the exact Pd of one detector (Swerling case, pulses, Pfa) at equal steps of the level in
decibels and is read linearly, so that it keeps what the exact curve has: it rises, and it stays within
[Pfa, 1]. It spans the levels between which Pd differs from Pfa and from 1 by more than 1e-6. Its error is
below 5e-6 (Pfa 1e-12 to 1e-2, N 1 to 1000, every case and level); a reading takes some 15 ns against 0.3
to 20 µs for the sum.
Source: `rangering.radar.detection`.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering._jit import compiled
from rangering.radar.decibel import db_from_ratio, ratio_from_db
from rangering.radar.detection import detection_probability, detection_threshold, required_snr_ratio

_KNOT_COUNT = 4096
_TAIL = 1e-6


class DetectionTable(NamedTuple):
    """The detection probability of one detector at equal steps of level."""

    pfa: float
    """Probability of a false alarm: what the table says below its first level."""
    first_db: float
    """Level of the first entry. [dB]"""
    steps_per_db: float
    """Entries per decibel. [1/dB]"""
    probabilities: NDArray[np.float64]
    """Pd at each level, shape (4096,)."""


def tabulate_detection(pfa: float, n_pulses: int = 1, swerling: int = 1) -> DetectionTable:
    """Fill the table of one detector.

    Parameters
    ----------
    pfa : float
        Probability of a false alarm, above 0 and below 0.99.
    n_pulses : int
        Pulses summed.
    swerling : int
        Swerling case, 0 to 4.

    Returns
    -------
    DetectionTable
        For `tabulated_probability`.

    Raises
    ------
    ScenarioError
        As `required_snr_ratio`.
    """
    threshold = detection_threshold(pfa, n_pulses)
    first_db = float(db_from_ratio(required_snr_ratio(pfa + _TAIL, pfa, n_pulses, swerling)))
    last_db = float(db_from_ratio(required_snr_ratio(1.0 - _TAIL, pfa, n_pulses, swerling)))
    levels_db = np.linspace(first_db, last_db, _KNOT_COUNT)
    probabilities = np.array(
        [detection_probability(s, threshold, pfa, n_pulses, swerling) for s in ratio_from_db(levels_db)]
    )
    return DetectionTable(pfa, first_db, (_KNOT_COUNT - 1) / (last_db - first_db), probabilities)


@compiled
def tabulated_probability(snr_ratio, table):
    """Probability of detection read off a table, within 5e-6 of the exact one.

    Parameters
    ----------
    snr_ratio : float
        Mean signal-to-noise power ratio per pulse, 0 or more, infinity allowed.
    table : DetectionTable
        From `tabulate_detection`.

    Returns
    -------
    float
        Pd, from Pfa to 1.
    """
    if snr_ratio <= 0.0:
        return table.pfa
    place = (db_from_ratio(snr_ratio) - table.first_db) * table.steps_per_db
    if place < 0.0:
        return table.pfa
    last = table.probabilities.size - 1
    if place >= last:
        return table.probabilities[last]
    below = int(place)
    share = place - below
    return (1.0 - share) * table.probabilities[below] + share * table.probabilities[below + 1]
