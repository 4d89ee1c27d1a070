"""How far an air picture is from the truth: GOSPA and OSPA, distances between two sets of points.

GOSPA with α = 2 splits into the error of the targets found, targets missed and tracks of nothing: a pair at
the cutoff or beyond is one of each. OSPA is per target and mixes the two. Positions alone are compared, with
the Euclidean distance, at one instant; that one target is held by one track through time is not asked.
Source: Rahmathullah, García-Fernández and Svensson, "Generalized optimal sub-pattern assignment metric",
FUSION (2017); Schuhmacher, Vo and Vo, IEEE Trans. Signal Processing 56 (2008) 3447-3457.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


class PictureError(NamedTuple):
    """GOSPA of a picture, and its parts: distance^p = localisation + (missed + false) · cutoff^p / 2."""

    distance_m: float
    localisation: float
    """Sum of distance^p over the pairs. [m^p]"""
    missed: int
    false: int


def gospa(truth_m: ArrayLike, estimates_m: ArrayLike, cutoff_m: float, order: float = 2.0) -> PictureError:
    """Generalized optimal sub-pattern assignment metric with α = 2.

    Parameters
    ----------
    truth_m, estimates_m : array-like, shape (targets, dimensions) and (tracks, dimensions)
        Positions; either may be empty. [m]
    cutoff_m : float
        From which distance a track is of nothing and its target missed, above 0. [m]
    order : float
        p, 1 or more: how much large errors weigh.

    Returns
    -------
    PictureError
    """
    from scipy.optimize import linear_sum_assignment

    distances_m = _distances_m(truth_m, estimates_m)
    targets, tracks = distances_m.shape
    # A pair at the cutoff costs what leaving both out costs, so cutting first leaves the least sum as it is.
    powers = np.minimum(distances_m, cutoff_m) ** order
    rows, columns = linear_sum_assignment(powers)
    paired = distances_m[rows, columns] < cutoff_m
    localisation = float(powers[rows, columns][paired].sum())
    pairs = int(paired.sum())
    missed, false = targets - pairs, tracks - pairs
    whole = localisation + 0.5 * cutoff_m**order * (missed + false)
    return PictureError(float(whole ** (1.0 / order)), localisation, missed, false)


def ospa_m(truth_m: ArrayLike, estimates_m: ArrayLike, cutoff_m: float, order: float = 2.0) -> float:
    """Optimal sub-pattern assignment metric: 0 to the cutoff, per target or track, whichever are more.

    Parameters
    ----------
    truth_m, estimates_m : array-like, shape (targets, dimensions) and (tracks, dimensions)
        Positions; either may be empty. [m]
    cutoff_m : float
        Above 0. [m]
    order : float
        p, 1 or more.

    Returns
    -------
    float
        [m]
    """
    from scipy.optimize import linear_sum_assignment

    powers = np.minimum(_distances_m(truth_m, estimates_m), cutoff_m) ** order
    more = max(powers.shape)
    if more == 0:
        return 0.0
    rows, columns = linear_sum_assignment(powers)
    whole = powers[rows, columns].sum() + cutoff_m**order * (more - min(powers.shape))
    return float((whole / more) ** (1.0 / order))


def _distances_m(truth_m: ArrayLike, estimates_m: ArrayLike) -> FloatArray:
    truth, estimates = np.asarray(truth_m, float), np.asarray(estimates_m, float)
    if truth.size == 0 or estimates.size == 0:
        return np.zeros((len(truth), len(estimates)))
    distances: FloatArray = np.linalg.norm(truth[:, None, :] - estimates[None, :, :], axis=2)
    return distances
