"""Areas and shares of a map: what the table says of every region, altitude and class.

Areas are those of the sphere, of radius constants.EARTH_RADIUS_M. What is unknown counts neither as seen
nor as hidden. A band leaves one reading in twenty below it and one above.
Source: Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), section 25.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from rangering.coverage.kernels import CODES
from rangering.coverage.plan import FloatArray
from rangering.coverage.results import Band, Row
from rangering.sight.state import State

BAND = (0.05, 0.95)
_NO_LIMIT = (State.COVERED, State.UNKNOWN)


class Areas(NamedTuple):
    """Areas of every region, altitude and class."""

    by_state_km2: FloatArray  # (regions, altitudes, targets, codes); OUTSIDE counts as SEVERAL
    by_reading_km2: FloatArray  # covered (regions, altitudes, targets, readings)


def areas_of(by_state_m2: FloatArray, by_reading_m2: FloatArray, samples: int, targets: int) -> Areas:
    """Sums over the chunks of a map, in km².

    Parameters
    ----------
    by_state_m2, by_reading_m2 : float array, shape (chunks, regions, altitudes · targets, …)
        As `look_everywhere` leaves them. [m²]
    samples, targets : int
        How many readings and classes there are.
    """
    by_state, by_reading = (
        1e-6 * each.sum(axis=0).reshape(each.shape[1], -1, targets, each.shape[3])
        for each in (by_state_m2, by_reading_m2)
    )
    by_state[..., State.SEVERAL] += by_state[..., CODES - 1]  # neither displayed nor strong enough
    by_state[..., CODES - 1] = 0.0
    return Areas(by_state, by_reading[..., :samples] + by_reading[..., -1:])


def band_of(nominal: float, readings: FloatArray) -> Band | None:
    """A number with its band over the readings; None where none were drawn."""
    if not readings.size:
        return None
    low, high = np.quantile(readings, BAND, method="inverted_cdf")
    return Band(nominal, float(low), float(high))


def rows_of(
    areas: Areas, region: int, of: str, ring: str, altitudes: Sequence[str], targets: Sequence[str]
) -> Iterator[Row]:
    """The lines of the table for one region.

    Parameters
    ----------
    areas : Areas
        Of all regions.
    region : int
        Which of them.
    of, ring : str
        Whose coverage, and which ring.
    altitudes, targets : sequence of str
        What the axes stand for, as far as the table goes: labels and titles.
    """
    by_state = areas.by_state_km2[region]
    ring_km2 = float(by_state[0, 0].sum())  # of every layer; summed once, lest they differ in the last digit
    for a, altitude in enumerate(altitudes):
        for t, target in enumerate(targets):
            shares = by_state[a, t] / ring_km2
            limits = [
                (each.words, float(shares[each]))
                for each in State
                if each < CODES - 1 and each not in _NO_LIMIT and shares[each]
            ]
            limits.sort(key=lambda limit: -limit[1])
            seen = float(shares[State.COVERED])
            yield Row(
                of=of,
                ring=ring,
                altitude=altitude,
                target=target,
                ring_km2=ring_km2,
                seen_km2=float(by_state[a, t, State.COVERED]),
                unknown_km2=float(by_state[a, t, State.UNKNOWN]),
                seen_share=seen,
                unknown_share=float(shares[State.UNKNOWN]),
                main_limit=limits[0][0] if limits else "none",
                limits=tuple(limits),
                seen_band=band_of(seen, areas.by_reading_km2[region, a, t] / ring_km2),
            )
