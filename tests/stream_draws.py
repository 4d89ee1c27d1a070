"""Words of the counter-based streams, walked along one coordinate or several, and tests of their randomness.

Every statistic here is a p-value: near 0 where the words are not random, near 1 where they are too even.
Sources: Knuth, The Art of Computer Programming 2, 3rd ed. (1997), section 3.3.2 (chi-square, serial pairs,
runs up); Wald and Wolfowitz, Ann. Math. Stat. 11 (1940) 147 (runs about the median); Marsaglia and Tsang,
J. Stat. Softw. 7 (2002) issue 3 (birthday spacings).
"""

from math import factorial
from typing import NamedTuple

import numpy as np
from scipy.special import chdtrc, ndtr, pdtr, pdtrc

from rangering._jit import compiled
from rangering.streams import philox4x32

BIRTHDAYS = 4096  # a year: with 2³² days four equal spacings are expected
RUN_LENGTHS = 8
_WHOLE = (0, 0xFFFFFFFF)
_STILL = (0, 0)


class Walk(NamedTuple):
    """Which bits of a running number each coordinate takes.

    In this order: seed, element, occasion, flight, replicate, purpose.
    """

    base: tuple[int, ...]
    bits: tuple[tuple[int, int], ...]
    """Shift and mask, a pair for each coordinate."""


def _along(coordinate: int) -> Walk:
    bits = [_STILL] * 6
    bits[coordinate] = _WHOLE
    return Walk((1, 2, 0, 3, 5, 6), tuple(bits))


WALKS = {
    "seed": _along(0),
    "element": _along(1),
    "occasion": _along(2),
    "flight": _along(3),
    "replicate": _along(4),
    # As a raid draws: 256 occasions of 64 flights in replicate after replicate.
    "raid": Walk((1, 0x9E3779B9, 0, 0, 0, 6), (_STILL, _STILL, (0, 255), (8, 63), (14, 0xFFFFFFFF), _STILL)),
}
"""Streams as they are used, by what moves from draw to draw."""


@compiled
def fill(base, shifts, masks, first, words):
    """Words of successive draws.

    Parameters
    ----------
    base, shifts, masks : int64 array, shape (6,)
        Of seed, element, occasion, flight, replicate and purpose.
    first : int
        Running number of the first draw.
    words : uint32 array, shape (draws, 4)
        Filled.
    """
    at = np.empty(6, np.int64)
    for i in range(words.shape[0]):
        for k in range(6):
            at[k] = (base[k] + (((first + i) >> shifts[k]) & masks[k])) & 0xFFFFFFFF
        w0, w1, w2, w3 = philox4x32(at[2], at[3], at[4], at[5], at[0], at[1])
        words[i, 0] = w0
        words[i, 1] = w1
        words[i, 2] = w2
        words[i, 3] = w3


@compiled
def runs_up(words, counts):
    """Lengths of ascending runs; the word that breaks a run is thrown away, so that lengths are independent.

    Parameters
    ----------
    words : uint32 array, shape (n,)
        In order.
    counts : int64 array, shape (lengths,)
        Added to; the last one holds all longer runs.
    """
    length = 1
    i = 1
    while i < words.shape[0]:
        if words[i] > words[i - 1]:
            length += 1
            i += 1
        else:
            counts[min(length, counts.shape[0]) - 1] += 1
            length = 1
            i += 2


