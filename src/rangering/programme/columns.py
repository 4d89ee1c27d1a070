"""Lists of Python numbers as the columns of a plan."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def floats(values: Sequence[float]) -> NDArray[np.float64]:
    """A column of numbers."""
    return np.array(values, dtype=np.float64)


def ints(values: Sequence[int]) -> NDArray[np.int64]:
    """A column of whole numbers."""
    return np.array(values, dtype=np.int64)
