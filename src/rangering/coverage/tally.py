"""Areas and shares of a map: what the table says of every ring, altitude and class.

Areas are those of the sphere, of radius constants.EARTH_RADIUS_M. What is unknown counts neither as seen
nor as hidden.
Source: Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), section 25.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from rangering.constants import EARTH_RADIUS_M
from rangering.coverage.kernels import tally_states
from rangering.coverage.plan import BoolArray, CodeArray
from rangering.coverage.results import Altitude, Row, Target
from rangering.coverage.state import State
from rangering.terrain.ground import Ground

_CODES = 256  # all that a uint8 can hold
_NO_LIMIT = (State.COVERED, State.UNKNOWN)


def rows_of(
    of: str,
    ring: str,
    inside: BoolArray,
    ground: Ground,
    state: CodeArray,
    altitudes: Sequence[Altitude],
    targets: Sequence[Target],
) -> Iterator[Row]:
    """The lines of the table for one ring.

    Parameters
    ----------
    of, ring : str
        Whose coverage, and which ring.
    inside : bool array, shape (rows, columns)
        The cells of the ring, one or more.
    ground : Ground
        Whose grid this is.
    state : uint8 array, shape (altitudes, targets, rows, columns)
        What holds in every cell.
    altitudes, targets : sequence of Altitude, of Target
        What the first two axes stand for.
    """
    by_state = np.zeros((*state.shape[:2], _CODES))
    tally_states(state, inside, ground.row0, ground.col0, ground.posting_m, EARTH_RADIUS_M, by_state)
    by_state *= 1e-6  # m² to km²
    by_state[..., State.SEVERAL] += by_state[..., State.OUTSIDE]  # neither displayed nor strong enough
    by_state[..., State.OUTSIDE] = 0.0
    ring_km2 = float(by_state[0, 0].sum())  # of every layer; summed once, lest they differ in the last digit
    for a, altitude in enumerate(altitudes):
        for t, target in enumerate(targets):
            shares = by_state[a, t] / ring_km2
            limits = [
                (each.words, float(shares[each])) for each in State if each not in _NO_LIMIT and shares[each]
            ]
            limits.sort(key=lambda limit: -limit[1])
            yield Row(
                of=of,
                ring=ring,
                altitude=altitude.label,
                target=target.title,
                ring_km2=ring_km2,
                seen_km2=float(by_state[a, t, State.COVERED]),
                unknown_km2=float(by_state[a, t, State.UNKNOWN]),
                seen_share=float(shares[State.COVERED]),
                unknown_share=float(shares[State.UNKNOWN]),
                main_limit=limits[0][0] if limits else "none",
                limits=tuple(limits),
            )
