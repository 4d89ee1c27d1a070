"""What it costs to estimate the noise from neighbouring cells: constant false-alarm rate detectors.

Square law, one pulse, cells of equal exponential noise; a Swerling 1 target in the cell under test alone.
Clutter edges and neighbouring targets are not modelled.
Source: Gandhi and Kassam, "Analysis of CFAR processors in nonhomogeneous background", IEEE Trans. AES 24
(1988) 427-445; Rohling, "Radar CFAR thresholding in clutter and multiple target situations", IEEE Trans.
AES 19 (1983) 608-621.
"""

import numpy as np

from rangering.errors import ScenarioError
from rangering.radar.decibel import db_from_ratio
from rangering.radar.detection import required_snr_ratio


def cell_averaging_multiplier(pfa: float, cell_count: int) -> float:
    """Factor on the mean of the reference cells that noise exceeds with probability Pfa.

    Parameters
    ----------
    pfa : float
        Probability of a false alarm, above 0 and below 1.
    cell_count : int
        Reference cells, 1 or more.

    Returns
    -------
    float
        α = n (Pfa^(-1/n) - 1).
    """
    return float(cell_count * np.expm1(-np.log(pfa) / cell_count))


def cell_averaging_snr_ratio(pd: float, pfa: float, cell_count: int) -> float:
    """Signal-to-noise ratio that a Swerling 1 target needs behind a cell-averaging detector.

    Parameters
    ----------
    pd, pfa : float
        Probabilities of detection and of a false alarm, 0 < Pfa < Pd < 1.
    cell_count : int
        Reference cells, 1 or more.

    Returns
    -------
    float
        Power ratio; Pd = (1 + α / (n (1 + SNR)))⁻ⁿ solved for it.
    """
    # The two ratios are Pfa^(-1/n) - 1 and Pd^(-1/n) - 1: exact also for thousands of cells.
    return float(np.expm1(-np.log(pfa) / cell_count) / np.expm1(-np.log(pd) / cell_count) - 1.0)


def cell_averaging_loss_db(pd: float, pfa: float, cell_count: int) -> float:
    """Extra signal that a Swerling 1 target needs because the noise is estimated, not known.

    Parameters
    ----------
    pd, pfa : float
        Probabilities of detection and of a false alarm, 0 < Pfa < Pd < 1.
    cell_count : int
        Reference cells, 1 or more.

    Returns
    -------
    float
        Loss against a fixed threshold. [dB]
    """
    needed_ratio = cell_averaging_snr_ratio(pd, pfa, cell_count)
    return float(db_from_ratio(needed_ratio / required_snr_ratio(pd, pfa)))


def ordered_statistic_multiplier(pfa: float, cell_count: int, rank: int) -> float:
    """Factor on the cell of given rank (1 the weakest) that noise exceeds with probability Pfa.

    Parameters
    ----------
    pfa : float
        Probability of a false alarm, above 0 and below 1.
    cell_count : int
        Reference cells.
    rank : int
        Of the cell that stands for the noise, 1 to `cell_count`.

    Returns
    -------
    float
        T with Π_{i<rank} (n - i) / (n - i + T) = Pfa.

    Raises
    ------
    ScenarioError
        A rank that is not among the cells.
    """
    from scipy.optimize import brentq

    if not 1 <= rank <= cell_count:
        raise ScenarioError(
            "is not among the reference cells", where="rank", value=rank, mend=f"give 1 to {cell_count}"
        )
    above = cell_count - np.arange(rank, dtype=np.float64)

    def excess(multiplier: float) -> float:
        return float(np.log1p(multiplier / above).sum() + np.log(pfa))

    # One factor alone, the largest, bounds the product: T ≤ n (Pfa^(-1/rank) - 1).
    ceiling = cell_count * np.expm1(-np.log(pfa) / rank)
    return float(brentq(excess, 0.0, ceiling * (1.0 + 1e-9), xtol=1e-13 * ceiling, rtol=1e-13))