def draw(walk: Walk, words: int, first: int = 0) -> np.ndarray:
    """So many words, a multiple of four, from the draw numbered `first`."""
    out = np.empty((words // 4, 4), np.uint32)
    shifts, masks = np.array(walk.bits, np.int64).T.copy()
    fill(np.array(walk.base, np.int64), shifts, masks, first, out)
    return out.reshape(-1)


def chi_square(counts: np.ndarray, expected: np.ndarray | float) -> float:
    """The probability of counts at least so far from what is expected."""
    distance = float((np.square(counts - expected) / expected).sum())
    return float(chdtrc(counts.size - 1, distance))


def even(words: np.ndarray, bits: int, shift: int) -> float:
    """Whether some bits of each word take all values equally often."""
    taken = (words >> np.uint32(shift)) & np.uint32(2**bits - 1)
    counts = np.bincount(taken, minlength=2**bits)
    return chi_square(counts, words.size / 2**bits)


def pairs_even(words: np.ndarray, apart: int, bits: int = 8) -> float:
    """Whether the upper bits of two words so far apart, in pairs without overlap, are even together."""
    blocks = words[: words.size // (2 * apart) * 2 * apart].reshape(-1, 2, apart)
    upper = blocks >> np.uint32(32 - bits)
    both = ((upper[:, 0] << np.uint32(bits)) | upper[:, 1]).reshape(-1)
    return chi_square(np.bincount(both, minlength=4**bits), both.size / 4**bits)


def runs_about_the_median(words: np.ndarray) -> float:
    """Whether words change sides of one half as often as they should."""
    above = words >= np.uint32(2**31)
    n, upper = float(words.size), float(np.count_nonzero(above))
    lower = n - upper
    runs = 1.0 + float(np.count_nonzero(above[1:] != above[:-1]))
    mean = 2.0 * upper * lower / n + 1.0
    variance = (mean - 1.0) * (mean - 2.0) / (n - 1.0)
    return float(ndtr((runs - mean) / variance**0.5)) if variance > 0.0 else 0.0


def lengths_of_runs_up(words: np.ndarray) -> float:
    """Whether ascending runs are as long as they should be."""
    counts = np.zeros(RUN_LENGTHS, np.int64)
    runs_up(words, counts)
    tail = [1.0 / factorial(k) for k in range(1, RUN_LENGTHS + 1)]
    shares = np.array([a - b for a, b in zip(tail, [*tail[1:], 0.0], strict=True)])
    return chi_square(counts, counts.sum() * shares) if counts.sum() else 0.0


def birthday_spacings(words: np.ndarray) -> float:
    """Whether equal spacings of 4,096 sorted words come as often as Poisson's law of mean 4 says."""
    years = words[: words.size // BIRTHDAYS * BIRTHDAYS].reshape(-1, BIRTHDAYS)
    equal = np.empty(len(years), np.int64)
    for start in range(0, len(years), 512):  # 8 MB at a time
        spacings = np.sort(np.diff(np.sort(years[start : start + 512], axis=1), axis=1), axis=1)
        equal[start : start + 512] = np.count_nonzero(spacings[:, 1:] == spacings[:, :-1], axis=1)
    mean = BIRTHDAYS**3 / 2.0**34
    most = 12  # Poisson(4) lies above it with 0.03 %
    counts = np.bincount(np.minimum(equal, most), minlength=most + 1)
    below = pdtr(np.arange(most), mean)
    shares = np.append(np.diff(below, prepend=0.0), pdtrc(most - 1, mean))
    return chi_square(counts, len(years) * shares)


class Correlation(NamedTuple):
    """How like each other many streams are."""

    together: float
    """p-value of the sum of squares of all correlations."""
    greatest: float
    """p-value of the greatest."""


def correlation(streams: list[Walk], words: int, shift: int = 0) -> Correlation:
    """Correlations between all pairs of streams, each so many words long.

    Parameters
    ----------
    streams : list of Walk
        Those compared.
    words : int
        Of each stream, a multiple of 2^14 or below it.
    shift : int
        The later stream of a pair starts so many draws after the earlier: 1 finds one that runs ahead.
    """
    count = len(streams)
    gram = np.zeros((count, count))
    block = min(words, 2**14)
    for start in range(0, words, block):
        early, late = (
            np.array([draw(walk, block, start // 4 + ahead) / 2.0**32 - 0.5 for walk in streams])
            for ahead in (0, shift)
        )
        gram += early @ late.T
    # A uniform word has the variance 1/12, so a sum of n products has n/144.
    z = gram[np.triu_indices(count, 1)] / (words / 144.0) ** 0.5
    greatest = 1.0 - (2.0 * float(ndtr(np.abs(z).max())) - 1.0) ** z.size
    return Correlation(float(chdtrc(z.size, float(z @ z))), greatest)


def p_values(words: np.ndarray) -> dict[str, float]:
    """Every test of one long row of words."""
    return {
        "upper 16 bits": even(words, 16, 16),
        "lower 16 bits": even(words, 16, 0),
        "pairs in one draw": pairs_even(words, 1),
        "pairs of draws": pairs_even(words, 4),
        "runs about one half": runs_about_the_median(words),
        "runs up": lengths_of_runs_up(words),
        "birthday spacings": birthday_spacings(words),
    }
