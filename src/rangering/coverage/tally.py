"""Areas and shares of a map: what the table says of every ring, altitude and class.

Areas are those of the sphere, of radius constants.EARTH_RADIUS_M. What is unknown counts neither as seen nor as
hidden.
Source: Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), section 25.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from rangering.constants import EARTH_RADIUS_M
from rangering.coverage.kernels import tally_states
from rangering.coverage.plan import CodeArray
from rangering.coverage.results import Altitude, Row, Target
from rangering.coverage.state import State
from rangering.terrain.ground import Ground

_CODES = 256  # all that a uint8 can hold


def rows_of(
    of: str,
    ring: str,
    inside: NDArray[np.bool_],
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
        The cells of the ring.
    ground : Ground
        Whose grid this is.
    state : uint8 array, shape (altitudes, targets, rows, columns)
    altitudes, targets
        What the first two axes stand for.
    """
    by_state = np.zeros((*state.shape[:2], _CODES))
    tally_states(state, inside, ground.row0, ground.col0, ground.posting_m, EARTH_RADIUS_M, by_state)
    by_state *= 1e-6  # m² to km²
    for a, altitude in enumerate(altitudes):
        for t, target in enumerate(targets):
            by_code = by_state[a, t]
            ring_km2 = float(by_code.sum())
            # Inside a ring but beyond what any radar displays: only a longer display would help.
            by_code[State.INSTRUMENTED_RANGE] += by_code[State.OUTSIDE]
            shares = {
                each.words: float(by_code[each] / ring_km2)
                for each in State
                if each not in (State.COVERED, State.UNKNOWN, State.OUTSIDE) and by_code[each] > 0.0
            }
            limits = tuple(sorted(shares.items(), key=lambda item: -item[1]))
            seen_km2, unknown_km2 = float(by_code[State.COVERED]), float(by_code[State.UNKNOWN])
            yield Row(
                of=of,
                ring=ring,
                altitude=altitude.label,
                target=target.title,
                ring_km2=ring_km2,
                seen_km2=seen_km2,
                unknown_km2=unknown_km2,
                seen_share=seen_km2 / ring_km2,
                unknown_share=unknown_km2 / ring_km2,
                main_limit=limits[0][0] if limits else "none",
                limits=limits,
            )
