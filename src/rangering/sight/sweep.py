"""The lowest altitude in line of sight of every radar, worked out once for the same ground and antenna.

A sweep is remembered under a hash of all that goes into it: the heights, where the antenna stands in them and
how high, how far it looks, and the Earth. A mast moved by a metre makes new sweeps for its own radar alone.
"""

from collections import OrderedDict
from hashlib import blake2b

import numpy as np

from rangering.earth.visibility import lowest_visible_m
from rangering.terrain.ground import Ground, HeightGrid

MOST_REMEMBERED_BYTES = 128 * 1024**2


class SweepCache:
    """Sweeps of this process, the least recently used forgotten first."""

    def __init__(self, most_bytes: int = MOST_REMEMBERED_BYTES) -> None:
        self.most_bytes = most_bytes
        self.swept = 0  # how many sweeps had to be made
        self._known: OrderedDict[bytes, HeightGrid] = OrderedDict()
        self._bytes = 0

    def lowest_m(
        self, ground: Ground, ground_hash: bytes, half: int, antenna_m: float, effective_radius_m: float
    ) -> HeightGrid:
        """Lowest altitude in line of sight on the middle of a ground.

        Parameters
        ----------
        ground : Ground
            About the site.
        ground_hash : bytes
            Of `hash_of`.
        half : int
            Nodes each way from the site's; not more than the ground has.
        antenna_m : float
            Antenna centre above sea level. [m]
        effective_radius_m : float
            k·R. [m]

        Returns
        -------
        float32 array, shape (2·half + 1, 2·half + 1)
            Above sea level; NaN where unknown. Not to be written to. [m]
        """
        said = f"{half} {antenna_m!r} {effective_radius_m!r}"
        key = blake2b(ground_hash + said.encode(), digest_size=16).digest()
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        rows = slice(ground.row0 - half, ground.row0 + half + 1)
        cols = slice(ground.col0 - half, ground.col0 + half + 1)
        lowest: HeightGrid = lowest_visible_m(
            ground.height_m[rows, cols], half, half, ground.posting_m, antenna_m, 1.0 / effective_radius_m
        )
        lowest.flags.writeable = False
        self.swept += 1
        self._remember(key, lowest)
        return lowest

    def _remember(self, key: bytes, lowest_m: HeightGrid) -> None:
        if lowest_m.nbytes > self.most_bytes:
            return
        self._known[key] = lowest_m
        self._bytes += lowest_m.nbytes
        while self._bytes > self.most_bytes:
            _, forgotten = self._known.popitem(last=False)
            self._bytes -= forgotten.nbytes


def hash_of(ground: Ground, half: int) -> bytes:
    """A hash of the heights in the middle of a ground and of how they lie: what a sweep so wide rests on."""
    rows = slice(ground.row0 - half, ground.row0 + half + 1)
    cols = slice(ground.col0 - half, ground.col0 + half + 1)
    digest = blake2b(np.ascontiguousarray(ground.height_m[rows, cols]).data, digest_size=16)
    digest.update(f"{half} {ground.posting_m!r}".encode())
    return digest.digest()


cache = SweepCache()
"""The one all maps of this process share."""
